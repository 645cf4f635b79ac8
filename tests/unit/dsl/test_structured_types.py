"""Choices and records as parameters."""

import enum
import sys
import types
from dataclasses import dataclass, field
from typing import Dict, List, Literal, NamedTuple, Optional

import pydantic
import pytest

from penstock import dsl
from penstock.dsl import Dataset
from penstock.spec.component import InputParameterSpec
from penstock.spec.types import ParameterType


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@dataclass
class Layer:
    size: int = 1


@dataclass
class Config:
    rate: float
    mode: Mode = Mode.FAST
    layers: List[Layer] = field(default_factory=list)


class Settings(pydantic.BaseModel):
    rate: float = pydantic.Field(gt=0)
    mode: Mode = Mode.FAST


class Names(pydantic.RootModel[List[str]]):
    """A list of names."""


class Outcome(NamedTuple):
    config: Config
    names: List[str]
    data: Dataset


def source(component):
    return component.definition.executor.container.command[-1]


def input_of(component, name):
    return component.definition.spec.input_definitions.parameters[name]


def in_a_task(component):
    """Return the function as a task has it, without the names of kfp."""
    module = types.ModuleType("task")
    vars(module).update(Dataset=Dataset)
    text = source(component).replace("import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\n", "")
    sys.modules["task"] = module
    try:
        exec(compile(text, "task", "exec"), vars(module))
    finally:
        del sys.modules["task"]
    return getattr(module, component.python_func.__name__)


def test_choices_are_in_the_interface():
    @dsl.component
    def f(a: Literal["x", "y"], b: Mode, c: Level = Level.HIGH, d: Optional[Literal[1, 2]] = None):
        pass

    assert input_of(f, "a") == InputParameterSpec(parameter_type=ParameterType.STRING, literals=("x", "y"))
    assert input_of(f, "b") == InputParameterSpec(parameter_type=ParameterType.STRING, literals=("fast", "slow"))
    assert input_of(f, "c") == InputParameterSpec(
        parameter_type=ParameterType.NUMBER_INTEGER, default_value=2, is_optional=True, literals=(1, 2)
    )
    assert input_of(f, "d") == InputParameterSpec(
        parameter_type=ParameterType.NUMBER_INTEGER, is_optional=True, literals=(1, 2)
    )


def test_records_are_structs():
    @dsl.component
    def f(a: Config, b: Settings, c: Names, d: Optional[Config] = None):
        pass

    assert {name: input_of(f, name).parameter_type for name in "abcd"} == {
        "a": ParameterType.STRUCT,
        "b": ParameterType.STRUCT,
        "c": ParameterType.LIST,
        "d": ParameterType.STRUCT,
    }


def test_the_source_has_plain_annotations():
    @dsl.component
    def f(a: Config, b: Mode, c: Literal[1], d: List[Mode], e: str | None = None, g: Dataset | None = None) -> Outcome:
        pass

    assert (
        "\ndef f(a: dict, b: str, c: int, d: list, e: Optional[str] = None, g: Optional[Dataset] = None)"
        " -> NamedTuple('Outcome', [('config', dict), ('names', list), ('data', Dataset)]):\n" in source(f)
    )


def test_annotations_that_kfp_reads_stay_as_they_are():
    @dsl.component
    def f(a: Optional[str] = None, b: List[Dict[str, int]] = [], c: 'String' = "x"):  # fmt: skip
        pass

    assert "\ndef f(a: Optional[str] = None, b: List[Dict[str, int]] = [], c: 'String' = \"x\"):" in source(f)


def test_annotations_in_quotes_are_unquoted_where_kfp_needs_it():
    @dsl.component
    def f(a: "str", b: "dsl.Input[Dataset]", c: "int | None" = None):
        pass

    assert '\ndef f(a: "str", b: dsl.Input[Dataset], c: Optional[int] = None):' in source(f)


