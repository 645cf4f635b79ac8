"""Opens a database with the schema that this version of Penstock knows, made or migrated when needed."""

import importlib
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from penstock.core.errors import HomeError, StoreError
from penstock.store.database import Database
from penstock.store.file_locks import locked
from penstock.store.home import Home
from penstock.store.tables import SCHEMA_VERSION, metadata

MIGRATION_TIMEOUT_SECONDS = 120.0

_UPGRADE = "penstock.store.migrations.upgrade"
"""Loaded by name, and only for an old database: Alembic takes longer to import than a run to start."""


def open_database(home: Home) -> Database:
    """Open the metadata store of a home; make or migrate it first, under a lock, when it is not of this version.

    Raises `HomeError` when a newer Penstock made it, `StoreError` when it cannot be read.
    """
    if stored_version(home.database) != SCHEMA_VERSION:
        with locked(home.path / "migration.lock", timeout_seconds=MIGRATION_TIMEOUT_SECONDS):
            _bring_up_to_date(home.database)
    return Database(home.database)


_PRIMARY = 0xFF
_OF_THE_DISK = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY}
)
"""What SQLite says of a disk that is full or may not be written, not of the store: it is as it was."""


def stored_version(path: Path) -> str:
    """Return the version of a database's schema; an empty text when there is no database yet."""
    if not path.exists() or path.stat().st_size == 0:
        return ""
    try:
        connection = sqlite3.connect(path, timeout=MIGRATION_TIMEOUT_SECONDS)
        try:
            has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            return (
                str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]) if has_tables else ""
            )
        finally:
            connection.close()
    except (sqlite3.Error, TypeError) as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _OF_THE_DISK:
            raise StoreError(
                f"The metadata store {str(path)!r} cannot be opened: {error}",
                hint="free some space on its disk, and check the rights on its folder; nothing is lost",
            ) from error
        raise StoreError(
            f"{str(path)!r} is not a metadata store that can be read ({error})",
            hint="restore it from a backup, or move it away to begin a new one",
        ) from error


def _bring_up_to_date(path: Path) -> None:
    version = stored_version(path)
    if version == SCHEMA_VERSION:
        return
    if version > SCHEMA_VERSION:
        raise HomeError(
            f"{str(path)!r} was written by a newer Penstock (schema {version}; this one knows {SCHEMA_VERSION})",
            hint="upgrade Penstock, or name another home: PENSTOCK_HOME=...",
        )
    if version:
        importlib.import_module(_UPGRADE).upgrade(path)
    else:
        _create(path)


def _create(path: Path) -> None:
    database = Database(path)
    try:
        with database.write() as connection:
            metadata.create_all(connection)
            connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": SCHEMA_VERSION})
    finally:
        database.close()
