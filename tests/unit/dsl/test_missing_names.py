"""Names that a task will not have."""

import json
import math as maths
import typing
import warnings

import pytest

from penstock import dsl
from penstock.dsl import Dataset, Input
from penstock.dsl.missing_names import MissingNameWarning, missing_names
from penstock.dsl.source import read_source

LIMIT = 3


def helper():
    return 1


def missing(function, known=()):
    return [name.name for name in missing_names(read_source(function), known)]


def test_a_function_that_brings_all_it_uses():
    def f(a: str, data: Input[Dataset]) -> str:
        import os

        def inner(x):
            return [x + y for y in range(3)]

        class Local:
            size = 1

            def get(self):
                return self.size

        total = sum(inner(1)) + Local().get()
        return os.sep.join((a, data.path, str(total), dsl.PIPELINE_ROOT_PLACEHOLDER))  # noqa: PTH118

    assert missing(f) == []


def test_names_of_the_module():
    def f() -> str:
        return json.dumps([maths.pi, LIMIT, helper()])

    assert missing(f) == ["json", "maths", "LIMIT", "helper"]


def test_names_in_inner_code():
    def f():
        def inner():
            return [json for _ in range(LIMIT)]

        return inner, helper

    assert missing(f) == ["json", "LIMIT", "helper"]


def test_names_of_an_enclosing_function():
    outer = 1

    def f():
        return outer

    assert missing(f) == ["outer"]


def test_names_in_annotations_and_defaults():
    def f(a: "typing.List[str]", b: typing.Optional[str] = None, c: int = LIMIT) -> typing.Dict:
        pass

    assert missing(f) == ["typing", "LIMIT"]


def test_names_that_are_known_or_assigned():
    def f():
        global counter  # noqa: PLW0603
        counter = 1
        return helper() + counter + f()

    assert missing(f, known={"helper"}) == []


def test_names_in_a_class_body():
    def f():
        class Local:
            limit = LIMIT
            double = limit * 2

        return Local

    assert missing(f) == ["LIMIT"]


def test_warns_at_the_line_of_the_use():
    with pytest.warns(MissingNameWarning) as caught:

        @dsl.component
        def f() -> str:
            a = 1
            return json.dumps(a)

    (warning,) = caught
    assert warning.filename == __file__
    assert warning.lineno == f.python_func.__code__.co_firstlineno + 3
    assert str(warning.message) == (
        "Component 'f' uses 'json', which its task will not have: only the function itself travels. "
        "Write 'import json' inside the function, "
        'or use @dsl.component(ship="package")'
    )


def test_says_how_to_bring_a_function():
    with pytest.warns(MissingNameWarning, match=r"Use @dsl\.component\(additional_funcs=\[helper\]\)"):

        @dsl.component
        def f() -> int:
            return helper()


def test_functions_that_travel_along_are_not_missing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        @dsl.component(additional_funcs=[helper])
        def f() -> int:
            return helper()


def test_the_line_counts_decorators_and_signature():
    with pytest.warns(MissingNameWarning) as caught:

        @dsl.component(
            base_image="x",
        )
        def f(
            a: int = LIMIT,
        ):
            """Do nothing."""

    assert caught[0].lineno == f.python_func.__code__.co_firstlineno + 4


def test_annotations_of_local_variables_are_not_evaluated():
    def f():
        count: json.Missing = 1
        return count

    assert missing(f) == []