def test_values_are_converted_both_ways():
    @dsl.component
    def f(config: Config, mode: Mode = Mode.SLOW) -> Config:
        assert isinstance(config.layers[0].size, int)
        return Config(rate=config.rate, mode=mode, layers=config.layers)

    run = in_a_task(f)
    given = {"rate": 1, "layers": [{"size": 2.0}]}
    assert run(config=given) == {"rate": 1.0, "mode": "slow", "layers": [{"size": 2}]}
    assert run(config=given, mode="fast")["mode"] == "fast"


def test_values_are_converted_at_any_depth():
    @dsl.component
    def f(a: List[Mode], b: Dict[str, List[Layer]], c: Optional[Level] = None) -> List[Mode]:
        assert b == {"x": [Layer(size=3)]}
        assert c is Level.LOW
        return a

    assert in_a_task(f)(a=["slow"], b={"x": [{"size": 3}]}, c=1.0) == ["slow"]


def test_models_are_validated():
    @dsl.component
    def f(settings: Settings, names: Names) -> Settings:
        assert names.root == ["a"]
        return settings

    run = in_a_task(f)
    assert run(settings={"rate": 2}, names=["a"]) == {"rate": 2.0, "mode": "fast"}
    with pytest.raises(pydantic.ValidationError):
        run(settings={"rate": -1}, names=[])


def test_a_choice_that_is_none_is_refused_in_the_task():
    @dsl.component
    def f(mode: Mode) -> str:
        return mode.value

    with pytest.raises(ValueError, match="'medium' is not a valid Mode"):
        in_a_task(f)(mode="medium")


def test_an_unknown_field_is_refused_in_the_task():
    @dsl.component
    def f(config: Config):
        pass

    with pytest.raises(TypeError, match="unexpected keyword argument 'rat'"):
        in_a_task(f)(config={"rat": 1})


def test_a_result_of_several_values():
    @dsl.component
    def f() -> Outcome:
        return Outcome(config=Config(rate=1.0), names=["a"], data=Dataset(uri="x"))

    result = in_a_task(f)()
    assert result.config == {"rate": 1.0, "mode": "fast", "layers": []}
    assert result.names == ["a"]
    assert result.data.uri == "x"


def test_a_coroutine_becomes_a_plain_function():
    @dsl.component
    async def f(n: int) -> int:
        import asyncio

        await asyncio.sleep(0)
        return n + 1

    assert in_a_task(f)(n=1) == 2


def test_a_coroutine_with_records():
    @dsl.component
    async def f(layer: Layer) -> Layer:
        return Layer(size=layer.size + 1)

    assert in_a_task(f)(layer={"size": 1}) == {"size": 2}


def test_kfp_sees_the_plain_signature():
    import inspect

    @dsl.component
    async def f(layer: Layer, n: int = 1) -> Mode:
        return Mode.FAST

    assert inspect.getfullargspec(in_a_task(f)).annotations == {"layer": dict, "n": int, "return": str}
    assert in_a_task(f).__annotations__ == {"layer": dict, "n": int, "return": str}


def test_classes_of_a_function_travel_too():
    class Local(enum.Enum):
        ONE = 1

    @dsl.component
    def f(a: Local) -> int:
        return a.value

    assert in_a_task(f)(a=1) == 1


def test_classes_of_notebook_cells_travel_too(monkeypatch):
    import linecache

    cells = {
        "<ipython-input-1-a>": "import enum\nclass Colour(enum.Enum):\n    RED = 'red'\n",
        "<ipython-input-2-b>": "%not python",
        "<ipython-input-3-c>": "def f(a: Colour) -> str:\n    return a.value\n",
    }
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    for name, text in cells.items():
        monkeypatch.setitem(linecache.cache, name, (len(text), None, text.splitlines(keepends=True), name))
        if not text.startswith("%"):
            exec(compile(text, name, "exec"), vars(main))
    assert in_a_task(dsl.component(main.f))(a="red") == "red"
