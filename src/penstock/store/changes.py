"""What changed since somebody last looked, also by other processes (decision A23)."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.ids import RunId
from penstock.engine.states import ExecutionState
from penstock.services.records import RunChanges
from penstock.store.database import AnySelect, Database
from penstock.store.records import (
    SlotReader,
    attempt_record,
    execution_record,
    execution_slots,
    no_run,
    unpacker_for,
)
from penstock.store.tables import attempts, execution_artifacts, executions, runs


class SqlChangeFeed:
    """Follows what is written to the store. Used by one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watcher: Connection | None = None

    def version(self) -> int:
        """Return a number that differs from the last one if another connection has committed since."""
        with self._database.translated_errors():
            if self._watcher is None:
                self._watcher = self._database.connect()
            version = self._watcher.exec_driver_sql("PRAGMA data_version").scalar_one()
            self._watcher.rollback()  # data_version stands still inside a transaction
        return int(version)

    def changes_since(self, run_id: RunId, seq: int) -> RunChanges:
        """Return the executions and attempts of a run that changed after a number. Raises `NotFoundError`."""
        with self._database.read() as connection:
            run = connection.execute(sa.select(runs.c.key, runs.c.state, runs.c.seq).where(runs.c.id == run_id)).first()
            if run is None:
                raise no_run(run_id)
            rows = [connection.execute(query).all() for query in _changed(run.key, seq)]
            unpacker = unpacker_for(connection, *rows)
        task_rows, attempt_rows, slot_rows = rows
        slots = SlotReader(slot_rows, ("number", "role"), unpacker)
        return RunChanges(
            seq=run.seq,
            state=ExecutionState(run.state),
            executions=tuple(execution_record(row, run_id, slots, unpacker) for row in task_rows),
            attempts=tuple(attempt_record(row, run_id, unpacker) for row in attempt_rows),
        )

    def close(self) -> None:
        """Stop following."""
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None


def _changed(run_key: int, seq: int) -> tuple[AnySelect, AnySelect, AnySelect]:
    """Select the executions, the attempts, and the artifacts of the executions that changed."""
    edges = execution_artifacts.c
    tasks = sa.select(executions).where(executions.c.run_key == run_key, executions.c.seq > seq)
    tries = sa.select(attempts).where(attempts.c.run_key == run_key, attempts.c.seq > seq)
    numbers = sa.select(executions.c.number).where(executions.c.run_key == run_key, executions.c.seq > seq)
    slots = execution_slots().where(edges.run_key == run_key, edges.number.in_(numbers))
    return tasks.order_by(executions.c.number), tries.order_by(attempts.c.key), slots
