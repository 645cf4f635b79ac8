"""Runs that go on after they ended, and runs whose driver died."""

import pytest

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import AttemptId, ExecutionPath
from penstock.engine.records import Failure, Values
from penstock.testing.launcher import HOLD, succeed
from penstock.testing.pipelines import Document, over, retried
from penstock.testing.rig import Rig

BROKEN = Failure(reason="ExitCode", message="it ended with 1")


def a_document() -> Document:
    document = Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})
    document.graph("inner").task("good").task("bad", after=["good"]).gives("out", ("bad", "y"))
    document.root.task("a").task("group", "inner", after=["a"])
    document.root.task("b", after=["group"], inputs={"x": ("group", "out")}).task("free", after=["a"])
    return document


def launched(rig):
    names = [request.task_name for request in rig.launcher.launched]
    rig.launcher.launched.clear()
    return names


def broken_once():
    seen = []

    def script(request):
        seen.append(request.task_name)
        return BROKEN if request.task_name == "bad" and seen.count("bad") == 1 else succeed(request)

    return script


def test_a_retry_goes_on_from_what_succeeded():
    rig = Rig(broken_once())
    first = rig.run(a_document().build())
    assert first.state.value == "FAILED"
    launched(rig)
    second = rig.retry(first.record.id)
    assert launched(rig) == ["bad", "b"]
    assert set(second.states.values()) == {"SUCCEEDED"}
    assert second.record.failure is None
    assert [attempt.number for attempt in second.attempts("group/bad")] == [1, 2]


def test_a_retry_from_a_task_repeats_it_and_what_follows():
    rig = Rig()
    run = rig.run(a_document().build())
    launched(rig)
    again = rig.retry(run.record.id, "group/bad")
    assert launched(rig) == ["bad", "b"]
    assert set(again.states.values()) == {"SUCCEEDED"}
    rig.retry(run.record.id, "root/a")
    assert sorted(launched(rig)) == ["a", "b", "bad", "free", "good"]


def test_a_retry_from_a_task_is_not_answered_by_the_cache():
    document = Document().component("work", gives={"y": str})
    document.root.task("a", cached=True)
    rig = Rig()
    run = rig.run(document.build())
    rig.retry(run.record.id, "a")
    assert launched(rig) == ["a", "a"]


def test_a_retry_goes_on_with_a_cancelled_run():
    rig = Rig(lambda request: HOLD if request.task_name == "a" else succeed(request))
    run_id = rig.start(a_document().build())
    rig.settle()
    rig.cancel(run_id)
    rig.settle()
    assert rig.result(run_id).state.value == "CANCELED"
    rig.launcher._script = succeed
    assert set(rig.retry(run_id).states.values()) == {"SUCCEEDED"}


def test_a_retry_goes_on_with_failed_iterations_only():
    document = Document().component("work", takes={"n": int}, gives={"y": int})
    document.root.task("loop", "work", **over([1, 2, 3, 4], "n", limit=2)).gives("all", ("loop", "y"), kind=list)
    fails = [True]

    def script(request):
        number = request.executor_input["inputs"]["parameterValues"]["n"]
        return BROKEN if number % 2 and fails[0] else Values(parameters={"y": number * 10})

    rig = Rig(script)
    run = rig.run(document.build())
    assert [run.states[f"loop[{i}]"] for i in range(4)] == ["FAILED", "SUCCEEDED"] * 2
    launched(rig)
    fails[0] = False
    result = rig.retry(run.record.id)
    assert launched(rig) == ["loop", "loop"]
    assert result.record.outputs.parameters == {"all": [10, 20, 30, 40]}


def test_there_is_nothing_to_retry_in_a_success():
    rig = Rig()
    run = rig.run(a_document().build())
    with pytest.raises(ConflictError, match="nothing to try again"):
        rig.retry(run.record.id)
    with pytest.raises(NotFoundError, match="no task 'grop'"):
        rig.retry(run.record.id, "grop")


def test_a_run_under_way_cannot_be_retried():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    rig.journal.drop_leases()
    with pytest.raises(ConflictError, match="has not ended"):
        rig.retry(run_id)


def test_the_request_of_a_task_can_be_made_again():
    rig = Rig()
    run = rig.run(a_document().build())
    request = rig._registrar.request_of(run.record.id, ExecutionPath("root/b"), AttemptId("again"), rig.artifacts)
    assert request.id == "again"
    assert request.executor_input["inputs"]["parameterValues"] == {"x": "bad()"}
    with pytest.raises(ConflictError, match="no single task"):
        rig._registrar.request_of(run.record.id, ExecutionPath("group"), AttemptId("again"), rig.artifacts)


def test_a_live_attempt_is_adopted_after_the_driver_died():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    (attempt,) = rig.launcher.running.values()
    rig.crash()
    rig.resume()
    rig.launcher._script = succeed
    rig.settle()
    rig.launcher.finish(attempt.id, succeed(attempt))
    rig.settle()
    assert sorted(launched(rig)) == ["a", "b", "bad", "free", "good"]
    result = rig.result(run_id)
    assert result.state.value == "SUCCEEDED"
    assert [attempt.number for attempt in result.attempts("a")] == [1]


