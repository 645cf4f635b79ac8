"""The store after ``kill -9`` of a writer, and with several writers at once."""

import random
import signal
import subprocess
import sys

import pytest

from penstock.engine.records import Changes
from penstock.engine.states import ExecutionState
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import a_run, an_execution

WRITER = """
import sys
from pathlib import Path
from penstock.engine.records import Changes, Values
from penstock.engine.states import AttemptState, ExecutionState
from penstock.store.home import Home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import a_run, an_artifact, an_attempt, an_execution

home, number, count = Home(path=Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
journal = SqlRunJournal(open_database(home), home.leases)
run = a_run(number)
lease = journal.acquire(run.id)
start = journal.load_run(run.id).run.seq
for seq in range(start + 1, start + count + 1):
    outputs = Values(
        parameters={"seq": seq, "long": f"{seq}" * 1000},
        artifacts={"metrics": (an_artifact(number * 10**6 + seq, type_title="system.Metrics", metadata={"a": seq}),)},
    )
    execution = an_execution(run, seq, state=ExecutionState.SUCCEEDED, outputs=outputs)
    attempt = an_attempt(execution, state=AttemptState.SUCCEEDED, command=("sh", f"{seq}" * 500))
    journal.commit(run.id, Changes(executions=(execution,), attempts=(attempt,), seq=seq), lease)
    print(seq, flush=True)
"""


def a_writer(home, number: int, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER, str(home.path), str(number), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def assert_whole(journal: SqlRunJournal, number: int, at_least: int) -> int:
    """Every commit is there with all its parts, up to the last; return how many there are."""
    stored = journal.load_run(a_run(number).id)
    seq = stored.run.seq
    assert seq >= at_least, "a commit that was reported is lost"
    assert [execution.number for execution in stored.executions] == list(range(1, seq + 1))
    assert len(stored.attempts) == seq
    for execution, attempt in zip(stored.executions, stored.attempts, strict=True):
        assert execution.outputs.parameters == {"seq": execution.number, "long": f"{execution.number}" * 1000}
        assert execution.outputs.artifacts["metrics"][0].metadata == {"a": execution.number}
        assert attempt.path == execution.path
    return seq


@pytest.mark.parametrize("seed", range(3))
def test_a_writer_killed_at_any_instant_leaves_whole_commits(tmp_path, seed):
    home = open_home(tmp_path / "home", user_id=None)
    database = open_database(home)
    journal = SqlRunJournal(database, home.leases)
    journal.create_run(a_run())
    chance = random.Random(seed)
    for _ in range(3):
        with a_writer(home, 1, 10**6) as process:
            reported = 0
            for _ in range(chance.randint(1, 60)):
                reported = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            last = process.stdout.read().split()
        assert_whole(journal, 1, int(last[-1]) if last else reported)
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.close()


def test_a_killed_driver_is_followed_by_another(tmp_path):
    home = open_home(tmp_path / "home", user_id=None)
    database = open_database(home)
    journal = SqlRunJournal(database, home.leases)
    journal.create_run(a_run())
    with a_writer(home, 1, 10**6) as process:
        process.stdout.readline()
        assert journal.acquire(a_run().id) is None
        process.send_signal(signal.SIGKILL)
    lease = journal.acquire(a_run().id)
    assert lease.epoch == 2
    seq = assert_whole(journal, 1, 1)
    again = an_execution(a_run(), 1, state=ExecutionState.FAILED)
    journal.commit(a_run().id, Changes(executions=(again,), seq=seq + 1), lease)
    assert journal.load_run(a_run().id).executions[0] == again
    database.close()


def test_several_processes_write_at_once(tmp_path):
    home = open_home(tmp_path / "home", user_id=None)
    database = open_database(home)
    journal = SqlRunJournal(database, home.leases)
    for number in range(3):
        journal.create_run(a_run(number))
    writers = [a_writer(home, number, 100) for number in range(3)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert [assert_whole(journal, number, 100) for number in range(3)] == [100] * 3
    database.close()
