from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from penstock.artifact_store.folders import LocalAttemptFolders
from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ExecutionPath, attempt_id
from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionState, RunState
from penstock.services.garbage import GarbageCollector, plan_garbage, sweep_garbage
from penstock.store.database import Database
from penstock.store.garbage import SqlGarbage
from penstock.store.runs import SqlRunJournal
from penstock.testing.clock import START, FakeClock
from penstock.testing.records import a_run, an_artifact, an_execution


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def journal(home, database, clock):
    timed = Database(database.path, clock=clock)
    yield SqlRunJournal(timed, home.leases)
    timed.close()


@pytest.fixture
def store(home, clock):
    return LocalArtifactStore(home.artifacts, clock)


@pytest.fixture
def collector(home, database, journal, clock, store):
    return GarbageCollector(
        garbage=SqlGarbage(database),
        folders=LocalAttemptFolders(home.artifacts),
        artifacts=store,
        journal=journal,
        clock=clock,
    )


def finish(journal, store, number: int, *, cached_from: int = 0, long: str = "") -> Path:
    """Let a run produce a file, or take that of another run from the cache; return the folder of its attempt."""
    run = a_run(number)
    journal.create_run(run)
    folder = store.local_path(store.prefix_for(run.id, attempt_id(run.id, 1, 1)))
    folder.mkdir(parents=True)
    (folder / "log.txt").write_text("log")
    (folder / "data").write_text("x" * 100)
    source = cached_from or number
    uri = f"{store.prefix_for(a_run(source).id, attempt_id(a_run(source).id, 1, 1))}/data"
    execution = an_execution(
        run,
        1,
        state=ExecutionState.SUCCEEDED,
        inputs=Values(parameters={"long": long}),
        outputs=Values(artifacts={"data": (an_artifact(source, uri=uri),)}),
        cached_from=(a_run(cached_from).id, ExecutionPath("root/task-1")) if cached_from else None,
    )
    ended = replace(run, state=RunState.SUCCEEDED, ended_at=START - timedelta(days=10 - number), seq=1)
    lease = journal.acquire(run.id)
    journal.commit(run.id, Changes(run=ended, executions=(execution,), seq=1), lease)
    lease.release()
    return folder


def test_a_plan_names_old_runs_and_their_bytes_and_changes_nothing(journal, store, collector):
    old, new = finish(journal, store, 1), finish(journal, store, 9)
    plan = plan_garbage(collector, older_than=timedelta(days=5))
    assert plan.runs == (a_run(1).id,)
    assert [folder.uri for folder in plan.folders] == [f"file://{old}"]
    assert plan.size_bytes == 103
    assert old.exists()
    assert new.exists()
    assert len(journal.load_run(a_run(1).id).executions) == 1


def test_a_sweep_removes_what_the_plan_names(journal, store, collector, catalogue):
    old, new = finish(journal, store, 1), finish(journal, store, 9)
    report = sweep_garbage(plan_garbage(collector, older_than=timedelta(days=5)), collector)
    assert (report.runs, report.folders, report.folder_bytes, report.artifacts) == (1, 1, 103, 1)
    assert not old.exists()
    assert new.exists()
    with pytest.raises(NotFoundError):
        journal.load_run(a_run(1).id)
    assert catalogue.list_newest("default", limit=9)[0].id == an_artifact(9).id


def test_what_another_run_refers_to_is_kept(journal, store, collector, catalogue):
    old = finish(journal, store, 1)
    finish(journal, store, 9, cached_from=1)
    plan = plan_garbage(collector, older_than=timedelta(days=5))
    assert plan.folders == ()
    assert [folder.uri for folder in plan.kept_folders] == [f"file://{old}"]
    report = sweep_garbage(plan, collector)
    assert (report.runs, report.folders, report.artifacts) == (1, 0, 0)
    assert (old / "data").exists()
    assert catalogue.get(an_artifact(1).id).uri == f"file://{old}/data"


def test_a_result_that_came_into_use_after_the_plan_is_kept(journal, store, collector):
    old = finish(journal, store, 1)
    plan = plan_garbage(collector, older_than=timedelta(days=5))
    finish(journal, store, 9, cached_from=1)
    assert sweep_garbage(plan, collector).folders == 0
    assert old.exists()


def test_finds_what_runs_deleted_before_have_left(journal, store, history, collector):
    left = finish(journal, store, 1)
    history.delete_run(a_run(1).id)
    plan = plan_garbage(collector)
    assert (plan.runs, len(plan.folders)) == ((), 1)
    sweep_garbage(plan, collector)
    assert not left.exists()


def test_collects_the_runs_that_it_is_given(journal, store, collector):
    finish(journal, store, 1)
    finish(journal, store, 2)
    assert plan_garbage(collector, run_ids=[a_run(2).id]).runs == (a_run(2).id,)


def test_never_touches_what_lies_outside_of_the_store(journal, store, collector, tmp_path):
    data = tmp_path / "mine.csv"
    data.write_text("a,b")
    run = a_run(1)
    journal.create_run(run)
    imported = an_artifact(5, uri=f"file://{data}")
    ended = replace(run, state=RunState.SUCCEEDED, ended_at=START - timedelta(days=9), seq=1)
    execution = an_execution(run, 1, outputs=Values(artifacts={"data": (imported,)}))
    lease = journal.acquire(run.id)
    journal.commit(run.id, Changes(run=ended, executions=(execution,), seq=1), lease)
    lease.release()
    assert sweep_garbage(plan_garbage(collector, older_than=timedelta(days=1)), collector).artifacts == 1
    assert data.read_text() == "a,b"


def test_sweeps_nothing_while_a_run_is_driven(journal, store, collector):
    old = finish(journal, store, 1)
    journal.create_run(a_run(2))
    lease = journal.acquire(a_run(2).id)
    plan = plan_garbage(collector, older_than=timedelta(days=5))
    with pytest.raises(ConflictError, match="being driven"):
        sweep_garbage(plan, collector)
    assert old.exists()
    lease.release()
    assert sweep_garbage(plan, collector).runs == 1
    assert journal.load_run(a_run(2).id).run.state is RunState.PENDING


def test_long_values_go_when_nothing_refers_to_them_for_days(journal, store, collector, clock):
    finish(journal, store, 1, long="only here" * 200)
    finish(journal, store, 9, long="shared" * 300)
    plan = plan_garbage(collector, older_than=timedelta(days=5))
    assert sweep_garbage(plan, collector).content_bytes == 0
    clock.advance(3 * 86_400)
    assert (
        sweep_garbage(plan_garbage(collector), collector).content_bytes == len('"only here"') + len("only here") * 199
    )
    assert journal.load_run(a_run(9).id).executions[0].inputs.parameters["long"] == "shared" * 300


def test_an_unreferenced_value_that_is_used_again_is_kept(journal, store, history, collector, clock):
    finish(journal, store, 1, long="again" * 300)
    history.delete_run(a_run(1).id)
    clock.advance(3 * 86_400)
    finish(journal, store, 2, long="again" * 300)
    history.delete_run(a_run(2).id)
    assert sweep_garbage(plan_garbage(collector), collector).content_bytes == 0
