"""Signatures that no pipeline can carry: KFP's exception, with file, line, component and parameter."""

import datetime
from typing import Any, Literal

import pytest

from penstock import dsl
from penstock.dsl import Artifact, Dataset, EmbeddedInput, Input, Model, Output
from penstock.dsl.interface import Purpose, read_interface


class NoNamespace(Artifact):
    schema_title = "Dataset"


class OtherNamespace(Artifact):
    schema_title = "mine.Dataset"


class ShortVersion(Artifact):
    schema_title = "system.Dataset"
    schema_version = "1"


def without_annotation(a):
    pass


def named_output(Output: str):
    pass


def date(when: datetime.datetime):
    pass


def union(a: str | int):
    pass


def anything(a: Any):
    pass


def pair(a: tuple):
    pass


def marked_parameter(a: Input[str]):
    pass


def marked_output(a: Output[int]):
    pass


def default_artifact(a: Input[Dataset] = "x"):
    pass


def no_namespace(a: Input[NoNamespace]):
    pass


def other_namespace(a: Output[OtherNamespace]):
    pass


def short_version(a: ShortVersion):
    pass


def unknown_text(a: "Unheard"):
    pass


def dict_of_outputs() -> {"a": int}:
    pass


def optional_output() -> str | None:
    pass


def many(*args: str):
    pass


def mixed_choices(a: Literal["a", 1]):
    pass


def generator(a: str) -> str:
    yield a


def positional(a: str, /) -> str:
    return a


class Owner:
    """Has methods."""

    def method(self, a: str) -> str:
        return a

    @classmethod
    def of_class(cls, a: str) -> str:
        return a

    def __repr__(self):
        return "owner"


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (without_annotation, TypeError, "parameter 'a': Missing type annotation for argument: a; write for example"),
        (named_output, ValueError, '"Output" is an invalid parameter name'),
        (date, TypeError, "parameter 'when': expects str, int.*got datetime; pass it as str"),
        (union, TypeError, r"parameter 'a': expects str.*got (typing.Union|str \| int)"),
        (anything, TypeError, "expects str.*got (typing.)?Any"),
        (pair, TypeError, "got tuple; use list"),
        (marked_parameter, TypeError, r"Input\[...\] takes an artifact class.*an input parameter needs no wrapper"),
        (marked_output, TypeError, r"Output\[...\] takes an artifact class.*use OutputPath"),
        (default_artifact, ValueError, "Optional Input artifacts may only have default value None. Got: 'x'"),
        (no_namespace, TypeError, "schema_title must have both a namespace and a name"),
        (other_namespace, TypeError, "schema_title must belong to `system` or `google`"),
        (short_version, TypeError, "schema_version must use three-part"),
        (unknown_text, TypeError, "'Unheard' is text, and 'Unheard' is not defined at the top of the module"),
        (dict_of_outputs, TypeError, "outputs are no longer declared as a dict; use NamedTuple"),
        (optional_output, TypeError, "outputs cannot be Optional"),
        (many, TypeError, "list each parameter"),
        (mixed_choices, TypeError, "all choices must be of one type"),
        (generator, TypeError, "it yields values; return them"),
        (positional, TypeError, "parameter 'a': a task gives its inputs by name; take away the '/'"),
        (Owner().method, TypeError, "it is a method of owner, which its task will not have; make it a function"),
        (Owner.of_class, TypeError, "it is a method of <class '.*Owner'>"),
    ],
)
def test_refuses_with_the_place(function, error, words):
    with pytest.raises(error, match=words) as refusal:
        read_interface(function)
    assert f"{__file__}:{function.__code__.co_firstlineno}: component '{function.__name__}'" in str(refusal.value)


def test_a_container_component_marks_its_artifacts():
    def f(a: Dataset):
        pass

    with pytest.raises(TypeError, match="must wrap input and output artifact annotations"):
        read_interface(f, purpose=Purpose.CONTAINER)


def test_a_container_component_returns_a_container_spec():
    def f(a: str) -> str:
        pass

    with pytest.raises(TypeError, match="either ContainerSpec or omitted"):
        read_interface(f, purpose=Purpose.CONTAINER)


def test_only_a_python_component_has_embedded_artifacts():
    def f(a: EmbeddedInput[Model]):
        pass

    with pytest.raises(TypeError, match="belongs to Python components only"):
        read_interface(f, purpose=Purpose.PIPELINE)


@pytest.mark.parametrize("function", [print, str, lambda: None])
def test_refuses_what_is_no_function(function):
    if function.__name__ == "<lambda>":
        assert read_interface(function).spec.input_definitions is None
        return
    with pytest.raises(TypeError, match="made from a function defined with 'def'"):
        read_interface(function)


@pytest.mark.parametrize(
    ("decorate", "told"),
    [
        (lambda: dsl.component(base_image=5), r"dsl\.component\(\), argument 'base_image': expects str \| None, got 5"),
        (lambda: dsl.component(packages_to_install="pandas"), r"'packages_to_install': expects list\[str\] .*'pandas'"),
        (lambda: dsl.component(packages_to_install=[5]), r"'packages_to_install': expects list\[str\] .*\[5\]"),
        (lambda: dsl.component(pip_index_urls="https://a"), r"'pip_index_urls': expects list\[str\]"),
        (lambda: dsl.component(embedded_artifact_path=5), r"'embedded_artifact_path': expects .*PathLike.* got 5"),
        (lambda: dsl.notebook_component(notebook_path=None), r"dsl\.notebook_component\(\), argument 'notebook_path'"),
        (lambda: dsl.pipeline(name=5), r"dsl\.pipeline\(\), argument 'name': expects str \| None, got 5"),
        (lambda: dsl.pipeline(description=["a"]), r"dsl\.pipeline\(\), argument 'description'"),
    ],
)
def test_a_decorator_refuses_what_no_file_can_carry(decorate, told):
    with pytest.raises(TypeError, match=told):
        decorate()


def test_packages_may_be_a_tuple_and_embedded_files_a_path(tmp_path):
    (tmp_path / "rows.csv").write_text("a")

    @dsl.component(packages_to_install=("pandas",), embedded_artifact_path=tmp_path / "rows.csv")
    def f():
        pass

    assert "pandas" in "".join(f.definition.executor.container.command)
