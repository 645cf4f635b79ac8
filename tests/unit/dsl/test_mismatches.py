"""What is said of arguments that do not fit: what was expected, what was given, where it is from and what to do."""

from typing import List

import pytest

from penstock import dsl
from penstock.dsl import Dataset, Input, Metrics, Model, Output
from penstock.dsl.refusals import InconsistentTypeException


@dsl.component
def fit(rows: Output[Dataset], model: Output[Model], metrics: Output[Metrics]) -> float:
    return 1.0


@dsl.component
def use(
    data: Input[Dataset] = None, several: Input[List[Dataset]] = None, f: float = 1.0, i: int = 1, s: str = ""
) -> None:
    pass


def loop_item(key=None):
    with dsl.ParallelFor([{"a": 1}] if key else [1]) as item:
        use(s=item.a if key else item)


CASES = {
    "another output of the task fits": (
        lambda t, _: use(data=t.outputs["model"]),
        "with the input type 'system.Dataset@0.0.1'. Got output 'model' of task 'fit'; did you mean output",
    ),
    "an artifact for a number": (
        lambda t, _: use(f=t.outputs["model"]),
        "Got output 'model' of task 'fit'; did you mean output 'Output'?",
    ),
    "an artifact for text": (lambda t, _: use(s=t.outputs["model"]), "; an input declared as Input[Model] takes it"),
    "an artifact for a list": (lambda t, _: use(several=t.outputs["rows"]), "; dsl.Collected(...) makes a list"),
    "an artifact that nothing replaces": (
        lambda t, _: use(data=dsl.importer(artifact_uri="a", artifact_class=Model).output),
        "Got output 'artifact' of task 'importer'; an input declared as an Artifact takes every type",
    ),
    "an input of the pipeline": (lambda _, n: use(s=n), "Got the pipeline's input 'n'; declare one of both"),
    "a whole number of the pipeline": (lambda _, n: use(f=n), "Got the pipeline's input 'n'; let what gives it be"),
    "a parameter for an artifact": (lambda _, n: use(data=n), "; pass an output that is an artifact, or bring"),
    "an item": (lambda _t, _n: loop_item(), "'STRING'. Got an item of the loop; declare"),
    "an entry of an item": (lambda _t, _n: loop_item("a"), "'STRING'. Got an item of the loop; declare"),
    "a whole constant for a float": (lambda _t, _n: use(f=1), "Got 1; write 1.0"),
    "text for a number": (lambda _t, _n: use(i="1"), "Got '1'; convert it with int(...)"),
    "a number for text": (lambda _t, _n: use(s=1.5), 'Got 1.5; write "1.5"'),
    "a list for text": (lambda _t, _n: use(s=["a"]), "Got ['a']; give it as text"),
    "a long value": (lambda _t, _n: use(i={"a": "b" * 99}), "bbb..."),
    "text for an artifact": (lambda _t, _n: use(data="a"), "Got 'a'; pass the output of a task, or bring"),
}


@pytest.mark.parametrize("name", CASES)
def test_says_where_a_wrong_value_is_from_and_what_to_do(name):
    call, told = CASES[name]

    def outer(n: int):
        call(fit(), n)

    with pytest.raises(InconsistentTypeException) as refusal:
        dsl.pipeline(outer)
    assert told in str(refusal.value)
