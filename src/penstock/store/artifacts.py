"""Artifacts in SQL, and the edges between them and the tasks that made and used them."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId, Digest, ExecutionPath, RunId
from penstock.engine.records import ArtifactRecord
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.records import ArtifactUse, ExecutionReference
from penstock.store.database import AnyRow, AnySelect, Database
from penstock.store.records import artifact_record, chunks, unpacker_for
from penstock.store.tables import artifacts, execution_artifacts, executions, runs

_TASKS = (ExecutionKind.CONTAINER.value, ExecutionKind.IMPORTER.value)
"""What makes and uses artifacts; sub-pipelines and loops only pass them on."""

_EXECUTION = (
    runs.c.id.label("run_id"),
    executions.c.number,
    executions.c.path,
    executions.c.task_name,
    executions.c.component_name,
    executions.c.kind,
    executions.c.state,
    executions.c.cached_from_run,
    executions.c.cached_from_path,
    execution_artifacts.c.name.label("slot"),
)


class SqlArtifactCatalogue:
    """Finds artifacts, and what made and used them. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, artifact_id: ArtifactId) -> ArtifactRecord:
        """Return an artifact. Raises `NotFoundError`."""
        found = self._select(sa.select(artifacts).where(artifacts.c.id == artifact_id))
        if not found:
            raise NotFoundError(f"There is no artifact with the id {artifact_id!r}")
        return found[0]

    def find_by_uri(self, uri: str) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts under a URI, newest first."""
        return self._select(sa.select(artifacts).where(artifacts.c.uri == uri).order_by(artifacts.c.key.desc()))

    def find_by_digest(self, digest: Digest) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts with this content, newest first."""
        return self._select(sa.select(artifacts).where(artifacts.c.digest == digest).order_by(artifacts.c.key.desc()))

    def list_newest(self, namespace: str, *, type_title: str = "", limit: int) -> tuple[ArtifactRecord, ...]:
        """Return artifacts, newest first."""
        query = sa.select(artifacts).where(artifacts.c.namespace == namespace)
        if type_title:
            query = query.where(artifacts.c.type_title == type_title)
        return self._select(query.order_by(artifacts.c.key.desc()).limit(limit))

    def uses(self, artifact_ids: Iterable[ArtifactId], role: str) -> tuple[ArtifactUse, ...]:
        """Return the tasks that have these artifacts as ``input`` or ``output``, oldest first."""
        query = _edges(role).order_by(executions.c.run_key, executions.c.number)
        with self._database.read() as connection:
            rows = [
                row
                for chunk in chunks(sorted(artifact_ids))
                for row in connection.execute(query.where(artifacts.c.id.in_(chunk), executions.c.kind.in_(_TASKS)))
            ]
            unpacker = unpacker_for(connection, rows)
        return tuple(_use(row, artifact_record(row, unpacker)) for row in rows)

    def slots(self, tasks: Iterable[tuple[RunId, int]], role: str) -> tuple[ArtifactUse, ...]:
        """Return the artifacts that executions have as ``input`` or ``output``."""
        edges = execution_artifacts.c
        query = _edges(role).order_by(edges.run_key, edges.number, edges.name, edges.position)
        with self._database.read() as connection:
            rows: list[AnyRow] = []
            for run_id, numbers in _by_run(tasks).items():
                for chunk in chunks(numbers):
                    rows += connection.execute(query.where(runs.c.id == run_id, edges.number.in_(chunk)))
            unpacker = unpacker_for(connection, rows)
        return tuple(_use(row, artifact_record(row, unpacker)) for row in rows)

    def measured(self, run_id: RunId) -> tuple[ArtifactUse, ...]:
        """Return the outputs of the tasks of a run that hold metrics, by task and name."""
        edges = execution_artifacts.c
        holds_metrics = (artifacts.c.type_title.endswith("Metrics"), executions.c.kind.in_(_TASKS))
        query = _edges("output").where(runs.c.id == run_id, *holds_metrics)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(edges.number, edges.name, edges.position)).all()
            unpacker = unpacker_for(connection, rows)
        return tuple(_use(row, artifact_record(row, unpacker)) for row in rows)

    def _select(self, query: AnySelect) -> tuple[ArtifactRecord, ...]:
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            unpacker = unpacker_for(connection, rows)
        return tuple(artifact_record(row, unpacker) for row in rows)


def _edges(role: str) -> AnySelect:
    edges = execution_artifacts.c
    same = sa.and_(executions.c.run_key == edges.run_key, executions.c.number == edges.number)
    return (
        sa.select(*_EXECUTION, artifacts)
        .select_from(execution_artifacts)
        .join(executions, same)
        .join(runs, runs.c.key == edges.run_key)
        .join(artifacts, artifacts.c.key == edges.artifact_key)
        .where(edges.role == role)
    )


def _by_run(tasks: Iterable[tuple[RunId, int]]) -> dict[RunId, Sequence[int]]:
    numbers: dict[RunId, list[int]] = {}
    for run_id, number in tasks:
        numbers.setdefault(run_id, []).append(number)
    return dict(numbers)


def _use(row: AnyRow, artifact: ArtifactRecord) -> ArtifactUse:
    cached_from = (RunId(row.cached_from_run), ExecutionPath(row.cached_from_path)) if row.cached_from_run else None
    return ArtifactUse(
        artifact=artifact,
        execution=ExecutionReference(
            run_id=RunId(row.run_id),
            number=row.number,
            path=ExecutionPath(row.path),
            task_name=row.task_name,
            component_name=row.component_name,
            kind=ExecutionKind(row.kind),
            state=ExecutionState(row.state),
            cached_from=cached_from,
        ),
        slot=row.slot,
    )