def test_an_attempt_that_never_began_is_begun_by_the_next_driver_as_the_same():
    rig = Rig(lambda request: HOLD)
    document = Document().component("work", gives={"y": str})
    document.root.task("a")
    run_id = rig.start(document.build())
    rig.launcher.launch, launch = lambda request: None, rig.launcher.launch
    rig.settle()
    assert [attempt.state.value for attempt in rig.result(run_id).attempts("a")] == ["LAUNCHING"]
    rig.crash()
    rig.launcher.launch = launch
    rig.launcher._script = succeed
    rig.resume()
    rig.settle()
    result = rig.result(run_id)
    assert [(attempt.number, attempt.state.value) for attempt in result.attempts("a")] == [(1, "SUCCEEDED")]


def test_a_dead_attempt_is_repeated_without_spending_a_retry():
    rig = Rig(lambda request: HOLD)
    document = Document().component("work", gives={"y": str})
    document.root.task("a", **retried(0))
    run_id = rig.start(document.build())
    rig.settle()
    rig.launcher.running.clear()
    rig.crash()
    rig.launcher._script = succeed
    rig.resume()
    rig.settle()
    result = rig.result(run_id)
    assert [attempt.state.value for attempt in result.attempts("a")] == ["LOST", "SUCCEEDED"]


def test_a_run_that_died_before_its_first_step_begins():
    rig = Rig()
    run_id = rig.start(a_document().build())
    rig.crash()
    rig.resume()
    rig.settle()
    assert rig.result(run_id).state.value == "SUCCEEDED"


def test_a_back_off_goes_on_where_it_was():
    document = Document().component("work", gives={"y": str})
    document.root.task("a", **retried(1, delay="100s"))
    rig = Rig(lambda request: BROKEN if request.number == 1 else succeed(request))
    run_id = rig.start(document.build())
    while not rig.result(run_id).executions.get(ExecutionPath("root/a")) or rig.result(run_id)["a"].failure != BROKEN:
        rig.step()
    rig.clock.advance(40)
    rig.crash()
    rig.resume()
    rig.settle()
    first, second = rig.result(run_id).attempts("a")
    assert (second.created_at - first.ended_at).total_seconds() == pytest.approx(100, abs=0.1)


def test_another_driver_of_the_same_run_is_refused():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    with pytest.raises(ConflictError, match="driven by another process"):
        rig._registrar.take_over(run_id)


def test_a_driver_that_lost_its_lease_writes_nothing_more():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    rig.journal.drop_leases()
    assert rig.journal.acquire(run_id) is not None
    (attempt,) = rig.launcher.running.values()
    rig.launcher.finish(attempt.id, succeed(attempt))
    rig.settle()
    assert rig.result(run_id)["a"].state.value == "RUNNING"
    assert rig.loop.run_ids == ()


def test_an_exit_task_runs_again_when_what_it_follows_is_tried_again():
    document = Document().component("work", takes={"status": dict}, optional=["status"], gives={"y": str})
    document.graph("body").task("bad")
    status = {"status": {"taskFinalStatus": {"producerTask": "body"}}}
    document.root.task("body", "body").task("note", after=["body"], always=True, inputs=status).task("free")
    rig = Rig(broken_once())
    run = rig.run(document.build())
    assert run.inputs("note")["status"]["state"] == "FAILED"
    launched(rig)
    result = rig.retry(run.record.id)
    assert launched(rig) == ["bad", "note"]
    assert result.inputs("note")["status"]["state"] == "SUCCEEDED"


def test_a_branch_that_is_not_taken_stays_so_and_what_follows_it_too():
    document = Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})
    document.root.task("no", inputs={"x": "a"}, when="inputs.parameter_values['x'] == 'b'")
    document.root.task("always", after=["no"], always=True).task("bad")
    rig = Rig(broken_once())
    run = rig.run(document.build())
    launched(rig)
    rig.retry(run.record.id)
    assert launched(rig) == ["bad"]


def test_other_inputs_of_a_loop_reach_every_iteration_even_if_the_driver_dies_before_its_turn():
    document = Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})
    body = document.graph("body").takes("item", int).takes("v", isOptional=True)
    body.task("fixed").task("bad", after=["fixed"], inputs={"x": "@v"})
    document.root.task("first")
    document.root.task(
        "loop", "body", after=["first"], always=True, inputs={"v": ("first", "y")}, **over([1, 2], limit=1)
    )
    fails = [True]

    def script(request):
        if fails[0] and request.task_name in ("first", "bad"):
            return BROKEN
        return succeed(request)

    rig = Rig(script)
    run = rig.run(document.build())
    assert run.states["loop[1]/fixed"] == "SUCCEEDED"
    fails[0] = False
    launched(rig)
    rig.reopen(run.record.id)
    while "loop" not in str(rig.launcher.launched):
        rig.step()
    rig.crash()
    rig.launcher.rewire(rig._push)
    rig.launchers[rig.launcher.name] = rig.launcher
    rig.resume()
    rig.settle()
    result = rig.result(run.record.id)
    assert set(result.states.values()) == {"SUCCEEDED"}
    assert "root/loop[1]/fixed" in {request.path for request in rig.launcher.launched}
