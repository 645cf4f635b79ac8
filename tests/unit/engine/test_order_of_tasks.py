"""What runs, what is skipped, and what the graph around it becomes."""

from penstock.engine.records import Failure
from penstock.testing.pipelines import Document
from penstock.testing.rig import Rig

BROKEN = Failure(reason="ExitCode", message="it ended with 1")


def a_document() -> Document:
    return Document().component("work", takes={"x": str, "n": int}, optional=["x", "n"], gives={"y": str})


def failing(*names):
    def script(request):
        if request.task_name in names:
            return BROKEN
        from penstock.testing.launcher import succeed

        return succeed(request)

    return script


def launched(rig):
    return [request.task_name for request in rig.launcher.launched]


def test_runs_a_chain_in_order_and_passes_values_on():
    document = a_document()
    document.root.task("a", inputs={"x": "go"}).task("b", after=["a"], inputs={"x": ("a", "y")})
    rig = Rig()
    result = rig.run(document.build())
    assert result.states == {"a": "SUCCEEDED", "b": "SUCCEEDED"}
    assert result.state.value == "SUCCEEDED"
    assert result.inputs("b") == {"x": "a(go)"}
    assert launched(rig) == ["a", "b"]


def test_runs_a_diamond_once_each():
    document = a_document()
    document.root.task("a").task("b", after=["a"]).task("c", after=["a"]).task("d", after=["b", "c"])
    rig = Rig()
    assert rig.run(document.build()).state.value == "SUCCEEDED"
    assert sorted(launched(rig)) == ["a", "b", "c", "d"]
    assert launched(rig)[-1] == "d"


def test_takes_order_from_values_even_without_declared_dependencies():
    document = a_document()
    document.root.task("b", inputs={"x": ("a", "y")}).task("a")
    rig = Rig()
    rig.run(document.build())
    assert launched(rig) == ["a", "b"]


def test_a_failure_skips_what_depends_on_it_and_nothing_else():
    document = a_document()
    document.root.task("a").task("b", after=["a"]).task("c", after=["b"]).task("free")
    result = Rig(failing("a")).run(document.build())
    assert result.states == {"a": "FAILED", "free": "SUCCEEDED", "b": "SKIPPED", "c": "SKIPPED"}
    assert result.state.value == "FAILED"
    assert result["b"].failure == Failure(reason="UpstreamFailed", message="Task 'a' failed")
    assert result["c"].failure.reason == "UpstreamSkipped"


def test_the_failure_of_a_run_names_the_task():
    document = a_document()
    document.graph("inner").task("deep")
    document.root.task("group", "inner")
    result = Rig(failing("deep")).run(document.build())
    assert result.record.failure == Failure(reason="ExitCode", message="root/group/deep: it ended with 1")
    assert result["group"].state.value == "FAILED"


def test_a_condition_that_is_false_skips_its_task_and_its_dependants():
    document = a_document()
    document.graph("inner").takes("v").task("deep")
    document.root.task("a").task(
        "branch", "inner", after=["a"], inputs={"v": ("a", "y")}, when="inputs.parameter_values['v'] == 'other'"
    ).task("later", after=["branch"])
    result = Rig().run(document.build())
    assert result.states == {"a": "SUCCEEDED", "branch": "SKIPPED", "later": "SKIPPED"}
    assert result.state.value == "SUCCEEDED"
    assert result["branch"].failure.reason == "ConditionFalse"


def test_a_condition_that_is_true_opens_its_graph():
    document = a_document()
    document.graph("inner").takes("v").task("deep")
    document.root.task("branch", "inner", inputs={"v": "yes"}, when="inputs.parameter_values['v'] == 'yes'")
    assert Rig().run(document.build()).states == {"branch": "SUCCEEDED", "branch/deep": "SUCCEEDED"}


def test_a_condition_that_cannot_be_evaluated_fails_its_task():
    document = a_document()
    document.graph("inner").takes("v").task("deep")
    document.root.task("branch", "inner", inputs={"v": "text"}, when="int(inputs.parameter_values['v']) > 3")
    result = Rig().run(document.build())
    assert result.states == {"branch": "FAILED"}
    assert result["branch"].failure.reason == "ConditionError"


