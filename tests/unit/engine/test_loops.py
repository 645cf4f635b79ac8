"""Iterations: static and dynamic items, nothing at all, nesting, limits, and what is collected."""

from penstock.engine.records import Failure, Values
from penstock.testing.launcher import HOLD, succeed
from penstock.testing.pipelines import Document, over
from penstock.testing.rig import Rig


def a_document() -> Document:
    return (
        Document()
        .component("double", takes={"n": int}, gives={"y": int})
        .component("list", gives={"items": list})
        .component("sum", takes={"numbers": list}, gives={"y": int})
        .component("name", takes={"word": str}, gives={"y": str})
    )


def compute(request):
    given = request.executor_input["inputs"].get("parameterValues", {})
    if "n" in given:
        return Values(parameters={"y": 2 * given["n"]})
    if "numbers" in given:
        return Values(parameters={"y": sum(given["numbers"])})
    return succeed(request)


def a_loop(document: Document, items=(1, 2, 3), **fields):
    document.graph("body").takes("item", int).task("double", "double", inputs={"n": "@item"}).gives(
        "out", ("double", "y"), kind=list
    )
    document.root.task("loop", "body", **over(list(items), **fields))
    document.root.task("sum", "sum", after=["loop"], inputs={"numbers": ("loop", "out")})
    return document.build()


def test_runs_a_body_per_item_and_collects_in_order():
    result = Rig(compute).run(a_loop(a_document()))
    assert result["loop"].outputs.parameters == {"out": [2, 4, 6]}
    assert result["sum"].outputs.parameters == {"y": 12}
    assert result.states["loop[1]/double"] == "SUCCEEDED"
    assert result["loop[1]"].inputs.parameters == {"item": 2}


def test_a_loop_over_nothing_succeeds_with_empty_lists():
    result = Rig(compute).run(a_loop(a_document(), items=()))
    assert result.states == {"loop": "SUCCEEDED", "sum": "SUCCEEDED"}
    assert result["sum"].outputs.parameters == {"y": 0}


def test_opens_no_more_iterations_than_its_limit():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_loop(a_document(), items=range(5), limit=2))
    rig.settle()
    assert len(rig.launcher.running) == 2
    assert [path for path in rig.result(run_id).states if path.endswith("]")] == ["loop[0]", "loop[1]"]
    (done, _) = rig.launcher.running
    rig.launcher.finish(done, Values(parameters={"y": 0}))
    rig.settle()
    assert sorted(request.path for request in rig.launcher.running.values()) == [
        "root/loop[1]/double",
        "root/loop[2]/double",
    ]


def test_loops_over_the_output_of_a_task():
    document = a_document()
    document.graph("body").takes("item", int).takes("items", list).task("double", "double", inputs={"n": "@item"})
    document.root.task("make", "list")
    document.root.task("loop", "body", after=["make"], inputs={"items": ("make", "items")}, **over("@items"))
    result = Rig(compute).run(document.build())
    assert [path for path in result.states if path.endswith("double")] == [f"loop[{i}]/double" for i in range(3)]


def test_reads_items_that_arrive_as_text():
    document = a_document()
    document.graph("body").takes("item").takes("items").task("name", "name", inputs={"word": "@item"})
    document.root.takes("items", str)
    document.root.task("loop", "body", inputs={"items": "@items"}, **over("@items"))
    result = Rig().run(document.build(), {"items": '["a", 5]'})
    assert result.inputs("loop[1]/name") == {"word": "5"}


def test_items_that_are_no_list_fail_the_loop():
    document = a_document()
    document.graph("body").takes("item").takes("items").task("name", "name", inputs={"word": "@item"})
    document.root.takes("items").task("loop", "body", inputs={"items": "@items"}, **over("@items"))
    result = Rig().run(document.build(), {"items": "no list"})
    assert result["loop"].failure.reason == "NotAList"
    assert result.state.value == "FAILED"


