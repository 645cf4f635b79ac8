from dataclasses import replace

import pytest

from penstock.core.errors import NotFoundError
from penstock.engine.records import Changes, Values
from penstock.engine.states import AttemptState, ExecutionState, RunState
from penstock.store.changes import SqlChangeFeed
from penstock.testing.records import a_run, an_artifact, an_attempt, an_execution


@pytest.fixture
def feed(database):
    feed = SqlChangeFeed(database)
    yield feed
    feed.close()


def test_tells_what_changed_after_a_number(journal, feed):
    run = a_run()
    journal.create_run(run)
    lease = journal.acquire(run.id)
    first, second = an_execution(run, 1), an_execution(run, 2)
    attempt = an_attempt(first)
    journal.commit(run.id, Changes(executions=(first, second), seq=1), lease)
    journal.commit(run.id, Changes(attempts=(attempt,), seq=2), lease)
    outputs = Values(parameters={"x": "y" * 2000}, artifacts={"d": (an_artifact(),)})
    ended = replace(first, state=ExecutionState.SUCCEEDED, outputs=outputs)
    over = replace(attempt, state=AttemptState.SUCCEEDED)
    running = replace(run, state=RunState.RUNNING)
    journal.commit(run.id, Changes(run=running, executions=(ended,), attempts=(over,), seq=3), lease)
    everything = feed.changes_since(run.id, 0)
    assert (everything.seq, everything.state) == (3, RunState.RUNNING)
    assert (everything.executions, everything.attempts) == ((ended, second), (over,))
    assert feed.changes_since(run.id, 1).executions == (ended,)
    assert feed.changes_since(run.id, 3).executions == ()
    with pytest.raises(NotFoundError):
        feed.changes_since("nobody", 0)


def test_notices_every_commit(journal, feed):
    before = feed.version()
    assert feed.version() == before
    journal.create_run(a_run())
    after = feed.version()
    assert after != before
    assert feed.version() == after
