"""The journal of runs in SQL: what the engine writes, in one transaction per step, and what it reads to go on."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.errors import LeaseLostError, StoreError
from penstock.core.ids import Digest, ExecutionPath, RunId
from penstock.engine.ports import Lease
from penstock.engine.records import CachedExecution, Changes, RunRecord, StoredRun
from penstock.store.database import AnyRow, Database, conflict_or, execute
from penstock.store.encoding import EPOCH, Packer, decode_time
from penstock.store.file_locks import try_lock
from penstock.store.leases import LeasedRun, SqlLease
from penstock.store.records import (
    SlotReader,
    attempt_record,
    execution_record,
    fetch_execution_slots,
    no_run,
    unpacker_for,
    values,
)
from penstock.store.result_claims import FileClaim, ResultClaims
from penstock.store.rows import (
    Batch,
    Row,
    artifact_row,
    batch_of,
    contents_rows,
    ends_something,
    listed,
    parameter_rows,
    run_row,
    run_state_row,
    tag_rows,
)
from penstock.store.run_records import load_run_record
from penstock.store.statements import Statements
from penstock.store.tables import UNFINISHED, attempts, executions, runs
from penstock.store.tally import TASKS, Tally, keys_of


class SqlRunJournal:
    """Keeps what happened in runs. Safe to share between threads and between processes."""

    def __init__(self, database: Database, leases: Path) -> None:
        self._database = database
        self._leases = leases
        self._claims = ResultClaims(leases)
        self._sql = Statements(database)

    def create_run(self, run: RunRecord) -> None:
        """Record a new run. Raises `ConflictError` if its id exists."""
        packer = Packer()
        row = run_row(run, packer)
        try:
            with self._database.write_prepared(synced=True) as cursor:
                self._insert_run(cursor, run, row, packer)
        except StoreError as error:
            raise conflict_or(error, f"A run with the id {run.id!r} exists already") from error

    def load_run(self, run_id: RunId) -> StoredRun:
        """Return a run with its executions and attempts. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(runs).where(runs.c.id == run_id)).one_or_none()
            if row is None:
                raise no_run(run_id)
            return load_stored_run(connection, row)

    def commit(self, run_id: RunId, changes: Changes, lease: Lease) -> None:
        """Write all changes in one durable transaction, or none. Raises `LeaseLostError` if the epoch is stale."""
        if not isinstance(lease, SqlLease) or not lease.is_held or lease.run.id != run_id:
            raise LeaseLostError(f"This process does not hold the lease of run {run_id!r}")
        try:
            self._commit(changes, lease)
        except BaseException:
            lease.memo.forget()  # what was encoded may not have been written
            raise

    def acquire(self, run_id: RunId) -> SqlLease | None:
        """Take the lease of a run, or return ``None`` while another process holds it. Raises `NotFoundError`."""
        lock = try_lock(self._leases / f"{run_id}.lock")
        if lock is None:
            return None
        try:
            leased, epoch = self._next_epoch(run_id)
        except BaseException:
            lock.release()
            raise
        return SqlLease(leased, epoch, lock)

    def find_cached(self, namespace: str, fingerprint: Digest) -> CachedExecution | None:
        """Return the newest successful execution with this fingerprint, or ``None``.

        One that ran is preferred to one that was itself served from cache, so that its age is that of the outputs.
        """
        wanted = {"namespace": namespace, "fingerprint": fingerprint}
        with self._database.read() as connection:
            row = connection.exec_driver_sql(self._sql.find_cached, wanted).first()
            if row is None:
                row = connection.exec_driver_sql(self._sql.find_cached_copy, wanted).first()
            if row is None:
                return None
            place = {"run_key": row.run_key, "number": row.number}
            slots = connection.exec_driver_sql(self._sql.output_slots, place).all()
            unpacker = unpacker_for(connection, [row], slots)
        outputs = SlotReader(slots, ("number", "role"), unpacker).of(row.number, "output")
        return CachedExecution(
            run_id=RunId(row.run_id),
            path=ExecutionPath(row.path),
            outputs=values(row.outputs, outputs, unpacker),
            ended_at=decode_time(row.ended_at) or EPOCH,
        )

    def claim(self, namespace: str, fingerprint: Digest) -> FileClaim | None:
        """Take the right to make the result with a fingerprint, or return ``None`` while another process has it."""
        return self._claims.claim(namespace, fingerprint)

    def list_unfinished(self) -> tuple[RunId, ...]:
        """Return the runs that are in no final state, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(sa.select(runs.c.id).where(UNFINISHED).order_by(runs.c.created_at, runs.c.key))
            return tuple(RunId(row.id) for row in found)

    def _insert_run(self, cursor: sqlite3.Cursor, record: RunRecord, row: Row, packer: Packer) -> None:
        execute(cursor, self._sql.run, [row])
        key = cursor.lastrowid
        assert key is not None
        outputs = list(listed(record.outputs.artifacts))
        groups: tuple[tuple[str, list[Row]], ...] = (
            (self._sql.parameter, parameter_rows(key, record.arguments, packer)),
            (self._sql.tag, tag_rows(key, record.tags)),
            (self._sql.artifact, [artifact_row(artifact, record.namespace, packer) for _, _, artifact in outputs]),
            (self._sql.run_edge, _run_edges(key, record)),
            (self._sql.content, contents_rows(packer, self._database.now())),
        )
        _write_groups(cursor, groups)

    def _commit(self, changes: Changes, lease: SqlLease) -> None:
        batch = batch_of(changes, run_key=lease.run.key, namespace=lease.run.namespace, memo=lease.memo)
        count = lease.run.tally.after(changes.executions)
        progress = {
            "key": lease.run.key,
            "held_epoch": lease.epoch,
            "seq": changes.seq,
            "task_counts": count.text,
        }
        state = run_state_row(changes.run, batch.packer) if changes.run is not None else {}
        groups = self._groups(batch)
        if changes.run is not None:
            groups += self._run_output_groups(changes.run, lease, batch.packer)
        groups = ((self._sql.content, contents_rows(batch.packer, self._database.now())), *groups)
        with self._database.write_prepared(synced=ends_something(changes)) as cursor:
            execute(cursor, self._sql.run_state if state else self._sql.run_seq, [{**progress, **state}])
            if cursor.rowcount == 0:
                raise LeaseLostError(f"Another process drives run {lease.run.id!r} now, or the run was deleted")
            _write_groups(cursor, groups)
        lease.run.tally.keep(count)

    def _groups(self, batch: Batch) -> tuple[tuple[str, list[Row]], ...]:
        return (
            (self._sql.execution, batch.executions),
            (self._sql.attempt, batch.attempts),
            (self._sql.stale_edges, batch.stale),
            (self._sql.stale_metrics, [row for row in batch.stale if row["role"] == "output"]),
            (self._sql.artifact, batch.artifacts),
            (self._sql.edge, batch.edges),
            (self._sql.metric, batch.metrics),
        )

    def _run_output_groups(
        self, record: RunRecord, lease: SqlLease, packer: Packer
    ) -> tuple[tuple[str, list[Row]], ...]:
        if lease.memo.has_run_outputs(record.outputs):
            return ()
        outputs = list(listed(record.outputs.artifacts))
        return (
            (self._sql.stale_run_edges, [{"run_key": lease.run.key}]),
            (self._sql.artifact, [artifact_row(artifact, record.namespace, packer) for _, _, artifact in outputs]),
            (self._sql.run_edge, _run_edges(lease.run.key, record)),
        )

    def _next_epoch(self, run_id: RunId) -> tuple[LeasedRun, int]:
        with self._database.write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(epoch=runs.c.epoch + 1))
            newest = sa.select(sa.func.max(executions.c.number)).where(executions.c.run_key == runs.c.key)
            columns = (runs.c.key, runs.c.namespace, runs.c.epoch, newest.scalar_subquery().label("newest"))
            row = connection.execute(sa.select(*columns).where(runs.c.id == run_id)).one_or_none()
        if row is None:
            raise no_run(run_id)
        first_new = 0 if row.newest is None else row.newest + 1
        tally = Tally(self._states(row.key) if first_new else {})
        leased = LeasedRun(id=run_id, key=row.key, namespace=row.namespace, first_new=first_new, tally=tally)
        return leased, row.epoch

    def _states(self, run_key: int) -> dict[int, tuple[str, ...]]:
        columns = (executions.c.number, executions.c.state, executions.c.cached_from_run)
        is_task = executions.c.kind.in_([kind.value for kind in TASKS])
        query = sa.select(*columns).where(executions.c.run_key == run_key, is_task)
        with self._database.read() as connection:
            return {
                row.number: keys_of(row.state, is_cached=row.cached_from_run is not None)
                for row in connection.execute(query)
            }


def load_stored_run(connection: Connection, row: AnyRow) -> StoredRun:
    """Return everything of a run, given its row."""
    key, run_id = row.key, RunId(row.id)
    of_run = executions.c.run_key == key
    tasks = [*connection.execute(sa.select(executions).where(of_run).order_by(executions.c.number))]
    tries = [*connection.execute(sa.select(attempts).where(attempts.c.run_key == key).order_by(attempts.c.key))]
    task_slots = fetch_execution_slots(connection, key)
    unpacker = unpacker_for(connection, tasks, tries, task_slots)
    slots = SlotReader(task_slots, ("number", "role"), unpacker)
    return StoredRun(
        run=load_run_record(connection, row),
        executions=tuple(execution_record(task, run_id, slots, unpacker) for task in _drained(tasks)),
        attempts=tuple(attempt_record(attempt, run_id, unpacker) for attempt in _drained(tries)),
    )


def _drained(rows: list[AnyRow]) -> Iterator[AnyRow]:
    """Yield rows and let go of each, so that not all are in memory beside what is made of them."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _run_edges(run_key: int, record: RunRecord) -> list[Row]:
    return [
        {"run_key": run_key, "name": name, "position": position, "artifact_id": artifact.id}
        for name, position, artifact in listed(record.outputs.artifacts)
    ]


def _write_groups(cursor: sqlite3.Cursor, groups: tuple[tuple[str, list[Row]], ...]) -> None:
    for sql, rows in groups:
        if rows:
            execute(cursor, sql, rows)
