"""A SQLite database as several processes share it: write-ahead log, one writer connection each, short transactions."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from penstock.core.clock import Clock, SystemClock
from penstock.core.errors import ConflictError, NameTakenError, StoreError
from penstock.store.encoding import microseconds

BUSY_TIMEOUT_SECONDS = 15.0
"""How long a writer waits for another process; transactions take milliseconds, so that this is a fault when it ends."""

CLOCK = SystemClock()

Row = Mapping[str, Any]
AnyRow: TypeAlias = "sa.Row[*tuple[Any, ...]]"
"""A row of whichever query."""
AnySelect: TypeAlias = "sa.Select[*tuple[Any, ...]]"
"""A query, whatever its rows are."""


class Database:
    """Gives transactions on one database file. Safe to share between threads.

    Every transaction that may write begins IMMEDIATE: a reader that turns writer would fail at once when another
    process has written since (decision A4).
    """

    def __init__(self, path: Path, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS, clock: Clock = CLOCK) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._writer: Connection | None = None
        self._write_engine = _engine(path, begin="BEGIN IMMEDIATE", pool=StaticPool, timeout=busy_timeout_seconds)
        self._read_engine = _engine(path, begin="BEGIN", pool=QueuePool, timeout=busy_timeout_seconds)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end of the block, and undone if the block raises."""
        with self._lock, self.translated_errors():
            writer = self._open_writer()
            _synchronous(_dbapi(writer), synced=True)
            with writer.begin():
                yield writer

    @contextmanager
    def write_prepared(self, *, synced: bool) -> Iterator[sqlite3.Cursor]:
        """Open a transaction for prepared statements, beside Core: its own way costs several times the write itself.

        A synced one stands after a power cut, with everything committed before it; any other stands after the end of
        the process (decision A27).
        """
        with self._lock, self.translated_errors():
            connection = _dbapi(self._open_writer())
            _synchronous(connection, synced=synced)
            cursor = connection.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction in which every query sees the same state."""
        with self.translated_errors(), self._read_engine.connect() as connection, connection.begin():
            yield connection

    def now(self) -> int:
        """Return the time as the store keeps times."""
        return microseconds(self._clock.now())

    def connect(self) -> Connection:
        """Return a reading connection that the caller keeps and closes."""
        return self._read_engine.connect()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Raise `StoreError`, with words for people, where the database driver fails."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise _store_error(error, self.path) from error

    def prepare(self, statement: sa.ClauseElement) -> str:
        """Compile a statement once, to be executed many times."""
        return str(statement.compile(dialect=self._write_engine.dialect))

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _open_writer(self) -> Connection:
        if self._writer is None:
            self._writer = self._write_engine.connect()
        return self._writer


def execute(cursor: sqlite3.Cursor, sql: str, rows: Sequence[Row]) -> None:
    """Execute a prepared statement for each row.

    A text may hold half a surrogate pair (a file name that is no UTF-8); no database takes it, so it becomes a question
    mark.
    """
    try:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
    except UnicodeEncodeError:
        cursor.executemany(sql, [_cleaned(row) for row in rows])


def conflict_or(error: StoreError, message: str) -> StoreError | ConflictError:
    """Return a conflict where the database refused a second row of the same name, else the error itself."""
    cause = error.__cause__
    original = getattr(cause, "orig", cause)
    return NameTakenError(message) if isinstance(original, sqlite3.IntegrityError) else error


def _cleaned(row: Row) -> dict[str, Any]:
    return {
        name: value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
        for name, value in row.items()
    }


def _engine(path: Path, *, begin: str, pool: type[QueuePool] | type[StaticPool], timeout: float) -> Engine:
    engine = sa.create_engine(
        f"sqlite:///{path}",
        paramstyle="named",
        poolclass=pool,
        connect_args={"timeout": timeout, "check_same_thread": False, "isolation_level": None},
    )

    def configure(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "cache_size=-32768", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", start)
    return engine


def _synchronous(connection: sqlite3.Connection, *, synced: bool) -> None:
    connection.execute(f"PRAGMA synchronous={'FULL' if synced else 'NORMAL'}")


def _dbapi(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


_HINTS = (
    ("full", "no space is left on the disk", "free some space; nothing was half-written"),
    ("locked", "another process kept it locked for too long", "look for a stuck process"),
    ("readonly", "it cannot be written", "check the owner and the permissions of the folder and the file"),
    ("unable to open", "it cannot be opened", "check that the folder exists and who owns it"),
    ("malformed", "the file is damaged", "restore it from a backup, or move it away to begin a new one"),
    (
        "not a database",
        "the file is not a SQLite database",
        "restore it from a backup, or move it away to begin a new one",
    ),
    ("i/o error", "the disk failed, or is full", "check the disk; nothing was half-written"),
)


def _store_error(error: Exception, path: Path) -> StoreError:
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    for word, what, hint in _HINTS:
        if word in cause.lower():
            return StoreError(f"The metadata store {str(path)!r} failed: {what} ({cause})", hint=hint)
    return StoreError(f"The metadata store {str(path)!r} failed: {cause}")
