import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from penstock.core.errors import StoreError
from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionState
from penstock.store.database import Database
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import a_run, an_artifact, an_execution

FILLER = """
import resource, signal, sys
from pathlib import Path
from penstock.core.errors import StoreError
from penstock.engine.records import Changes, Values
from penstock.store.home import Home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.store.schema import open_database
from penstock.testing.records import a_run, an_execution

home = Home(path=Path(sys.argv[1]))
database = open_database(home)
journal = SqlRunJournal(database, home.leases)
run = a_run()
journal.create_run(run)
lease = journal.acquire(run.id)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
for number in range(10_000):
    inputs = Values(parameters={"x": f"{number}" * 5000})
    try:
        journal.commit(run.id, Changes(executions=(an_execution(run, number, inputs=inputs),), seq=number + 1), lease)
    except StoreError as error:
        print(number, error.message, error.hint, sep="\\n")
        sys.exit(0)
sys.exit("the disk never filled")
"""

FAULT = "CREATE TRIGGER fail BEFORE INSERT ON execution_artifacts BEGIN SELECT RAISE(ABORT, 'no'); END"


def test_a_full_disk_is_named_and_leaves_whole_records(home):
    done = subprocess.run([sys.executable, "-c", FILLER, str(home.path)], capture_output=True, text=True, check=True)
    number, message, hint = done.stdout.splitlines()
    assert "metadata store" in message
    assert "disk" in message
    assert "half-written" in hint
    database = Database(home.database)
    stored = SqlRunJournal(database, home.leases).load_run(a_run().id)
    assert len(stored.executions) == int(number)
    assert stored.run.seq == int(number)
    database.close()


def test_a_value_that_cannot_be_written_leaves_nothing_and_does_no_harm(journal):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    good = an_execution(run, 1, inputs=Values(artifacts={"data": (an_artifact(1),)}))
    bad = an_execution(run, 2, inputs=Values(parameters={"x": object()}))
    with pytest.raises(TypeError):
        journal.commit(run.id, Changes(executions=(good, bad), seq=1), lease)
    assert journal.load_run(run.id).executions == ()
    journal.commit(run.id, Changes(executions=(good,), seq=1), lease)
    assert journal.load_run(run.id).executions == (good,)


def test_a_transaction_that_fails_is_undone_and_written_again_whole(journal, database):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    execution = an_execution(run, 1, outputs=Values(parameters={"x": "y" * 3000}, artifacts={"d": (an_artifact(),)}))
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER fail BEFORE INSERT ON execution_artifacts BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(StoreError):
        journal.commit(run.id, Changes(executions=(execution,), seq=1), lease)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER fail")
    assert journal.load_run(run.id).executions == ()
    journal.commit(run.id, Changes(executions=(execution,), seq=1), lease)
    assert journal.load_run(run.id).executions == (execution,)


def test_half_a_surrogate_pair_becomes_a_question_mark(journal):
    run = a_run(display_name="file-\udcff")
    journal.create_run(run)
    assert journal.load_run(run.id).run == replace(run, display_name="file-?")


def test_a_writer_waits_for_another(home, database, journal):
    other = sqlite3.connect(home.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writer = threading.Thread(target=journal.create_run, args=(a_run(),))
    writer.start()
    writer.join(0.05)
    assert writer.is_alive()
    other.execute("COMMIT")
    writer.join()
    assert journal.list_unfinished() == (a_run().id,)
    other.close()


def test_a_store_that_stays_locked_is_named(home, database):
    impatient = Database(home.database, busy_timeout_seconds=0.05)
    other = sqlite3.connect(home.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process kept it locked"):
        SqlRunJournal(impatient, home.leases).create_run(a_run())
    other.execute("ROLLBACK")
    other.close()
    impatient.close()


def test_a_read_sees_one_state_while_others_write(journal, database):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    with database.read() as connection:
        count = "SELECT count(*) FROM executions"
        assert connection.exec_driver_sql(count).scalar() == 0
        journal.commit(run.id, Changes(executions=(an_execution(run),), seq=1), lease)
        assert connection.exec_driver_sql(count).scalar() == 0
    assert len(journal.load_run(run.id).executions) == 1


def test_threads_share_one_journal(journal):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)

    def write(offset: int) -> None:
        for number in range(offset, offset + 25):
            ended = an_execution(run, number, state=ExecutionState.SUCCEEDED)
            journal.commit(run.id, Changes(executions=(ended,), seq=number), lease)
            journal.load_run(run.id)

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, (0, 100, 200)))
    assert len(journal.load_run(run.id).executions) == 75


OPENER = """
import resource, sys
from pathlib import Path
from penstock.core.errors import StoreError
from penstock.store.home import Home
from penstock.store.schema import open_database

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    open_database(Home(path=Path(sys.argv[1])))
except StoreError as error:
    print(error.message, error.hint, sep="\\n")
"""


def test_a_store_on_a_full_disk_is_not_said_to_be_broken(home):
    open_database(home).close()
    done = subprocess.run([sys.executable, "-c", OPENER, str(home.path)], capture_output=True, text=True, check=True)
    message, hint = done.stdout.splitlines()
    assert "cannot be opened: disk I/O error" in message
    assert "nothing is lost" in hint