def test_takes_parts_out_of_items_that_are_structs():
    document = a_document()
    selected = {"componentInputParameter": "item", "parameterExpressionSelector": 'parseJson(string_value)["a"]'}
    document.graph("body").takes("item", dict).task("name", "name", inputs={"word": selected})
    document.root.task("loop", "body", **over([{"a": "x", "b": 1}, {"a": "y"}]))
    result = Rig().run(document.build())
    assert [result.inputs(f"loop[{i}]/name")["word"] for i in (0, 1)] == ["x", "y"]


def test_nested_loops_collect_nested_lists():
    document = a_document()
    inner = document.graph("inner").takes("item", int).takes("outer", int)
    inner.task("double", "double", inputs={"n": "@item"}).gives("out", ("double", "y"), kind=list)
    outer = document.graph("outer").takes("outer", int)
    outer.task("loop", "inner", inputs={"outer": "@outer"}, **over([1, 2]))
    outer.gives("out", ("loop", "out"), kind=list)
    document.root.task("loops", "outer", **over([10, 20], "outer")).gives("out", ("loops", "out"), kind=list)
    result = Rig(compute).run(document.build())
    assert result.record.outputs.parameters == {"out": [[2, 4], [2, 4]]}
    assert result["loops[1]/loop[0]/double"].outputs.parameters == {"y": 2}


def test_leaves_out_what_skipped_iterations_did_not_make():
    document = a_document()
    chosen = document.graph("chosen").takes("item", int).task("double", "double", inputs={"n": "@item"})
    chosen.gives("out", ("double", "y"))
    body = document.graph("body").takes("item", int)
    body.task("if", "chosen", inputs={"item": "@item"}, when="int(inputs.parameter_values['item']) > 1")
    body.gives("out", ("if", "out"), kind=list)
    document.root.task("loop", "body", **over([1, 2, 3])).gives("out", ("loop", "out"), kind=list)
    assert Rig(compute).run(document.build()).record.outputs.parameters == {"out": [4, 6]}


def test_one_failed_iteration_fails_the_loop_after_the_others():
    def script(request):
        given = request.executor_input["inputs"]["parameterValues"]
        return Failure(reason="ExitCode", message="no") if given.get("n") == 2 else compute(request)

    result = Rig(script).run(a_loop(a_document()))
    assert result.states["loop[0]"] == "SUCCEEDED"
    assert result.states["loop[1]"] == "FAILED"
    assert result.states["loop[2]"] == "SUCCEEDED"
    assert result.states["loop"] == "FAILED"
    assert result.states["sum"] == "SKIPPED"
    assert result.record.failure.message == "root/loop[1]/double: no"


def test_loops_over_artifacts_and_collects_artifacts():
    document = Document().component("make", takes={"n": int}, gives_artifacts=["data"])
    document.component("use", takes_artifacts=["data"], gives_artifacts=["data"])
    makers = document.graph("makers").takes("item", int).task("make", "make", inputs={"n": "@item"})
    makers.gives_artifact("all", ("make", "data"), is_list=True)
    body = document.graph("body").takes_artifact("item").takes_artifact("all", isArtifactList=True)
    body.task("use", "use", artifacts={"data": "@item"}).gives_artifact("all", ("use", "data"), is_list=True)
    document.root.task("makers", "makers", **over([1, 2]))
    iterator = {"artifactIterator": {"itemInput": "item", "items": {"inputArtifact": "all"}}}
    document.root.task("loop", "body", after=["makers"], artifacts={"all": ("makers", "all")}, **iterator)
    document.root.gives_artifact("all", ("loop", "all"), is_list=True)
    result = Rig().run(document.build())
    made = [result[f"makers[{i}]/make"].outputs.artifacts["data"][0] for i in (0, 1)]
    assert [result[f"loop[{i}]/use"].inputs.artifacts["data"] for i in (0, 1)] == [(made[0],), (made[1],)]
    assert len(result.record.outputs.artifacts["all"]) == 2


def test_a_container_can_be_repeated_without_a_graph_around_it():
    document = a_document()
    document.root.task("loop", "double", **over([1, 2], "n"))
    document.root.task("sum", "sum", after=["loop"], inputs={"numbers": ("loop", "y")})
    result = Rig(compute).run(document.build())
    assert result["sum"].outputs.parameters == {"y": 6}
    assert result["loop[0]"].kind.value == "container"
