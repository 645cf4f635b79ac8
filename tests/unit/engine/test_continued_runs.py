"""A run that continues another with the pipeline as it is now: what did not change is taken over, the rest runs."""

import pytest

from penstock.core.errors import NotFoundError
from penstock.engine.records import Failure, RunOptions
from penstock.testing.launcher import succeed
from penstock.testing.pipelines import Document
from penstock.testing.rig import Rig


def a_chain(*commands, cached=False, names=None) -> Document:
    """Return tasks that follow each other, each with a command of its own."""
    document = Document()
    document.root.takes("x", defaultValue="1", isOptional=True)
    before = None
    for number, command in enumerate(commands):
        name = names[number] if names else f"t{number}"
        document.component(f"c-{name}", takes={"x": str}, gives={"y": str}, command=[command])
        source = (before, "y") if before else "@x"
        after = [before] if before else []
        document.root.task(name, f"c-{name}", after=after, inputs={"x": source}, cached=cached)
        before = name
    return document


def values(request):
    """Give a value that follows from what ran and what it was given, not from the task's name."""
    made = succeed(request)
    given = request.executor_input["inputs"]["parameterValues"]["x"]
    return type(made)(parameters={"y": f"{request.command[0]}({given})"})


def continued(rig, document, run, **options):
    before = len(rig.launcher.launched)
    result = rig.run(document.build(), options=RunOptions(continues=run.record.id, **options))
    return result, [request.task_name for request in rig.launcher.launched[before:]]


def test_an_unchanged_pipeline_is_taken_over_even_where_nothing_is_cached():
    rig = Rig(values)
    first = rig.run(a_chain("a", "b").build())
    result, launched = continued(rig, a_chain("a", "b"), first)
    assert (result.state.value, launched) == ("SUCCEEDED", [])
    assert result["t1"].cached_from == (first.record.id, "root/t1")
    assert result["t1"].cache_note == f"Taken over from root/t1 of run {first.record.id}: nothing changed"


@pytest.mark.parametrize("cache", ["on", "off", "refresh"])
def test_a_changed_task_and_what_its_outputs_change_run_again_and_say_why(cache):
    rig = Rig(values)
    first = rig.run(a_chain("a", "b", "c").build())
    result, launched = continued(rig, a_chain("a", "new", "c"), first, cache=cache)
    assert launched == ["t1", "t2"]
    assert result["t0"].cached_from == (first.record.id, "root/t0")
    assert result["t1"].cache_note == (f'Since run {first.record.id} command changed from [["b"],[]] to [["new"],[]]')
    assert (
        result["t2"].cache_note == f'Since run {first.record.id} parameter \'x\' changed from "b(a(1))" to "new(a(1))"'
    )


def test_a_renamed_task_is_taken_over():
    rig = Rig(values)
    first = rig.run(a_chain("a", "b").build())
    result, launched = continued(rig, a_chain("a", "b", names=["t0", "renamed"]), first)
    assert launched == []
    assert result["renamed"].cached_from == (first.record.id, "root/t1")


def test_a_new_task_runs_and_says_that_it_is_new():
    rig = Rig(values)
    first = rig.run(a_chain("a").build())
    result, launched = continued(rig, a_chain("a", "b"), first)
    assert launched == ["t1"]
    assert result["t1"].cache_note == f"It is new: run {first.record.id} has no such task"


def test_what_failed_runs_again_and_what_succeeded_before_it_does_not():
    rig = Rig(lambda request: Failure(reason="ExitCode", message="1") if request.task_name == "t1" else values(request))
    first = rig.run(a_chain("a", "b", "c").build())
    rig.launcher._script = values
    result, launched = continued(rig, a_chain("a", "b", "c"), first)
    assert (result.state.value, launched) == ("SUCCEEDED", ["t1", "t2"])
    assert result["t1"].cache_note == f"It failed in run {first.record.id}"
    assert result["t2"].cache_note == f"It was skipped in run {first.record.id}"


def test_an_output_that_is_gone_is_made_again():
    rig = Rig()
    document = Document().component("work", gives_artifacts=["data"], command=["work"])
    document.root.task("a", "work", cached=False)

    def publish(request):
        made = succeed(request)
        (artifact,) = made.artifacts["data"]
        rig.artifacts.write(artifact.uri, b"rows")
        return type(made)(artifacts={"data": (rig.artifacts.publish(artifact),)})

    rig.launcher._script = publish
    first = rig.run(document.build())
    rig.artifacts.delete(first["a"].outputs.artifacts["data"][0].uri)
    result, launched = continued(rig, document, first)
    assert launched == ["a"]
    assert result["a"].cache_note == f"Output 'data' of root/a of run {first.record.id} is gone or changed"


def test_an_exit_task_is_not_taken_over():
    rig = Rig()
    document = Document().component("work", gives={"y": str}, command=["work"])
    document.component("bye", command=["bye"])
    document.root.task("a", "work", cached=False)
    document.root.task("bye", "bye", after=["a"], cached=False, always=True)
    first = rig.run(document.build())
    result, launched = continued(rig, document, first)
    assert launched == ["bye"]
    assert "however they end" in result["bye"].cache_note


def test_a_run_whose_predecessor_was_deleted_runs_as_any_other():
    rig = Rig(values)
    result = rig.run(a_chain("a").build(), options=RunOptions(continues="gone"))
    assert result.state.value == "SUCCEEDED"
    assert len(rig.launcher.launched) == 1


def test_the_driver_may_die_while_a_run_takes_over():
    rig = Rig(values)
    first = rig.run(a_chain("a", "b", "c").build())
    run_id = rig.start(a_chain("a", "b", "new").build(), options=RunOptions(continues=first.record.id))
    for _ in range(4):
        rig.step()
        rig.crash()
        rig.launcher.rewire(rig._push)
        rig.resume()
    rig.settle()
    result = rig.result(run_id)
    assert result.state.value == "SUCCEEDED"
    assert [request.task_name for request in rig.launcher.launched[3:]] == ["t2"]


@pytest.mark.parametrize("cached", [True, False])
def test_a_task_that_is_named_runs_again_with_what_follows_it(cached):
    rig = Rig(values)
    first = rig.run(a_chain("a", "b", "c", cached=cached).build())
    result, launched = continued(rig, a_chain("a", "b", "c", cached=cached), first, again=("root/t1",))
    assert launched == ["t1", "t2"]
    assert result["t0"].cached_from == (first.record.id, "root/t0")


def test_a_task_that_is_named_runs_again_after_a_crash_and_without_its_predecessor():
    rig = Rig(values)
    rig.run(a_chain("a", "b", cached=True).build())
    options = RunOptions(continues="gone", again=("t1",))
    run_id = rig.start(a_chain("a", "b", cached=True).build(), options=options)
    rig.crash()
    rig.launcher.rewire(rig._push)
    rig.resume()
    rig.settle()
    assert rig.result(run_id).state.value == "SUCCEEDED"
    assert [request.task_name for request in rig.launcher.launched[2:]] == ["t1"]


def test_a_task_that_the_pipeline_lacks_is_refused_before_anything_is_recorded():
    rig = Rig(values)
    first = rig.run(a_chain("a").build())
    with pytest.raises(NotFoundError, match="no task 't9'"):
        continued(rig, a_chain("a"), first, again=("t9",))
    assert rig.journal.list_unfinished() == ()
