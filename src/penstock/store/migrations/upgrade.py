"""Migrates a database with Alembic; a module of its own because Alembic is slow to import and seldom needed."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from penstock.core.errors import StoreError

FOLDER = Path(__file__).parent


def upgrade(path: Path, revision: str = "head") -> None:
    """Migrate the database in one transaction, to the newest version or to a given one. Raises `StoreError`."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})
    event.listen(engine, "begin", _begin)
    try:
        # Foreign keys stay off here: a table that is rebuilt is dropped, which would empty the tables that refer to it.
        with engine.begin() as connection:
            settings = configuration()
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise StoreError(f"The migration of {str(path)!r} would lose references; nothing was changed")
    except DBAPIError as error:
        raise StoreError(f"{str(path)!r} cannot be migrated: {error.orig}; nothing was changed") from error


def configuration() -> Config:
    """Return Alembic's settings for this folder."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    return settings


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
