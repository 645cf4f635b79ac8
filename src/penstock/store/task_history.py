"""Questions about the tasks of one run. No list reads inputs or outputs."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.errors import NotFoundError
from penstock.core.ids import ExecutionPath, RunId, attempt_id
from penstock.core.json import JsonValue
from penstock.engine.records import UNMEASURED, AttemptRecord, Usage
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.headlines import is_more_better
from penstock.services.task_records import (
    CachedSource,
    RunMark,
    StoredTask,
    TaskChanges,
    TaskLine,
    TaskOutcome,
)
from penstock.store.database import AnyRow, AnySelect, Database
from penstock.store.encoding import Unpacker, decode_time, small_parameters
from penstock.store.history import SUMMARY, summaries
from penstock.store.listing import unindexed
from penstock.store.records import (
    Rows,
    SlotReader,
    attempt_record,
    chunks,
    execution_record,
    execution_slots,
    failure,
    no_run,
    unpacker_for,
)
from penstock.store.tables import attempts, execution_artifacts, executions, metrics, run_parameters, runs

_IS_TASK = executions.c.kind.in_([ExecutionKind.CONTAINER.value, ExecutionKind.IMPORTER.value])

_OUTCOME = (
    executions.c.path,
    executions.c.task_name,
    executions.c.display_name,
    executions.c.state,
    executions.c.started_at,
    executions.c.ended_at,
    executions.c.cached_from_run,
)

_LINE = (
    executions.c.path,
    executions.c.number,
    executions.c.parent,
    executions.c.kind,
    executions.c.task_name,
    executions.c.display_name,
    executions.c.iteration,
    executions.c.state,
    executions.c.attempts,
    executions.c.failure,
    executions.c.cache_note,
    executions.c.cached_from_run,
    executions.c.cached_from_path,
    executions.c.created_at,
    executions.c.started_at,
    executions.c.ended_at,
    executions.c.seq,
)
"""What a line of a list of tasks is made from."""

RECENT = 500
"""Runs that are looked through for names, and for what was best before."""

LOOP_ITEM = "loop-item"
"""How the input of an iteration is called that holds its item, behind what the loop walks over."""

MANY = 1000
"""Tasks from which on the attempts of a run are read all at once."""


class SqlTaskHistory:
    """Answers questions about the tasks of a run. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_tasks(self, run_id: RunId, *, since: int = 0, limit: int = 0) -> TaskChanges:
        """Return the executions that changed after a number, all of them at 0. Raises `NotFoundError`.

        A limit cuts the list, never between executions that changed together.
        """
        with self._database.read() as connection:
            run = connection.execute(sa.select(*SUMMARY, runs.c.spec).where(runs.c.id == run_id)).first()
            if run is None:
                raise no_run(run_id)
            rows, has_more = _changed(connection, run.key, since, limit)
            return TaskChanges(
                run=summaries(connection, [run])[0],
                spec_key=run.spec,
                seq=rows[-1].seq if has_more else run.seq,
                tasks=_lines(connection, run_id, run.key, rows),
                has_more=has_more,
            )

    def get_mark(self, run_id: RunId) -> RunMark:
        """Tell how far a run is. Raises `NotFoundError`."""
        with self._database.read() as connection:
            run = connection.execute(sa.select(runs.c.seq, runs.c.spec).where(runs.c.id == run_id)).first()
        if run is None:
            raise no_run(run_id)
        return RunMark(seq=run.seq, spec_key=run.spec)

    def list_newest_seqs(self, namespace: str, *, limit: int) -> Mapping[RunId, int]:
        """Return the numbers of the last changes of the newest runs."""
        query = sa.select(runs.c.id, runs.c.seq).where(runs.c.namespace == namespace)
        with self._database.read() as connection:
            newest = connection.execute(query.order_by(runs.c.key.desc()).limit(limit)).all()
        return {RunId(run.id): run.seq for run in newest}

    def get_task(self, run_id: RunId, path: ExecutionPath) -> StoredTask:
        """Return an execution with its attempts. Raises `NotFoundError`."""
        with self._database.read() as connection:
            key = _key(connection, run_id)
            query = sa.select(executions).where(executions.c.run_key == key, executions.c.path == path)
            tasks = connection.execute(query).all()
            if not tasks:
                raise NotFoundError(f"Run {run_id!r} has no task {path[:200]!r}")
            (task,) = tasks
            identities = [attempt_id(run_id, task.number, number) for number in range(1, task.attempts + 1)]
            tries = _attempts(connection, identities)
            edges = execution_artifacts.c
            of_task = (edges.run_key == key, edges.number == task.number)
            slot_rows = connection.execute(execution_slots().where(*of_task)).all()
            unpacker = unpacker_for(connection, tasks, tries, slot_rows)
        slots = SlotReader(slot_rows, ("number", "role"), unpacker)
        return StoredTask(
            execution=execution_record(task, run_id, slots, unpacker),
            attempts=tuple(attempt_record(row, run_id, unpacker) for row in tries),
            seq=task.seq,
        )

    def get_attempt(self, attempt_id: str) -> AttemptRecord:
        """Return one attempt. Raises `NotFoundError`."""
        query = sa.select(attempts, runs.c.id.label("run_id")).join(runs, runs.c.key == attempts.c.run_key)
        with self._database.read() as connection:
            rows = connection.execute(query.where(attempts.c.id == attempt_id)).all()
            if not rows:
                raise NotFoundError(f"There is no attempt {attempt_id[:200]!r}")
            return attempt_record(rows[0], RunId(rows[0].run_id), unpacker_for(connection, rows))

    def list_attempts(self, run_id: RunId, *, under_way: bool = False) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a run, in order, or those that have not ended. Raises `NotFoundError`."""
        query = sa.select(attempts).order_by(attempts.c.key)
        if under_way:
            query = query.where(attempts.c.ended_at.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(query.where(attempts.c.run_key == _key(connection, run_id))).all()
            unpacker = unpacker_for(connection, rows)
        return tuple(attempt_record(row, run_id, unpacker) for row in rows)

    def list_outcomes(self, run_ids: Sequence[RunId]) -> tuple[TaskOutcome, ...]:
        """Return how the tasks of runs went, without the groups around them, by run and in their order."""
        query = sa.select(runs.c.id, *_OUTCOME).join(runs, runs.c.key == executions.c.run_key).where(_IS_TASK)
        query = query.order_by(executions.c.run_key, executions.c.number)
        with self._database.read() as connection:
            rows = [row for chunk in chunks(run_ids) for row in connection.execute(query.where(runs.c.id.in_(chunk)))]
        return tuple(_outcome(row) for row in rows)

    def find_first_failure(self, run_id: RunId) -> TaskLine | None:
        """Return the task of a run that failed first, or ``None``."""
        with self._database.read() as connection:
            key = _key(connection, run_id)
            failed = executions.c.state == ExecutionState.FAILED.value
            query = sa.select(*_LINE).where(executions.c.run_key == key, failed, _IS_TASK)
            rows = connection.execute(query.order_by(executions.c.ended_at, executions.c.number).limit(1)).all()
            lines = _lines(connection, run_id, key, rows)
        return lines[0] if lines else None

    def find_range_before(self, run_id: RunId, metric: str) -> tuple[float | None, float | None]:
        """Return the least and the greatest value of a metric in earlier runs of the experiment of a run."""
        own = sa.select(runs.c.key, runs.c.namespace, runs.c.experiment_id).where(runs.c.id == run_id)
        with self._database.read() as connection:
            run = connection.execute(own).first()
            if run is None:
                raise no_run(run_id)
            same = (runs.c.namespace == run.namespace, runs.c.experiment_id == run.experiment_id)
            recent = sa.select(runs.c.key).where(*same, runs.c.key < run.key).order_by(runs.c.key.desc())
            before = recent.limit(RECENT).subquery()
            extremes = (
                sa.select(sa.func.min(metrics.c.value).label("lowest"), sa.func.max(metrics.c.value).label("highest"))
                .select_from(before.join(metrics, metrics.c.run_key == before.c.key))
                .where(metrics.c.name == metric)
            )
            found = connection.execute(extremes).one()
        return found.lowest, found.highest

    def list_items(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[ExecutionPath, JsonValue]]:
        """Return what the iterations of loops were given, without values over 1 KiB and without artifacts."""
        items: dict[RunId, dict[ExecutionPath, JsonValue]] = {run_id: {} for run_id in run_ids}
        query = sa.select(runs.c.id, executions.c.path, executions.c.inputs)
        query = query.join(runs, runs.c.key == executions.c.run_key).where(executions.c.iteration.is_not(None))
        with self._database.read() as connection:
            for chunk in chunks(run_ids):
                for row in connection.execute(query.where(runs.c.id.in_(chunk))):
                    for name, value in small_parameters(row.inputs).items():
                        if name.endswith(LOOP_ITEM):
                            items[row.id][ExecutionPath(row.path)] = value
        return items

    def list_columns(
        self, namespace: str, *, pipeline_id: str = "", experiment_id: str = ""
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of the parameters and of the metrics of the newest runs, sorted."""
        recent = sa.select(runs.c.key).where(runs.c.namespace == namespace)
        if experiment_id:
            recent = recent.where(runs.c.experiment_id == experiment_id)
        if pipeline_id:
            recent = recent.where(runs.c.pipeline_id == pipeline_id)
        chosen = sa.select(recent.order_by(runs.c.key.desc()).limit(RECENT).subquery().c.key)
        with self._database.read() as connection:
            named = [
                sorted(connection.scalars(sa.select(table.c.name).distinct().where(table.c.run_key.in_(chosen))))
                for table in (run_parameters, metrics)
            ]
        return tuple(named[0]), tuple(named[1])

    def list_named_metrics(self, run_ids: Sequence[RunId], names: Sequence[str]) -> Mapping[RunId, Mapping[str, float]]:
        """Return metrics of runs by name: the last task that reports it, of its iterations the best."""
        found: dict[RunId, dict[str, float]] = {run_id: {} for run_id in run_ids}
        if not names:
            return found
        last: dict[tuple[str, str], str] = {}
        same = sa.and_(executions.c.run_key == metrics.c.run_key, executions.c.number == metrics.c.number)
        query = sa.select(runs.c.id, metrics.c.name, metrics.c.value, executions.c.task_name)
        query = query.join(runs, runs.c.key == metrics.c.run_key).join(executions, same)
        query = query.order_by(metrics.c.number.desc(), metrics.c.output, metrics.c.position)
        with self._database.read() as connection:
            for chunk in chunks(run_ids):
                for row in connection.execute(query.where(runs.c.id.in_(chunk), unindexed(metrics.c.name).in_(names))):
                    if last.setdefault((row.id, row.name), row.task_name) == row.task_name:
                        _keep_better(found[row.id], row.name, row.value)
        return found


