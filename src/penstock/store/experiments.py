"""Experiments in SQL."""

import sqlalchemy as sa

from penstock.core.errors import NotFoundError, StoreError
from penstock.core.ids import ExperimentId
from penstock.services.pages import Page, PageRequest
from penstock.services.records import Experiment, StorageState
from penstock.store.database import AnyRow, Database, conflict_or
from penstock.store.encoding import EPOCH, decode_time, encode_time
from penstock.store.listing import Listing
from penstock.store.paging import find_page
from penstock.store.tables import experiments, runs

_LAST_RUN = (
    sa.select(runs.c.created_at)
    .where(runs.c.namespace == experiments.c.namespace, runs.c.experiment_id == experiments.c.id)
    .order_by(runs.c.key.desc())
    .limit(1)
    .correlate(experiments)
    .scalar_subquery()
)

_COLUMNS = (*experiments.columns, _LAST_RUN.label("last_run_created_at"))

_LISTING = Listing(
    key=experiments.c.key,
    fields={
        "id": experiments.c.id,
        "name": experiments.c.name,
        "description": experiments.c.description,
        "created_at": experiments.c.created_at,
        "last_run_created_at": _LAST_RUN,
        "storage_state": experiments.c.storage_state,
        "namespace": experiments.c.namespace,
    },
    orders={"created_at": experiments.c.key},
)


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
            raise conflict_or(error, _taken(experiment)) from error

    def find_by_name(self, namespace: str, name: str) -> Experiment | None:
        """Return an experiment, or ``None``."""
        found = self._select(experiments.c.namespace == namespace, experiments.c.name == name)
        return found[0] if found else None

    def get(self, experiment_id: ExperimentId) -> Experiment:
        """Return an experiment. Raises `NotFoundError`."""
        found = self._select(experiments.c.id == experiment_id)
        if not found:
            raise _no_experiment(experiment_id)
        return found[0]

    def list_all(self, namespace: str) -> tuple[Experiment, ...]:
        """Return the experiments, newest first."""
        return self._select(experiments.c.namespace == namespace)

    def page(self, namespace: str, wanted: PageRequest) -> Page[Experiment]:
        """Return a page of experiments in any order."""
        query = sa.select(*_COLUMNS).where(experiments.c.namespace == namespace)
        with self._database.read() as connection:
            found = find_page(connection, query, _LISTING, wanted)
        return Page(items=tuple(_experiment(row) for row in found.rows), total=found.total, end=found.end)

    def set_storage_state(self, experiment_id: ExperimentId, state: StorageState) -> None:
        """Archive an experiment and its runs, or take it (and no run) out of the archive. Raises `NotFoundError`."""
        change = experiments.update().where(experiments.c.id == experiment_id).values(storage_state=state.value)
        with self._database.write() as connection:
            if connection.execute(change).rowcount == 0:
                raise _no_experiment(experiment_id)
            if state is StorageState.ARCHIVED:
                own = runs.update().where(runs.c.experiment_id == experiment_id)
                connection.execute(own.values(storage_state=state.value))

    def update(self, experiment: Experiment) -> None:
        """Keep the name and the description of an experiment. Raises `NotFoundError`, `ConflictError` if taken."""
        change = experiments.update().where(experiments.c.id == experiment.id)
        try:
            with self._database.write() as connection:
                changed = connection.execute(
                    change.values(name=experiment.name, description=experiment.description)
                ).rowcount
        except StoreError as error:
            raise conflict_or(error, _taken(experiment)) from error
        if changed == 0:
            raise _no_experiment(experiment.id)

    def delete(self, experiment_id: ExperimentId) -> None:
        """Remove an experiment; its runs stay. Raises `NotFoundError`."""
        with self._database.write() as connection:
            if connection.execute(experiments.delete().where(experiments.c.id == experiment_id)).rowcount == 0:
                raise _no_experiment(experiment_id)

    def _select(self, *conditions: sa.ColumnElement[bool]) -> tuple[Experiment, ...]:
        query = sa.select(*_COLUMNS).where(*conditions).order_by(experiments.c.key.desc())
        with self._database.read() as connection:
            return tuple(_experiment(row) for row in connection.execute(query))


def _taken(experiment: Experiment) -> str:
    return f"An experiment with the name {experiment.name!r} exists already"


def _no_experiment(experiment_id: str) -> NotFoundError:
    return NotFoundError(f"There is no experiment with the id {experiment_id!r}")


def _experiment(row: AnyRow) -> Experiment:
    return Experiment(
        id=ExperimentId(row.id),
        name=row.name,
        created_at=decode_time(row.created_at) or EPOCH,
        namespace=row.namespace,
        description=row.description,
        storage_state=StorageState(row.storage_state),
        last_run_created_at=decode_time(row.last_run_created_at),
    )