def test_a_task_that_ignores_failure_runs_with_its_default():
    document = a_document().component("print", takes={"x": str}, optional=["x"], gives={"y": str})
    document.root.task("a").task("b", "print", after=["a"], always=True, inputs={"x": ("a", "y")})
    result = Rig(failing("a")).run(document.build())
    assert result.states == {"a": "FAILED", "b": "SUCCEEDED"}
    assert result.inputs("b") == {}
    assert result.state.value == "FAILED"


def test_several_tasks_ignore_the_same_failure_and_others_follow_them():
    document = a_document()
    document.root.task("a")
    document.root.task("b", after=["a"], always=True).task("c", after=["a"], always=True).task("d", after=["b", "c"])
    result = Rig(failing("a")).run(document.build())
    assert result.states == {"a": "FAILED", "b": "SUCCEEDED", "c": "SUCCEEDED", "d": "SUCCEEDED"}


def test_a_task_that_ignores_failure_runs_after_a_skip_too():
    document = a_document()
    document.root.task("a", inputs={"n": 1}, when="inputs.parameter_values['n'] == 2")
    document.root.task("b", after=["a"], always=True)
    assert Rig().run(document.build()).states == {"a": "SKIPPED", "b": "SUCCEEDED"}


def test_a_graph_whose_tasks_are_all_skipped_succeeds():
    document = a_document()
    document.graph("inner").takes("n", int).task("deep", inputs={"n": "@n"}, when="inputs.parameter_values['n'] == 2")
    document.root.task("group", "inner", inputs={"n": 1})
    assert Rig().run(document.build()).states == {"group": "SUCCEEDED", "group/deep": "SKIPPED"}


def test_a_graph_without_tasks_succeeds_at_once():
    document = a_document()
    document.graph("inner")
    document.root.task("group", "inner").task("later", after=["group"])
    assert Rig().run(document.build()).states == {"group": "SUCCEEDED", "later": "SUCCEEDED"}


def test_one_of_takes_the_branch_that_ran():
    document = a_document()
    for name, word in (("yes", "heads"), ("no", "tails")):
        document.graph(name).takes("v").task(name, inputs={"x": word}).gives("out", (name, "y"))
    branches = document.graph("branches").takes("v")
    branches.task("c1", "yes", inputs={"v": "@v"}, when="inputs.parameter_values['v'] == 'heads'")
    branches.task("c2", "no", inputs={"v": "@v"}, when="!(inputs.parameter_values['v'] == 'heads')")
    branches.gives("chosen", ("c1", "out"), ("c2", "out"))
    document.root.takes("v").task("flip", "branches", inputs={"v": "@v"})
    document.root.task("use", after=["flip"], inputs={"x": ("flip", "chosen")}).gives("out", ("use", "y"))
    assert Rig().run(document.build(), {"v": "tails"}).record.outputs.parameters == {"out": "use(no(tails))"}
    assert Rig().run(document.build(), {"v": "heads"}).record.outputs.parameters == {"out": "use(yes(heads))"}


def test_fail_fast_stops_what_runs_and_skips_the_rest():
    from penstock.engine.records import RunOptions
    from penstock.testing.launcher import HOLD

    document = a_document()
    document.root.task("slow").task("bad").task("later", after=["slow"])
    rig = Rig(lambda request: BROKEN if request.task_name == "bad" else HOLD)
    result = rig.run(document.build(), options=RunOptions(fail_fast=True))
    assert result.states == {"slow": "CANCELED", "bad": "FAILED", "later": "SKIPPED"}
    assert result.state.value == "FAILED"


def test_a_run_with_parallelism_one_has_one_attempt_at_a_time():
    from penstock.engine.records import RunOptions
    from penstock.testing.launcher import HOLD, succeed

    document = a_document()
    document.root.task("a").task("b").task("c")
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(document.build(), options=RunOptions(parallelism=1))
    for name in ("a", "b", "c"):
        rig.settle()
        (attempt,) = rig.launcher.running.values()
        assert attempt.task_name == name
        rig.launcher.finish(attempt.id, succeed(attempt))
    rig.settle()
    assert rig.result(run_id).state.value == "SUCCEEDED"