def _keep_better(values: dict[str, float], name: str, value: float | None) -> None:
    known = values.get(name)
    if value is None:
        values.setdefault(name, float("nan"))
    elif known is None or isnan(known) or (value > known if is_more_better(name) else value < known):
        values[name] = value


def _outcome(row: AnyRow) -> TaskOutcome:
    has_ended = row.started_at is not None and row.ended_at is not None
    state = ExecutionState(row.state)
    return TaskOutcome(
        run_id=RunId(row.id),
        path=ExecutionPath(row.path),
        name=row.display_name or row.task_name,
        state=state,
        seconds=(row.ended_at - row.started_at) / 1e6 if has_ended else None,
        is_cached=state is ExecutionState.SUCCEEDED and row.cached_from_run is not None,
    )


def _key(connection: Connection, run_id: RunId) -> int:
    key = connection.execute(sa.select(runs.c.key).where(runs.c.id == run_id)).scalar()
    if key is None:
        raise no_run(run_id)
    return int(key)


def _changed(connection: Connection, run_key: int, since: int, limit: int) -> tuple[Rows, bool]:
    """Return the rows that changed after a number, in that order, and whether a limit cut them."""
    query: AnySelect = sa.select(*_LINE).where(executions.c.run_key == run_key, executions.c.seq > since)
    query = query.order_by(executions.c.seq, executions.c.number)
    if not limit:
        return connection.execute(query).all(), False
    rows = connection.execute(query.limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, False
    last = rows[limit - 1].seq
    rows = connection.execute(query.where(executions.c.seq <= last)).all()
    newest = connection.execute(
        sa.select(sa.func.max(executions.c.seq)).where(executions.c.run_key == run_key)
    ).scalar_one()
    return rows, newest > last


def _lines(connection: Connection, run_id: RunId, run_key: int, rows: Rows) -> tuple[TaskLine, ...]:
    tries = _last_attempts(connection, run_id, run_key, rows)
    sources = _sources(connection, rows)
    unpacker = unpacker_for(connection, rows)
    return tuple(_line(row, run_id, tries, sources, unpacker) for row in rows)


def _line(
    row: AnyRow,
    run_id: RunId,
    tries: Mapping[int, AnyRow],
    sources: Mapping[tuple[str, str], CachedSource],
    unpacker: Unpacker,
) -> TaskLine:
    last = tries.get(row.number)
    return TaskLine(
        run_id=run_id,
        path=ExecutionPath(row.path),
        number=row.number,
        parent=None if row.parent is None else ExecutionPath(row.parent),
        kind=ExecutionKind(row.kind),
        task_name=row.task_name,
        display_name=row.display_name,
        iteration=row.iteration,
        state=ExecutionState(row.state),
        attempts=row.attempts,
        exit_code=last.exit_code if last else None,
        usage=Usage(peak_memory_bytes=last.peak_memory_bytes, cpu_seconds=last.cpu_seconds) if last else UNMEASURED,
        failure=failure(row.failure, unpacker),
        cache_note=unpacker.unpack(row.cache_note),
        cached_from=sources.get((row.cached_from_run, row.cached_from_path)),
        created_at=decode_time(row.created_at),
        started_at=decode_time(row.started_at),
        ended_at=decode_time(row.ended_at),
        seq=row.seq,
    )


def _last_attempts(connection: Connection, run_id: RunId, run_key: int, rows: Rows) -> dict[int, AnyRow]:
    """Return how the last attempts ended, by the numbers of their executions."""
    numbers = {attempt_id(run_id, row.number, row.attempts): row.number for row in rows if row.attempts}
    columns = (attempts.c.id, attempts.c.exit_code, attempts.c.peak_memory_bytes, attempts.c.cpu_seconds)
    if len(numbers) > MANY:
        queries: Iterable[AnySelect] = [sa.select(*columns).where(attempts.c.run_key == run_key)]
    else:
        queries = (sa.select(*columns).where(attempts.c.id.in_(chunk)) for chunk in chunks(list(numbers)))
    return {numbers[row.id]: row for query in queries for row in connection.execute(query) if row.id in numbers}


def _sources(connection: Connection, rows: Rows) -> dict[tuple[str, str], CachedSource]:
    """Return the executions that others were served from."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if row.cached_from_run:
            wanted.setdefault(row.cached_from_run, set()).add(row.cached_from_path)
    found: dict[tuple[str, str], CachedSource] = {}
    for run_id, paths in wanted.items():
        run = connection.execute(sa.select(runs.c.key, runs.c.display_name).where(runs.c.id == run_id)).first()
        seconds = _seconds(connection, run.key, sorted(paths)) if run else {}
        for path in paths:
            found[run_id, path] = CachedSource(
                run_id=RunId(run_id),
                run_name=run.display_name if run else "",
                path=ExecutionPath(path),
                seconds=seconds.get(path),
            )
    return found


def _seconds(connection: Connection, run_key: int, paths: Sequence[str]) -> dict[str, float]:
    columns = (executions.c.path, executions.c.started_at, executions.c.ended_at)
    found = {}
    for chunk in chunks(paths):
        query = sa.select(*columns).where(executions.c.run_key == run_key, executions.c.path.in_(chunk))
        for row in connection.execute(query):
            if row.started_at is not None and row.ended_at is not None:
                found[row.path] = (row.ended_at - row.started_at) / 1e6
    return found


def _attempts(connection: Connection, identities: Sequence[str]) -> list[AnyRow]:
    query = sa.select(attempts).order_by(attempts.c.number)
    return [row for chunk in chunks(identities) for row in connection.execute(query.where(attempts.c.id.in_(chunk)))]
