"""What cannot be done with values of the run while a pipeline is being built, and what is said of it."""

import pytest

from penstock import dsl
from penstock.dsl import Dataset, Input, Output


@dsl.component
def text(line: str) -> str:
    return line


@dsl.component
def make(data: Output[Dataset]) -> None:
    pass


@dsl.component
def two(data: Output[Dataset]) -> str:
    return ""


@dsl.component
def read(data: Input[Dataset]) -> None:
    pass


@dsl.component
def quiet() -> None:
    pass


CASES = {
    "adding": (lambda t, _: t.output + 1, TypeError, r"'text-Output' is known only when .* write text around it"),
    "adding to text": (lambda t, _: "a" + t.output, TypeError, "nothing can be added to it here"),
    "calculating": (lambda _, n: n * 2, TypeError, "'n' is known only when .* nothing can be calculated with it"),
    "counting": (lambda _, n: range(n), TypeError, "it cannot be converted here"),
    "converting": (lambda _, n: float(n), TypeError, "it cannot be converted here"),
    "the length": (lambda t, _: len(t.output), TypeError, "it has no length here; loop with dsl.ParallelFor"),
    "a path": (lambda _t, _n: make().output.path, AttributeError, "'make-data' has no 'path' while .* being built"),
    "another name of an artifact": (lambda _t, _n: make().output.rows, AttributeError, "no 'rows' here; pass it to a"),
    "a method": (lambda t, _: t.output.get("a"), AttributeError, r"no 'get' here; .* or take an item of it by \[...\]"),
    "outputs by attribute": (
        lambda t, _: t.outputs.output,
        AttributeError,
        r"Outputs have no 'output': they are read by name, such as \.outputs\['Output'\]",
    ),
    "a task for its output": (lambda t, _: text(line=t), ValueError, "Got the task 'text' itself; .* gives: .output"),
    "a task with two outputs": (
        lambda _t, _n: text(line=two()),
        ValueError,
        r"\.outputs\['Output'\] or \.outputs\['data'\]",
    ),
    "a task without outputs": (lambda _t, _n: text(line=quiet()), ValueError, "it gives nothing; use .after"),
    "a task for an artifact": (lambda _t, _n: read(data=make()), ValueError, "Got the task 'make' itself; .* .output"),
    "a task in text": (lambda t, _: text(line=f"see {t}"), ValueError, "Got text with a task in it"),
    "a component": (lambda _t, _n: text(line=text), ValueError, "Got the component 'text' itself; call it"),
    "an output of a component": (
        lambda _t, _n: text.output,
        AttributeError,
        r"Component 'text' has no 'output': a task has it, .* such as text\(\.\.\.\)\.output",
    ),
    "an unknown name of a component": (lambda _t, _n: text.nope, AttributeError, "has no attribute 'nope'"),
}


@pytest.mark.parametrize("name", CASES)
def test_says_what_to_do_instead(name):
    attempt, error, told = CASES[name]

    def outer(n: int):
        attempt(text(line="a"), n)

    with pytest.raises(error, match=told):
        dsl.pipeline(outer)


def test_an_item_is_still_an_attribute_and_text_may_hold_values():
    @dsl.pipeline
    def outer(name: str):
        with dsl.ParallelFor([{"path": "a"}]) as item:
            text(line=item.path)
        text(line=f"{name} and {text(line='b').output}")

    assert len(outer.graph.root.tasks) == 2
