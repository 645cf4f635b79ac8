"""What cannot run is found before anything starts, with its place."""

import pytest

from penstock.core.errors import SpecError
from penstock.engine.planning import Plan
from penstock.testing.pipelines import Document, over


def a_document() -> Document:
    return Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})


def problems_of(document: Document) -> list[str]:
    return [f"{problem.code}: {problem}" for problem in Plan(document.build()).problems()]


def test_a_document_that_can_run_has_no_problems():
    document = a_document()
    document.root.task("a").task("b", inputs={"x": ("a", "y")})
    Plan(document.build()).check()


def test_names_an_unknown_upstream_task():
    document = a_document()
    document.root.task("train").task("b", after=["tran"])
    (problem,) = problems_of(document)
    assert problem == (
        "unknown-task: root.dag.tasks.b.dependentTasks: no task of this graph is called 'tran'; did you mean 'train'?"
    )


def test_names_tasks_that_wait_for_each_other():
    document = a_document()
    document.root.task("a", after=["c"]).task("b", after=["a"]).task("c", after=["b"]).task("free")
    (problem,) = problems_of(document)
    assert problem == "cycle: root.dag.tasks: tasks wait for each other: 'a', 'b', 'c'"


def test_names_a_component_that_contains_itself():
    document = a_document()
    document.graph("one").task("two", "two")
    document.graph("two").task("one", "one")
    document.root.task("one", "one")
    assert [problem.split(":")[1].strip() for problem in problems_of(document)] == ["one", "root", "two"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.root.task("a", "wrk"), "unknown-component"),
        (lambda d: d.root.task("a", inputs={"x": "@missing"}), "unknown-input"),
        (lambda d: d.root.task("a", when="inputs.parameter_values['x'] =="), "bad-condition"),
        (
            lambda d: d.root.task(
                "a", inputs={"x": {"componentInputParameter": "v", "parameterExpressionSelector": "]["}}
            ),
            "bad-selector",
        ),
        (lambda d: d.root.task("a", inputs={"x": {}}), "missing-source"),
        (
            lambda d: d.root.task("a", **{**over([]), "parameterIterator": {"itemInput": "x", "items": {"raw": "{}"}}}),
            "bad-items",
        ),
        (lambda d: d.root.task("a").gives("out", ("b", "y")), "unknown-task"),
        (lambda d: d.root.task("a", artifacts={"d": "@missing"}), "unknown-input"),
    ],
)
def test_finds_what_cannot_run(change, code):
    document = a_document()
    document.root.takes("v")
    change(document)
    assert next(problem.split(":")[0] for problem in problems_of(document)) == code


def test_refuses_executors_that_nothing_can_run():
    document = a_document()
    document.executors["exec-work"] = {"customJob": {"customJob": {}}}
    document.root.task("a")
    with pytest.raises(SpecError, match="neither a container nor an importer"):
        Plan(document.build()).check()


def test_names_an_executor_that_is_not_there():
    document = a_document()
    document.executors.clear()
    document.root.task("a")
    assert problems_of(document)[0].startswith("unknown-executor")


def test_plans_graphs_when_they_are_needed():
    document = a_document()
    document.graph("broken").task("a", after=["nobody"])
    document.root.task("group", "broken")
    plan = Plan(document.build())
    assert [task.name for task in plan.graph("root").tasks] == ["group"]
    with pytest.raises(SpecError, match="nobody"):
        plan.graph("broken")
