"""What the instructions of a function tell of the names that its task needs."""

import argparse
import ast
import contextlib
import inspect
import json.decoder
import textwrap
import typing

import pytest

from penstock.dsl.global_names import global_names
from penstock.dsl.missing_names import brings_its_names, missing_names
from penstock.dsl.source import read_source

LIMIT = 3
MANY = "\n".join(f"    name_{index}.attribute_{index}()" for index in range(200))


def functions(module):
    for owner in (module, *(it for it in vars(module).values() if inspect.isclass(it))):
        if getattr(owner, "__module__", module.__name__) == module.__name__:
            yield from (it for it in vars(owner).values() if inspect.isfunction(it))


def described(function):
    with contextlib.suppress(OSError, ValueError):
        return read_source(function)
    return None


@pytest.mark.parametrize("module", [argparse, ast, contextlib, json.decoder, textwrap])
def test_no_name_that_the_symbol_table_finds_is_overlooked(module):
    told = 0
    for function in functions(module):
        source = described(function)
        if source is None or function.__module__ != module.__name__:
            continue
        used = {name.name for name in missing_names(source, ())}
        told += brings_its_names(function, source, used)
        for name in used:
            assert not brings_its_names(function, source, used - {name}), (function, name)
    assert told > 3


def test_a_look_up_beyond_the_first_names_of_a_function():
    namespace = {}
    exec(f"def f():\n{MANY}\n    return last\n", namespace)
    assert {"name_0", "name_199", "last"} <= global_names(namespace["f"].__code__)


def test_attributes_and_imports_are_no_names_of_the_module():
    def f(a: str) -> str:
        import json as codec

        return codec.dumps([a]).upper()

    assert global_names(f.__code__) == set()
    assert brings_its_names(f, read_source(f), ())


def test_annotations_and_defaults_are_looked_up_too():
    def f(a: typing.Optional[int] = LIMIT) -> "str":
        return str(a)

    source = read_source(f)
    assert not brings_its_names(f, source, {"typing"})
    assert not brings_its_names(f, source, {"LIMIT"})
    assert brings_its_names(f, source, {"typing", "LIMIT"})


def test_a_class_inside_may_look_up_whatever_it_names():
    def f():
        class Local:
            size = LIMIT

        return Local

    assert "LIMIT" in global_names(f.__code__)


def test_variables_around_a_function_and_late_annotations_are_left_to_the_symbol_table():
    outer = 1

    def f():
        return outer

    namespace = {}
    exec("from __future__ import annotations\ndef g(): return 1", namespace)
    assert global_names(f.__code__) is None
    assert global_names(namespace["g"].__code__) is None
