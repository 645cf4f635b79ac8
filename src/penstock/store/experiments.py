"""Experiments in SQL."""

import sqlalchemy as sa

from penstock.core.errors import NotFoundError, StoreError
from penstock.core.ids import ExperimentId
from penstock.services.records import Experiment
from penstock.store.database import AnyRow, Database, conflict_or
from penstock.store.encoding import EPOCH, decode_time, encode_time
from penstock.store.tables import experiments


class SqlExperimentStore:
    """Keeps experiments. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, experiment: Experiment) -> None:
        """Add an experiment. Raises `ConflictError` if its name is taken."""
        row = {
            "id": experiment.id,
            "namespace": experiment.namespace,
            "name": experiment.name,
            "description": experiment.description,
            "created_at": encode_time(experiment.created_at),
        }
        try:
            with self._database.write() as connection:
                connection.execute(experiments.insert().values(row))
        except StoreError as error:
            raise conflict_or(error, f"An experiment with the name {experiment.name!r} exists already") from error

    def find_by_name(self, namespace: str, name: str) -> Experiment | None:
        """Return an experiment, or ``None``."""
        found = self._select(experiments.c.namespace == namespace, experiments.c.name == name)
        return found[0] if found else None

    def get(self, experiment_id: ExperimentId) -> Experiment:
        """Return an experiment. Raises `NotFoundError`."""
        found = self._select(experiments.c.id == experiment_id)
        if not found:
            raise NotFoundError(f"There is no experiment with the id {experiment_id!r}")
        return found[0]

    def list_all(self, namespace: str) -> tuple[Experiment, ...]:
        """Return the experiments, newest first."""
        return self._select(experiments.c.namespace == namespace)

    def _select(self, *conditions: sa.ColumnElement[bool]) -> tuple[Experiment, ...]:
        query = sa.select(experiments).where(*conditions).order_by(experiments.c.key.desc())
        with self._database.read() as connection:
            return tuple(_experiment(row) for row in connection.execute(query))


def _experiment(row: AnyRow) -> Experiment:
    return Experiment(
        id=ExperimentId(row.id),
        name=row.name,
        created_at=decode_time(row.created_at) or EPOCH,
        namespace=row.namespace,
        description=row.description,
    )
