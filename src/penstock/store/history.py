"""Questions about many runs: lists, metrics, arguments, earlier executions. No list reads a blob."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.ids import ArtifactId, ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonValue
from penstock.engine.records import ExecutionRecord, RunRecord
from penstock.engine.states import ExecutionState
from penstock.services.pages import Page, PageRequest
from penstock.services.records import (
    ArtifactReference,
    EarlierExecution,
    Metric,
    RunFilter,
    RunPage,
    RunSummary,
    StorageState,
)
from penstock.store.database import AnyRow, AnySelect, Database, execute
from penstock.store.earlier import find_nearest
from penstock.store.encoding import (
    Packer,
    Unpacker,
    decode_time,
    large_parameters,
    reference_of,
    small_parameters,
)
from penstock.store.paging import find_page
from penstock.store.records import chunks, failure, fetch_contents, no_run
from penstock.store.rows import contents_rows, tag_rows
from penstock.store.run_listing import RUNS
from penstock.store.run_records import load_run_record
from penstock.store.statements import Statements
from penstock.store.tables import (
    artifacts,
    executions,
    experiments,
    metrics,
    pipeline_versions,
    run_artifacts,
    run_parameters,
    run_tags,
    runs,
)
from penstock.store.tally import task_counts

SUMMARY = (
    runs.c.key,
    runs.c.id,
    runs.c.namespace,
    runs.c.display_name,
    runs.c.experiment_id,
    runs.c.pipeline_name,
    runs.c.state,
    runs.c.created_at,
    runs.c.started_at,
    runs.c.ended_at,
    runs.c.seq,
    runs.c.failure,
    runs.c.outputs,
    runs.c.description,
    runs.c.storage_state,
    runs.c.pipeline_id,
    runs.c.pipeline_version_id,
    runs.c.task_counts,
)
"""What a line of a list is made from."""


class SqlRunHistory:
    """Answers questions about many runs. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = Statements(database)

    def list_runs(self, wanted: RunFilter, *, limit: int, token: str = "") -> RunPage:
        """Return a page of runs, newest first. Raises `ArgumentsError` for a token that no page gave."""
        query = _page(wanted, limit=limit + 1, before=_position(token) if token else None)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            shown = rows[:limit]
            lines = summaries(connection, shown)
        return RunPage(runs=lines, next_token=str(shown[-1].key) if len(rows) > limit else "")

    def page(self, namespace: str, wanted: PageRequest) -> Page[RunSummary]:
        """Return a page of runs in any order."""
        query = sa.select(*SUMMARY).where(runs.c.namespace == namespace)
        with self._database.read() as connection:
            found = find_page(connection, query, RUNS, wanted)
            items = summaries(connection, found.rows)
        return Page(items=items, total=found.total, end=found.end)

    def set_storage_state(self, run_id: RunId, state: StorageState) -> None:
        """Archive a run, or take it out of the archive. Raises `NotFoundError`."""
        change = runs.update().where(runs.c.id == run_id).values(storage_state=state.value)
        with self._database.write() as connection:
            if connection.execute(change).rowcount == 0:
                raise no_run(run_id)

    def get_summary(self, run_id: RunId) -> RunSummary:
        """Return one run. Raises `NotFoundError`."""
        return self.list_summaries([run_id])[0]

    def list_summaries(self, run_ids: Sequence[RunId]) -> tuple[RunSummary, ...]:
        """Return runs in the order asked for. Raises `NotFoundError` if one of them is not there."""
        found: dict[RunId, RunSummary] = {}
        with self._database.read() as connection:
            for chunk in chunks(run_ids):
                rows = connection.execute(sa.select(*SUMMARY).where(runs.c.id.in_(chunk))).all()
                found.update((run.id, run) for run in summaries(connection, rows))
        for run_id in run_ids:
            if run_id not in found:
                raise no_run(run_id)
        return tuple(found[run_id] for run_id in run_ids)

    def get_run(self, run_id: RunId) -> RunRecord:
        """Return the record of one run, with its document. Raises `NotFoundError`."""
        return self._record(run_id, sa.select(runs))

    def get_head(self, run_id: RunId) -> RunRecord:
        """Return the record of one run without its document, which may be long. Raises `NotFoundError`."""
        columns = [column for column in runs.columns if column is not runs.c.spec]
        return self._record(run_id, sa.select(*columns, sa.literal("{}").label("spec")))

    def _record(self, run_id: RunId, query: AnySelect) -> RunRecord:
        with self._database.read() as connection:
            row = connection.execute(query.where(runs.c.id == run_id)).one_or_none()
            if row is None:
                raise no_run(run_id)
            return load_run_record(connection, row)

    def describe(self, run_id: RunId, *, display_name: str | None = None, description: str | None = None) -> None:
        """Change what people call a run and say of it; ``None`` leaves it. Raises `NotFoundError`."""
        packer = Packer()
        new = {"display_name": display_name, "description": None if description is None else packer.pack(description)}
        changes = {name: value for name, value in new.items() if value is not None}
        with self._database.write_prepared(synced=True) as cursor:
            if cursor.execute("SELECT 1 FROM runs WHERE id = :id", {"id": run_id}).fetchone() is None:
                raise no_run(run_id)
            if rows := contents_rows(packer, self._database.now()):
                execute(cursor, self._sql.content, rows)
            if changes:
                execute(cursor, self._sql.describe(*changes), [{"wanted": run_id, **changes}])

    def find_ids(self, prefix: str, *, limit: int) -> tuple[RunId, ...]:
        """Return the runs whose ids begin so, newest first."""
        inside = runs.c.id.between(prefix, prefix + "\U0010ffff")
        query = sa.select(runs.c.id).where(inside).order_by(runs.c.key.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(RunId(row.id) for row in connection.execute(query))

    def set_tags(self, run_id: RunId, tags: Mapping[str, str]) -> None:
        """Replace the tags of a run. Raises `NotFoundError`."""
        with self._database.write_prepared(synced=True) as cursor:
            found = cursor.execute("SELECT key FROM runs WHERE id = :id", {"id": run_id}).fetchone()
            if found is None:
                raise no_run(run_id)
            execute(cursor, self._sql.stale_tags, [{"run_key": found[0]}])
            if rows := tag_rows(found[0], tags):
                execute(cursor, self._sql.tag, rows)

    def delete_run(self, run_id: RunId) -> None:
        """Remove a run with everything that belongs to it alone; artifacts stay. Raises `NotFoundError`."""
        with self._database.write() as connection:
            if connection.execute(runs.delete().where(runs.c.id == run_id)).rowcount == 0:
                raise no_run(run_id)

    def list_metrics(self, run_ids: Sequence[RunId]) -> tuple[Metric, ...]:
        """Return the scalar metrics of runs, by run and in the order of their executions."""
        same = sa.and_(executions.c.run_key == metrics.c.run_key, executions.c.number == metrics.c.number)
        columns = (metrics, runs.c.id, executions.c.path, executions.c.task_name)
        query = sa.select(*columns).join(runs, runs.c.key == metrics.c.run_key).join(executions, same)
        order = (metrics.c.run_key, metrics.c.number, metrics.c.output, metrics.c.position, metrics.c.name)
        with self._database.read() as connection:
            rows = [
                row
                for chunk in chunks(run_ids)
                for row in connection.execute(query.where(runs.c.id.in_(chunk)).order_by(*order))
            ]
        return tuple(_metric(row) for row in rows)

    def list_arguments(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[str, JsonValue]]:
        """Return what runs were given; a value over 1 KiB as its digest."""
        arguments: dict[RunId, dict[str, JsonValue]] = {run_id: {} for run_id in run_ids}
        unpacker = Unpacker({})
        for row in self._argument_rows(run_ids):
            digest = reference_of(row.value)
            arguments[RunId(row.id)][row.name] = unpacker.unpack(row.value) if digest is None else digest
        return arguments

    def list_short_arguments(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[str, JsonValue]]:
        """Return what runs were given, without the values over 1 KiB."""
        arguments: dict[RunId, dict[str, JsonValue]] = {run_id: {} for run_id in run_ids}
        unpacker = Unpacker({})
        for row in self._argument_rows(run_ids):
            if reference_of(row.value) is None:
                arguments[RunId(row.id)][row.name] = unpacker.unpack(row.value)
        return arguments

    def _argument_rows(self, run_ids: Sequence[RunId]) -> list[AnyRow]:
        columns = (runs.c.id, run_parameters.c.name, run_parameters.c.value)
        query = sa.select(*columns).join(runs, runs.c.key == run_parameters.c.run_key)
        with self._database.read() as connection:
            return [row for chunk in chunks(run_ids) for row in connection.execute(query.where(runs.c.id.in_(chunk)))]

    def find_earlier(self, execution: ExecutionRecord) -> EarlierExecution | None:
        """Return the nearest execution of the same component in an earlier run, of the same pipeline if possible."""
        with self._database.read() as connection:
            return find_nearest(connection, execution)


def _page(wanted: RunFilter, *, limit: int, before: int | None) -> AnySelect:
    """Select runs, newest first; several states are several walks along one index, merged."""
    parts = [
        _matching(wanted, state, before).limit(limit)
        for state in sorted(state.value for state in wanted.states) or [""]
    ]
    if len(parts) == 1:
        return parts[0]
    merged = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    return sa.select(merged).order_by(merged.c.key.desc()).limit(limit)


def _matching(wanted: RunFilter, state: str, before: int | None) -> AnySelect:
    """Select runs of one state, or of any, along the index of the first parameter or tag if there is one."""
    packer = Packer()
    pairs = [(run_parameters, name, packer.pack(value)) for name, value in wanted.parameters.items()]
    pairs += [(run_tags, name, value) for name, value in wanted.tags.items()]
    query, order = sa.select(*SUMMARY), runs.c.key
    for place, (table, name, value) in enumerate(pairs):
        pair = table.alias(f"pair_{place}")
        query = query.join(pair, pair.c.run_key == runs.c.key).where(pair.c.name == name, pair.c.value == value)
        order = pair.c.run_key if place == 0 else order
    if state:
        query = query.where(runs.c.state == state)
    if before is not None:
        query = query.where(order < before)
    return query.where(*_conditions(wanted)).order_by(order.desc())


def _conditions(wanted: RunFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [runs.c.namespace == wanted.namespace]
    if wanted.experiment_id is not None:
        conditions.append(runs.c.experiment_id == wanted.experiment_id)
    if wanted.pipeline_name:
        conditions.append(runs.c.pipeline_name == wanted.pipeline_name)
    if wanted.name_contains:
        conditions.append(runs.c.display_name.contains(wanted.name_contains, autoescape=True))
    return conditions


def summaries(connection: Connection, rows: Sequence[AnyRow]) -> tuple[RunSummary, ...]:
    """Return the lines of a list, given rows of `SUMMARY`."""
    keys = [row.key for row in rows]
    names = _experiment_names(connection, {row.experiment_id for row in rows})
    versions = _version_names(connection, {row.pipeline_version_id for row in rows} - {""})
    long = {digest for row in rows if (digest := reference_of(row.failure))}
    unpacker = Unpacker(fetch_contents(connection, long))
    tags = _tags(connection, keys)
    outputs = _output_artifacts(connection, keys)
    return tuple(
        RunSummary(
            id=RunId(row.id),
            display_name=row.display_name,
            namespace=row.namespace,
            experiment_id=ExperimentId(row.experiment_id),
            experiment_name=names.get(row.experiment_id, ""),
            pipeline_name=row.pipeline_name,
            state=ExecutionState(row.state),
            created_at=decode_time(row.created_at),
            started_at=decode_time(row.started_at),
            ended_at=decode_time(row.ended_at),
            failure=failure(row.failure, unpacker) if row.failure else None,
            outputs=small_parameters(row.outputs),
            large_outputs=tuple(large_parameters(row.outputs)),
            output_artifacts=outputs.get(row.key, {}),
            tags=tags.get(row.key, {}),
            seq=row.seq,
            description="" if reference_of(row.description) else unpacker.unpack(row.description),
            storage_state=StorageState(row.storage_state),
            pipeline_id=row.pipeline_id,
            pipeline_version_id=row.pipeline_version_id,
            pipeline_version_name=versions.get(row.pipeline_version_id, ""),
            tasks=task_counts(row.task_counts),
        )
        for row in rows
    )


def _experiment_names(connection: Connection, ids: set[str]) -> dict[str, str]:
    query = sa.select(experiments.c.id, experiments.c.name).where(experiments.c.id.in_(sorted(ids)))
    return {row.id: row.name for row in connection.execute(query)}


def _version_names(connection: Connection, ids: set[str]) -> dict[str, str]:
    table = pipeline_versions
    query = sa.select(table.c.id, table.c.name, table.c.display_name).where(table.c.id.in_(sorted(ids)))
    return {row.id: row.display_name or row.name for row in connection.execute(query)} if ids else {}


def _tags(connection: Connection, keys: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(sa.select(run_tags).where(run_tags.c.run_key.in_(keys))):
        found[row.run_key][row.name] = row.value
    return found


def _output_artifacts(
    connection: Connection, keys: Sequence[int]
) -> dict[int, dict[str, tuple[ArtifactReference, ...]]]:
    edges = run_artifacts.c
    columns = (artifacts.c.id, artifacts.c.name, artifacts.c.type_title, artifacts.c.uri)
    query = (
        sa.select(edges.run_key, edges.name.label("slot"), *columns, artifacts.c.digest, artifacts.c.size_bytes)
        .join(artifacts, artifacts.c.key == edges.artifact_key)
        .where(edges.run_key.in_(keys))
        .order_by(edges.run_key, edges.name, edges.position)
    )
    found: dict[int, dict[str, tuple[ArtifactReference, ...]]] = defaultdict(dict)
    for row in connection.execute(query):
        slots = found[row.run_key]
        slots[row.slot] = (*slots.get(row.slot, ()), _artifact_reference(row))
    return found


def _artifact_reference(row: AnyRow) -> ArtifactReference:
    return ArtifactReference(
        id=ArtifactId(row.id),
        name=row.name,
        type_title=row.type_title,
        uri=row.uri,
        digest=row.digest,
        size_bytes=row.size_bytes,
    )


def _metric(row: AnyRow) -> Metric:
    return Metric(
        run_id=RunId(row.id),
        path=ExecutionPath(row.path),
        task_name=row.task_name,
        output=row.output,
        position=row.position,
        name=row.name,
        value=float("nan") if row.value is None else row.value,
    )


def _position(token: str) -> int:
    if not token.isdecimal() or len(token) > 18:
        raise ArgumentsError(
            [Problem(code="unknown-page-token", path="", message=f"No page of this list has the token {token!r}")]
        )
    return int(token)
