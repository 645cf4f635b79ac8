from dataclasses import replace
from datetime import timedelta

import pytest

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import RunId
from penstock.engine.records import Changes, Failure, RunOptions, StoredRun, Values
from penstock.engine.states import ExecutionState, RunState
from penstock.services.records import NewRun, RunFilter
from penstock.services.runs import (
    delete_run,
    find_run,
    list_runs,
    prepare_run,
    run_json,
    show_run,
    summary_json,
    tag_run,
)
from penstock.testing.clock import START, FakeClock
from penstock.testing.records import NOON, a_run, an_artifact, an_execution


def test_prepares_a_run_that_the_engine_can_start():
    new = NewRun(
        document={"pipeline": {}},
        pipeline_name="train",
        arguments={"rate": 0.5},
        experiment_id=a_run().experiment_id,
        tags={"team": "a"},
    )
    run = prepare_run(new, RunOptions(cache="off"), run_id=RunId("r"), clock=FakeClock())
    assert (run.state, run.created_at, run.options.cache) == (RunState.PENDING, START, "off")
    assert (run.display_name, run.arguments, run.tags) == ("train 2026-01-01 00-00-00", {"rate": 0.5}, {"team": "a"})


def test_lists_runs_page_by_page(journal, history):
    for number in (1, 2, 3):
        journal.create_run(a_run(number))
    page = list_runs(RunFilter(), history=history, limit=2)
    assert [run.id for run in page.runs] == [a_run(3).id, a_run(2).id]
    assert [run.id for run in list_runs(RunFilter(), history=history, token=page.next_token).runs] == [a_run(1).id]


@pytest.mark.parametrize("reference", [a_run(2).id, "00000000-0000-4000-8000-0000000000022"[:36], "run 2", "latest"])
def test_finds_the_run_that_a_person_means(journal, history, reference):
    journal.create_run(a_run(1))
    journal.create_run(a_run(2))
    assert find_run(reference, history=history) == a_run(2).id


def test_a_name_that_is_part_of_another_is_found(journal, history):
    journal.create_run(a_run(1, display_name="nightly"))
    journal.create_run(a_run(2, display_name="nightly again"))
    assert find_run("nightly", history=history) == a_run(1).id
    assert find_run("again", history=history) == a_run(2).id


@pytest.mark.parametrize("reference", ["0000", "run"])
def test_refuses_what_means_several_runs(journal, history, reference):
    journal.create_run(a_run(1))
    journal.create_run(a_run(2))
    with pytest.raises(ConflictError, match="several runs"):
        find_run(reference, history=history)


@pytest.mark.parametrize("reference", ["", "nobody", "%", "latest"])
def test_says_when_no_run_is_meant(history, reference):
    with pytest.raises(NotFoundError):
        find_run(reference, history=history)


def test_deletes_a_run(journal, history, home):
    journal.create_run(a_run())
    delete_run(a_run().id, history=history, journal=journal)
    with pytest.raises(NotFoundError):
        show_run(a_run().id, journal=journal)
    assert list(home.leases.iterdir()) == []


def test_does_not_delete_a_run_that_is_driven(journal, history):
    journal.create_run(a_run())
    lease = journal.acquire(a_run().id)
    with pytest.raises(ConflictError, match="driven by another process"):
        delete_run(a_run().id, history=history, journal=journal)
    lease.release()
    assert show_run(a_run().id, journal=journal).run == a_run()


def test_adds_and_removes_tags(journal, history):
    journal.create_run(a_run(tags={"a": "1", "b": "2"}))
    assert tag_run(a_run().id, {"b": "", "c": "3"}, history=history).tags == {"a": "1", "c": "3"}
    assert history.get_summary(a_run().id).tags == {"a": "1", "c": "3"}


def a_finished_run() -> StoredRun:
    run = a_run(
        state=RunState.FAILED,
        arguments={"rate": 0.5},
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=2.5),
        outputs=Values(parameters={"best": "svm"}),
        failure=Failure(reason="TaskFailed", message="task-2 failed", hint="look at its log"),
    )
    cached = an_execution(
        run,
        1,
        state=ExecutionState.SUCCEEDED,
        cached_from=(RunId("earlier"), "root/task-1"),
        inputs=Values(parameters={"rows": 3}, artifacts={"data": (an_artifact(1, digest="sha256:1", size_bytes=3),)}),
        outputs=Values(artifacts={"models": (an_artifact(2), an_artifact(3)), "none": ()}),
    )
    failed = an_execution(
        run,
        2,
        state=ExecutionState.FAILED,
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=1),
        failure=Failure(reason="ExitCode", message="it ended with 1"),
        attempts=1,
    )
    return StoredRun(run=run, executions=(an_execution(run), cached, failed), attempts=())


def test_renders_a_run_in_the_stable_shape():
    document = run_json(a_finished_run())
    assert document["run_id"] == a_run().id
    assert (document["state"], document["seconds"]) == ("FAILED", 2.5)
    assert document["outputs"] == {"best": "svm"}
    assert document["error"] == {"reason": "TaskFailed", "message": "task-2 failed", "hint": "look at its log"}
    cached, failed = document["tasks"]
    assert (cached["path"], cached["state"], cached["cached"], cached["seconds"]) == (
        "root/task-1",
        "SUCCEEDED",
        True,
        None,
    )
    assert cached["inputs"]["rows"] == 3
    assert (cached["inputs"]["data"]["uri"], cached["inputs"]["data"]["digest"]) == ("/artifacts/1", "sha256:1")
    assert [artifact["uri"] for artifact in cached["outputs"]["models"]] == ["/artifacts/2", "/artifacts/3"]
    assert cached["outputs"]["none"] == []
    assert (failed["state"], failed["cached"], failed["seconds"]) == ("FAILED", False, 1.0)
    assert failed["error"]["message"] == "it ended with 1"


def test_renders_a_run_that_has_not_begun():
    document = run_json(StoredRun(run=a_run(), executions=(), attempts=()))
    assert (document["state"], document["tasks"], document["outputs"], document["error"]) == ("PENDING", [], {}, None)
    assert (document["created_at"], document["started_at"]) == ("2026-01-02T12:01:00.123456Z", None)


def test_renders_a_summary_without_tasks(journal, history):
    stored = a_finished_run()
    journal.create_run(a_run(tags={"team": "a"}))
    outputs = Values(parameters={"best": "svm"}, artifacts={"model": (an_artifact(1),)})
    ended = replace(stored.run, outputs=outputs)
    journal.commit(ended.id, Changes(run=ended, seq=1), journal.acquire(ended.id))
    document = summary_json(history.get_summary(ended.id))
    assert "tasks" not in document
    assert (document["run_id"], document["state"], document["tags"]) == (ended.id, "FAILED", {"team": "a"})
    assert document["outputs"]["best"] == "svm"
    assert document["outputs"]["model"]["uri"] == "/artifacts/1"
    assert document["error"]["reason"] == "TaskFailed"
