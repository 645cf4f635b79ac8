"""Lists of artifacts in SQL: along indexes, without metadata that is long."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.ids import ArtifactId, ExecutionPath, RunId
from penstock.engine.states import ExecutionKind
from penstock.services.lines import ArtifactFilter, ArtifactLine, ArtifactMaker, ArtifactPage
from penstock.services.records import ArtifactReference
from penstock.store.database import AnyRow, AnySelect, Database
from penstock.store.encoding import Unpacker, decode_time, reference_of
from penstock.store.records import chunks, no_run
from penstock.store.tables import artifacts, execution_artifacts, executions, runs

MOST_NAMES = 20
"""Names that a search walks through one by one; what has more of them is frequent enough to be met on the way."""

_TASKS = (ExecutionKind.CONTAINER.value, ExecutionKind.IMPORTER.value)

_LINE = (
    artifacts.c.key,
    artifacts.c.id,
    artifacts.c.name,
    artifacts.c.type_title,
    artifacts.c.uri,
    artifacts.c.digest,
    artifacts.c.size_bytes,
    artifacts.c.created_at,
    artifacts.c.metadata,
)


class SqlArtifactInventory:
    """Lists artifacts without reading anything long. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: ArtifactFilter, *, limit: int, before: int | None = None) -> ArtifactPage:
        """Return artifacts, newest first; `before` is the end of the page before."""
        with self._database.read() as connection:
            run_key = _run_key(connection, wanted.run_id) if wanted.run_id is not None else None
            query = _page(connection, wanted, run_key, before, limit + 1)
            rows = connection.execute(query).all() if query is not None else []
            shown = rows[:limit]
            makers = _makers(connection, [row.key for row in shown], run_key)
        lines = tuple(_line(row, makers.get(row.key)) for row in shown)
        return ArtifactPage(lines=lines, end=shown[-1].key if len(rows) > limit else None)

    def lines(self, artifact_ids: Sequence[ArtifactId]) -> Mapping[ArtifactId, ArtifactLine]:
        """Return lines by id; those that are not there are left out."""
        with self._database.read() as connection:
            rows = [
                row
                for chunk in chunks(artifact_ids)
                for row in connection.execute(sa.select(*_LINE).where(artifacts.c.id.in_(chunk)))
            ]
            makers = _makers(connection, [row.key for row in rows], None)
        return {ArtifactId(row.id): _line(row, makers.get(row.key)) for row in rows}

    def find_ids(self, prefix: str, *, limit: int) -> tuple[ArtifactId, ...]:
        """Return the artifacts whose ids begin so, newest first."""
        inside = artifacts.c.id.between(prefix, prefix + "\U0010ffff")
        query = sa.select(artifacts.c.id).where(inside).order_by(artifacts.c.key.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(ArtifactId(row.id) for row in connection.execute(query))

    def run_names(self, run_ids: Sequence[RunId]) -> Mapping[RunId, str]:
        """Return what runs are called; those that are not there are left out."""
        names: dict[RunId, str] = {}
        with self._database.read() as connection:
            for chunk in chunks(run_ids):
                query = sa.select(runs.c.id, runs.c.display_name).where(runs.c.id.in_(chunk))
                names.update((RunId(row.id), row.display_name) for row in connection.execute(query))
        return names

    def list_types(self, namespace: str) -> Mapping[str, int]:
        """Return how many artifacts there are of each type."""
        counted = (
            sa.select(artifacts.c.type_title, sa.func.count().label("artifacts"))
            .where(artifacts.c.namespace == namespace)
            .group_by(artifacts.c.type_title)
            .order_by(artifacts.c.type_title)
        )
        with self._database.read() as connection:
            return {row.type_title: row.artifacts for row in connection.execute(counted)}


def _page(
    connection: Connection, wanted: ArtifactFilter, run_key: int | None, before: int | None, limit: int
) -> "AnySelect | None":
    """Select artifacts, newest first; ``None`` when no artifact has such a name."""
    query = _matching(wanted, run_key, before).order_by(artifacts.c.key.desc()).limit(limit)
    if not wanted.name_contains or wanted.name or run_key is not None:
        return query
    names = _names_with(connection, wanted.namespace, wanted.name_contains)
    if len(names) > MOST_NAMES:
        return query
    if not names:
        return None
    walks = [sa.select(query.where(artifacts.c.name == name).subquery()) for name in names]
    merged = sa.union_all(*walks).subquery()
    return sa.select(merged).order_by(merged.c.key.desc()).limit(limit)


def _matching(wanted: ArtifactFilter, run_key: int | None, before: int | None) -> AnySelect:
    query = sa.select(*_LINE).where(artifacts.c.namespace == wanted.namespace)
    if wanted.type_title:
        query = query.where(artifacts.c.type_title == wanted.type_title)
    if wanted.name:
        query = query.where(artifacts.c.name == wanted.name)
    if wanted.name_contains:
        query = query.where(artifacts.c.name.contains(wanted.name_contains, autoescape=True))
    if run_key is not None:
        query = query.where(artifacts.c.key.in_(_outputs_of(run_key)))
    return query if before is None else query.where(artifacts.c.key < before)


def _outputs_of(run_key: int) -> AnySelect:
    """Select the outputs of the tasks of a run; what groups of tasks hand on is among them."""
    edges = execution_artifacts.c
    return sa.select(edges.artifact_key).where(edges.run_key == run_key, edges.role == "output")


def _names_with(connection: Connection, namespace: str, part: str) -> list[str]:
    """Return the names that hold a text: from name to name along the index, however many artifacts each has."""
    columns = artifacts.c
    here = columns.namespace == namespace
    first = sa.select(sa.func.min(columns.name).label("name")).where(here)
    names = first.cte("names", recursive=True)
    following = sa.select(sa.func.min(columns.name)).where(here, columns.name > names.c.name).scalar_subquery()
    names = names.union_all(sa.select(following).where(names.c.name.is_not(None)))
    query = sa.select(names.c.name).where(names.c.name.contains(part, autoescape=True)).limit(MOST_NAMES + 1)
    return [row.name for row in connection.execute(query)]


def _makers(connection: Connection, keys: Sequence[int], run_key: int | None) -> dict[int, ArtifactMaker]:
    """Return the task that gave each artifact first; in one run, the task of that run."""
    found: dict[int, ArtifactMaker] = {}
    for chunk in chunks(keys):
        for row in connection.execute(_giving(chunk, run_key)):
            found.setdefault(row.artifact_key, _maker(row))
    return found


def _giving(keys: Sequence[int], run_key: int | None) -> AnySelect:
    """Select the tasks that have artifacts among their outputs, in their order, of the first run that has any."""
    edges = execution_artifacts.c
    same = sa.and_(executions.c.run_key == edges.run_key, executions.c.number == edges.number)
    columns = (edges.artifact_key, runs.c.id.label("run_id"), runs.c.display_name, executions.c.path)
    query = (
        sa.select(*columns, executions.c.task_name, executions.c.display_name.label("task"), edges.name.label("slot"))
        .select_from(execution_artifacts)
        .join(executions, same)
        .join(runs, runs.c.key == edges.run_key)
        .where(edges.artifact_key.in_(keys), edges.role == "output", executions.c.kind.in_(_TASKS))
        .order_by(edges.artifact_key, edges.number)
    )
    if run_key is not None:
        return query.where(edges.run_key == run_key)
    other = execution_artifacts.alias("first")
    first = (
        sa.select(sa.func.min(other.c.run_key))
        .where(other.c.artifact_key == edges.artifact_key, other.c.role == "output")
        .correlate(execution_artifacts)
        .scalar_subquery()
    )
    return query.where(edges.run_key == first)


def _run_key(connection: Connection, run_id: RunId) -> int:
    key: int | None = connection.execute(sa.select(runs.c.key).where(runs.c.id == run_id)).scalar()
    if key is None:
        raise no_run(run_id)
    return key


def _line(row: AnyRow, maker: ArtifactMaker | None) -> ArtifactLine:
    return ArtifactLine(
        reference=ArtifactReference(
            id=ArtifactId(row.id),
            name=row.name,
            type_title=row.type_title,
            uri=row.uri,
            digest=row.digest,
            size_bytes=row.size_bytes,
        ),
        created_at=decode_time(row.created_at),
        metadata_keys=tuple(_keys(row.metadata)),
        maker=maker,
    )


def _keys(packed: str) -> Iterator[str]:
    metadata: Any = {} if reference_of(packed) else Unpacker({}).unpack(packed)
    yield from metadata


def _maker(row: AnyRow) -> ArtifactMaker:
    return ArtifactMaker(
        run_id=RunId(row.run_id),
        run_name=row.display_name,
        path=ExecutionPath(row.path),
        task_name=row.task or row.task_name,
        slot=row.slot,
    )
