import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from penstock.core.errors import HomeError, StoreError
from penstock.store.home import open_home
from penstock.store.migrations.upgrade import configuration, upgrade
from penstock.store.schema import open_database, stored_version
from penstock.store.tables import SCHEMA_VERSION, metadata


def shape(path: Path) -> dict[str, tuple[object, ...]]:
    """Everything of a schema but the order in which constraints were written."""
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {name: _table(connection, name) for name in names if name != "alembic_version"}
    connection.close()
    return tables


def _table(connection: sqlite3.Connection, name: str) -> tuple[object, ...]:
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    keys = sorted(row[2:] for row in connection.execute(f"PRAGMA foreign_key_list({name})"))
    indexes = [
        (unique, origin, partial, connection.execute(f"PRAGMA index_info({index!r})").fetchall())
        for _, index, unique, origin, partial in connection.execute(f"PRAGMA index_list({name})")
    ]
    indexed = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    named = sorted(connection.execute(indexed, (name,)))
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return columns, keys, sorted(indexes, key=repr), named, "WITHOUT ROWID" in sql


def change(path: Path, sql: str) -> None:
    """Do what another program might do to a database."""
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_knows_the_newest_migration():
    assert ScriptDirectory.from_config(configuration()).get_current_head() == SCHEMA_VERSION


def test_migrations_lead_to_the_schema_that_a_new_database_gets(tmp_path):
    home = open_home(tmp_path / "new", user_id=None)
    open_database(home).close()
    upgrade(tmp_path / "migrated.db")
    assert shape(tmp_path / "migrated.db") == shape(home.database)
    assert set(shape(home.database)) == set(metadata.tables)


def test_opens_the_same_database_again(home):
    open_database(home).close()
    before = home.database.stat().st_mtime_ns
    assert stored_version(home.database) == SCHEMA_VERSION
    open_database(home).close()
    assert home.database.stat().st_mtime_ns == before


def test_opening_a_current_database_does_not_load_alembic(home):
    open_database(home).close()
    program = (
        "import sys; from pathlib import Path; from penstock.store.home import Home;"
        "from penstock.store.schema import open_database;"
        "open_database(Home(path=Path(sys.argv[1]))); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, str(home.path)], check=True)


def test_refuses_a_database_of_a_newer_version(home):
    open_database(home).close()
    change(home.database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(HomeError, match="newer Penstock"):
        open_database(home)


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_refuses_a_file_that_is_no_database(home, content):
    home.database.write_bytes(content)
    with pytest.raises(StoreError, match="not a metadata store"):
        open_database(home)
    assert home.database.read_bytes() == content


def test_refuses_a_database_of_another_program(home):
    change(home.database, "CREATE TABLE notes (text)")
    with pytest.raises(StoreError, match="not a metadata store"):
        open_database(home)


def test_begins_anew_where_a_first_start_was_killed_before_it_wrote(home):
    home.database.touch()
    open_database(home).close()
    assert stored_version(home.database) == SCHEMA_VERSION


def test_a_migration_that_fails_changes_nothing(home, tmp_path):
    open_database(home).close()
    broken = tmp_path / "broken.db"
    shutil.copy(home.database, broken)
    change(broken, "DELETE FROM alembic_version")  # so that the first step meets tables that exist
    before = shape(broken)
    with pytest.raises(StoreError, match="nothing was changed"):
        upgrade(broken)
    assert shape(broken) == before


def test_many_processes_open_a_new_home_at_once(tmp_path):
    home = open_home(tmp_path / "home", user_id=None)
    program = (
        "import sys; from pathlib import Path; from penstock.store.home import Home;"
        "from penstock.store.schema import open_database; open_database(Home(path=Path(sys.argv[1])))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, str(home.path)]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert stored_version(home.database) == SCHEMA_VERSION
