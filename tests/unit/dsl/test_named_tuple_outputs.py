"""Classes of named outputs, defined in the user's module and returned by components."""

import types
import typing
from typing import List, NamedTuple

import pytest

from penstock import dsl
from penstock.dsl import Dataset
from penstock.dsl.missing_names import MissingNameWarning


class Sizes(NamedTuple):
    """How large it is."""

    rows: int
    data: Dataset


Pair = NamedTuple("Pair", [("one", int), ("two", str)])


class Wider(typing.NamedTuple):
    values: List[int]


def program(component):
    return component.definition.executor.container.command[-1]


def executed(component):
    """Return what the program defines, without KFP's star imports."""
    source = program(component).replace("import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *", "")
    module = types.ModuleType("program")
    vars(module)["Dataset"] = Dataset
    exec(compile(source, "program", "exec"), vars(module))
    return module


@pytest.mark.filterwarnings("error")
def test_the_class_travels_and_can_be_constructed():
    @dsl.component
    def measure(rows: int) -> Sizes:
        return Sizes(rows=rows, data=Dataset())

    outputs = measure.definition.spec.output_definitions
    assert (list(outputs.parameters), list(outputs.artifacts)) == (["rows"], ["data"])
    assert executed(measure).measure(2).rows == 2


@pytest.mark.filterwarnings("error")
def test_a_quoted_name_means_the_same():
    @dsl.component
    def widen() -> "Wider":
        return Wider([1])

    assert "import typing\n" in program(widen)
    assert executed(widen).widen().values == [1]


@pytest.mark.filterwarnings("error")
def test_the_functional_form_travels_as_well():
    @dsl.component
    def pair() -> Pair:
        return Pair(one=1, two="b")

    assert executed(pair).pair() == (1, "b")


def test_a_class_of_the_function_around_travels_too():
    class Inner(NamedTuple):
        a: int

    @dsl.component
    def inner() -> Inner:
        return Inner(a=1)

    assert executed(inner).inner() == (1,)


def test_a_tuple_that_nobody_returns_stays_at_home():
    with pytest.warns(MissingNameWarning, match="'Sizes'"):

        @dsl.component
        def one() -> int:
            return Sizes(rows=1, data=None).rows


def test_tuples_written_in_the_annotation_leave_the_program_as_kfp_writes_it():
    @dsl.component
    def inline() -> NamedTuple("X", [("a", int)]):
        return (1,)

    assert program(inline).endswith(
        'from typing import *\n\ndef inline() -> NamedTuple("X", [("a", int)]):\n    return (1,)\n\n'
    )
