"""What nothing refers to any more: found without blocking writers, removed in short transactions."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.ids import RunId
from penstock.engine.states import ExecutionState
from penstock.store.database import Database
from penstock.store.encoding import large_parameters, microseconds, reference_of
from penstock.store.records import PACKED, WITH_PARAMETERS, chunks
from penstock.store.tables import artifacts, contents, execution_artifacts, metadata, run_artifacts, runs

RUNS_AT_ONCE = 20
"""Runs that one transaction removes, so that no writer waits long."""

_FINAL = sorted(state.value for state in ExecutionState if state.is_final)

_IN_USE = """
SELECT EXISTS (
  SELECT 1 FROM artifacts JOIN execution_artifacts ON artifact_key = artifacts.key
  WHERE uri >= :first AND uri < :last AND run_key NOT IN (SELECT run_key FROM doomed)
) OR EXISTS (
  SELECT 1 FROM artifacts JOIN run_artifacts ON artifact_key = artifacts.key
  WHERE uri >= :first AND uri < :last AND run_key NOT IN (SELECT run_key FROM doomed)
)
"""


class SqlGarbage:
    """Finds and removes what nothing refers to. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_ended(self, before: datetime) -> tuple[RunId, ...]:
        """Return the runs that ended before a moment, oldest first."""
        ended = sa.and_(runs.c.ended_at < microseconds(before), runs.c.state.in_(_FINAL))
        with self._database.read() as connection:
            rows = connection.execute(sa.select(runs.c.id).where(ended).order_by(runs.c.key))
            return tuple(RunId(row.id) for row in rows)

    def find_known(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Return those of the runs that are stored."""
        with self._database.read() as connection:
            return frozenset(
                RunId(row.id)
                for chunk in chunks(sorted(run_ids))
                for row in connection.execute(sa.select(runs.c.id).where(runs.c.id.in_(chunk)))
            )

    def find_in_use(self, prefixes: Collection[str], *, without: Collection[RunId]) -> frozenset[str]:
        """Return those of the URI prefixes below which an artifact lies that some other run refers to."""
        with self._database.read() as connection:
            connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS doomed (run_key INTEGER PRIMARY KEY)")
            connection.exec_driver_sql("DELETE FROM doomed")
            for chunk in chunks(sorted(without)):
                doomed = sa.select(runs.c.key).where(runs.c.id.in_(chunk))
                keys = [{"key": row.key} for row in connection.execute(doomed)]
                if keys:
                    connection.exec_driver_sql("INSERT INTO doomed VALUES (:key)", keys)
            return frozenset(prefix for prefix in prefixes if _is_in_use(connection, prefix))

    def remove_runs(self, run_ids: Sequence[RunId]) -> None:
        """Remove runs with everything that belongs to them alone."""
        for start in range(0, len(run_ids), RUNS_AT_ONCE):
            with self._database.write() as connection:
                connection.execute(runs.delete().where(runs.c.id.in_(run_ids[start : start + RUNS_AT_ONCE])))

    def remove_orphans(self) -> int:
        """Remove the records of artifacts that no run refers to; return how many."""
        orphaned = sa.and_(
            ~sa.exists().where(execution_artifacts.c.artifact_key == artifacts.c.key),
            ~sa.exists().where(run_artifacts.c.artifact_key == artifacts.c.key),
        )
        with self._database.read() as connection:
            keys = connection.execute(sa.select(artifacts.c.key).where(orphaned)).scalars().all()
        removed = 0
        for chunk in chunks(keys):
            with self._database.write() as connection:
                removed += connection.execute(artifacts.delete().where(artifacts.c.key.in_(chunk), orphaned)).rowcount
        return removed

    def remove_contents(self, unused_since: datetime) -> int:
        """Remove long values that nothing refers to and nobody wrote since a moment; return their bytes.

        The moment must lie so far back that every transaction of then has ended.
        """
        old = contents.c.used_at < microseconds(unused_since)
        with self._database.read() as connection:
            candidates = {row.digest: row.size_bytes for row in connection.execute(_sizes().where(old))}
            unused = sorted(candidates.keys() - _referenced(connection)) if candidates else []
        removed = 0
        for chunk in chunks(unused):
            with self._database.write() as connection:
                gone = connection.execute(_sizes().where(contents.c.digest.in_(chunk), old)).all()
                connection.execute(contents.delete().where(contents.c.digest.in_([row.digest for row in gone])))
            removed += sum(row.size_bytes for row in gone)
        return removed


def _is_in_use(connection: Connection, prefix: str) -> bool:
    # "0" follows "/": the range holds exactly what lies below the prefix.
    return bool(connection.exec_driver_sql(_IN_USE, {"first": prefix + "/", "last": prefix + "0"}).scalar_one())


def _sizes() -> "sa.Select[tuple[str, int]]":
    return sa.select(contents.c.digest, contents.c.size_bytes)


def _referenced(connection: Connection) -> set[str]:
    found: set[str] = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.name in PACKED and isinstance(column.type, sa.Text):
                rows = connection.execute(sa.select(column).distinct().where(column.startswith("@sha256:")))
                found.update(reference for row in rows if (reference := reference_of(row[0])))
            if column.name in WITH_PARAMETERS:
                mixed = connection.execute(sa.select(column).where(column.contains('"large":{')))
                found.update(digest for row in mixed for digest in large_parameters(row[0]).values())
    return found
