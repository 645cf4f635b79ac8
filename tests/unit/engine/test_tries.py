"""Retries with back-off, time limits, attempts that vanish, and cancels."""

import itertools
from datetime import timedelta

from penstock.engine.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptSucceeded
from penstock.engine.records import Failure, Values
from penstock.testing.launcher import HOLD, succeed
from penstock.testing.pipelines import Document, retried
from penstock.testing.rig import Rig

BROKEN = Failure(reason="ExitCode", message="it ended with 1")


def failing_times(count):
    seen = []

    def script(request):
        seen.append(request.id)
        return BROKEN if len(seen) <= count else succeed(request)

    return script


def a_document(**fields) -> Document:
    document = Document().component("work", gives={"y": str})
    document.root.task("a", **fields)
    return document


def states(result, path="a"):
    return [attempt.state.value for attempt in result.attempts(path)]


def test_tries_again_until_it_succeeds():
    rig = Rig(failing_times(2))
    result = rig.run(a_document(**retried(3)).build())
    assert states(result) == ["FAILED", "FAILED", "SUCCEEDED"]
    assert result.state.value == "SUCCEEDED"
    assert [request.number for request in rig.launcher.launched] == [1, 2, 3]


def test_gives_up_after_its_last_retry():
    result = Rig(failing_times(9)).run(a_document(**retried(2)).build())
    assert states(result) == ["FAILED"] * 3
    assert result["a"].failure == BROKEN


def test_waits_longer_before_every_retry_up_to_the_limit():
    rig = Rig(failing_times(9))
    result = rig.run(a_document(**retried(4, delay="10s", factor=3.0, most="60s")).build())
    starts = [attempt.created_at for attempt in result.attempts("a")]
    gaps = [(after - before).total_seconds() for before, after in itertools.pairwise(starts)]
    assert gaps == [10, 30, 60, 60]


def test_a_graph_is_tried_again_without_what_succeeded():
    document = Document().component("work", gives={"y": str})
    document.graph("inner").task("good").task("bad", after=["good"]).task("later", after=["bad"])
    document.root.task("group", "inner", **retried(2, delay="5s"))
    counts = []

    def script(request):
        counts.append(request.task_name)
        return BROKEN if counts.count("bad") <= 2 and request.task_name == "bad" else succeed(request)

    result = Rig(script).run(document.build())
    assert counts == ["good", "bad", "bad", "bad", "later"]
    assert result.state.value == "SUCCEEDED"


def test_a_lost_attempt_is_repeated_without_spending_a_retry():
    rig = Rig(lambda request: HOLD if request.number == 1 else succeed(request))
    run_id = rig.start(a_document().build())
    rig.settle()
    (lost,) = rig.launcher.running
    rig._push(AttemptLost(attempt_id=lost, at=rig.clock.now()))
    rig.settle()
    assert states(rig.result(run_id)) == ["LOST", "SUCCEEDED"]
    assert rig.result(run_id).state.value == "SUCCEEDED"


def test_a_task_whose_attempts_always_vanish_fails_in_the_end():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    for _ in range(10):
        rig.settle()
        attempt = rig.launcher.launched[-1]
        rig._push(AttemptLost(attempt_id=attempt.id, at=rig.clock.now()))
    rig.settle()
    assert rig.result(run_id)["a"].failure.reason == "Lost"
    assert rig.result(run_id).state.value == "FAILED"


def test_a_time_limit_stops_the_attempt_and_counts_as_a_failure():
    document = a_document(**retried(1))
    document.platforms["kubernetes"] = {"deploymentSpec": {"executors": {"exec-work": {"activeDeadlineSeconds": "30"}}}}
    rig = Rig(lambda request: HOLD if request.number == 1 else succeed(request))
    result = rig.run(document.build())
    first, second = result.attempts("a")
    assert first.failure.reason == "TimedOut"
    assert first.ended_at - first.started_at == timedelta(seconds=30)
    assert second.state.value == "SUCCEEDED"
    assert rig.launcher.launched[0].timeout == timedelta(seconds=30)


def test_the_time_limit_of_a_run_fails_it():
    document = a_document()
    document.platforms["kubernetes"] = {"pipelineConfig": {"activeDeadlineSeconds": 60}}
    result = Rig(lambda request: HOLD).run(document.build())
    assert result.state.value == "FAILED"
    assert result.record.failure.reason == "DeadlineExceeded"
    assert result.states == {"a": "CANCELED"}


def test_passes_over_events_that_come_late_or_twice():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    (attempt,) = rig.launcher.running
    at = rig.clock.now()
    done = AttemptSucceeded(attempt_id=attempt, at=at, outputs=Values(parameters={"y": "first"}))
    for event in (done, done, AttemptStarted(attempt_id=attempt, at=at), AttemptLost(attempt_id=attempt, at=at)):
        rig._push(event)
    rig._push(AttemptFailed(attempt_id=attempt, at=at, failure=BROKEN))
    rig.settle()
    assert states(rig.result(run_id)) == ["SUCCEEDED"]
    assert rig.result(run_id)["a"].outputs.parameters == {"y": "first"}


def test_a_clock_that_was_set_back_lengthens_no_wait():
    rig = Rig(failing_times(1))
    run_id = rig.start(a_document(**retried(1, delay="60s")).build())
    while "FAILED" not in states(rig.result(run_id)):
        rig.step()
    rig.crash()
    rig.clock.set_back(86400)
    rig.launcher.rewire(rig._push)
    before = rig.clock.monotonic()
    rig.resume()
    rig.settle()
    assert rig.result(run_id).state.value == "SUCCEEDED"
    assert rig.clock.monotonic() - before <= 61


def test_a_cancel_during_a_back_off_ends_the_task_at_once():
    rig = Rig(failing_times(9))
    run_id = rig.start(a_document(**retried(3, delay="3600s")).build())
    while "FAILED" not in states(rig.result(run_id)):
        rig.step()
    rig.cancel(run_id)
    while rig.messages:
        rig._deliver()
    assert rig.result(run_id).state.value == "CANCELED"


def test_a_success_that_comes_while_it_is_being_stopped_counts():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    (attempt,) = rig.launcher.running
    rig.launcher.cancel = lambda attempt_id: None
    rig.cancel(run_id)
    rig.settle()
    assert rig.result(run_id)["a"].state.value == "CANCELING"
    rig.launcher.finish(attempt, Values(parameters={"y": "done"}))
    rig.settle()
    assert rig.result(run_id).states == {"a": "SUCCEEDED"}
    assert rig.result(run_id).state.value == "SUCCEEDED"


def test_a_launch_that_fails_is_a_failed_attempt_with_its_reason():
    from penstock.core.errors import LaunchError

    rig = Rig(lambda request: LaunchError("no such command: 'work'", reason="CommandNotFound", hint="install it"))
    result = rig.run(a_document().build())
    assert result["a"].failure == Failure(
        reason="CommandNotFound", message="no such command: 'work'", hint="install it"
    )
