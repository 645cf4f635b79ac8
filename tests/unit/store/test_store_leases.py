import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from penstock.core.errors import LeaseLostError, NotFoundError, StoreError
from penstock.engine.records import Changes
from penstock.store.file_locks import locked, try_lock
from penstock.store.runs import SqlRunJournal
from penstock.testing.records import a_run, an_execution

HOLDER = """
import sys
from pathlib import Path
from penstock.store.file_locks import locked, try_lock
lock = try_lock(Path(sys.argv[1]))
print("held" if lock else "refused", flush=True)
sys.stdin.read()
"""


def a_holder(path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_a_killed_process_frees_its_lock_at_once(tmp_path):
    path = tmp_path / "run.lock"
    with a_holder(path) as process:
        assert process.stdout.readline() == b"held\n"
        assert try_lock(path) is None
        process.send_signal(signal.SIGKILL)
    assert try_lock(path) is not None


def test_a_released_lock_leaves_no_file(tmp_path):
    path = tmp_path / "run.lock"
    lock = try_lock(path)
    lock.release()
    lock.release()
    assert not path.exists()
    assert not lock.is_held


def test_a_lock_on_a_removed_file_is_worth_nothing(tmp_path):
    path = tmp_path / "run.lock"
    first = try_lock(path)
    waiting = os.open(path, os.O_RDWR)
    first.release()
    second = try_lock(path)
    assert second is not None
    assert not os.path.samestat(os.fstat(waiting), path.stat())
    os.close(waiting)


def test_waits_for_a_lock_in_vain_no_longer_than_told(tmp_path):
    lock = try_lock(tmp_path / "x.lock")
    with pytest.raises(StoreError, match="Another process has held"), locked(tmp_path / "x.lock", timeout_seconds=0.02):
        pass
    lock.release()
    with locked(tmp_path / "x.lock", timeout_seconds=0.02):
        assert try_lock(tmp_path / "x.lock") is None
    assert not (tmp_path / "x.lock").exists()


def test_says_where_a_lock_cannot_be_made(tmp_path):
    with pytest.raises(StoreError, match="cannot be made"):
        try_lock(tmp_path / "missing" / "run.lock")


def test_a_run_that_is_not_there_cannot_be_leased(journal, home):
    with pytest.raises(NotFoundError):
        journal.acquire("nobody")
    assert list(home.leases.iterdir()) == []


def test_a_lease_is_good_for_its_own_run_only(journal):
    first, second = a_run(1), a_run(2)
    journal.create_run(first)
    journal.create_run(second)
    lease = journal.acquire(first.id)
    with pytest.raises(LeaseLostError, match="does not hold"):
        journal.commit(second.id, Changes(executions=(an_execution(second),), seq=1), lease)


def test_an_epoch_that_was_overtaken_is_refused_even_with_its_lock(journal, database):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE runs SET epoch = epoch + 1")
    with pytest.raises(LeaseLostError, match="Another process drives"):
        journal.commit(run.id, Changes(executions=(an_execution(run),), seq=1), lease)
    assert journal.load_run(run.id).executions == ()


def test_a_deleted_run_cannot_be_written(journal, database):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    with pytest.raises(LeaseLostError):
        journal.commit(run.id, Changes(run=replace(run, seq=1), seq=1), lease)


def test_another_journal_of_the_same_home_respects_the_lease(journal, database, home):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    other = SqlRunJournal(database, home.leases)
    assert other.acquire(run.id) is None
    lease.release()
    assert other.acquire(run.id).epoch == lease.epoch + 1
