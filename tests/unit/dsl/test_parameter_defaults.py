"""Default values of parameters."""

import enum
from dataclasses import dataclass
from typing import List, Literal

import pytest

from penstock.dsl.interface import read_interface
from penstock.spec.types import ABSENT


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


@dataclass
class Config:
    lr: float
    mode: Mode = Mode.FAST


def default_of(function):
    return read_interface(function).spec.input_definitions.parameters["a"].default_value


def test_keeps_integers_beyond_doubles_exact():
    def f(a: int = 2**60 + 1):
        pass

    assert default_of(f) == 2**60 + 1


def test_writes_a_float_as_a_float():
    def f(a: float = 1):
        pass

    assert isinstance(default_of(f), float)


def test_a_default_may_be_what_is_read_as_the_right_type_when_the_pipeline_runs():
    def f(a: int = 3.0, b: list = "[1, 2]", c: dict = "{}"):
        pass

    parameters = read_interface(f).spec.input_definitions.parameters
    assert [parameters[name].default_value for name in "abc"] == [3, "[1, 2]", "{}"]


def test_none_is_no_default():
    def f(a: dict = None):
        pass

    assert default_of(f) is ABSENT


def test_falsy_defaults_are_defaults():
    def f(a: str = "", b: int = 0, c: bool = False, d: list = [], e: dict = {}):
        pass

    parameters = read_interface(f).spec.input_definitions.parameters
    assert [parameters[name].default_value for name in "abcde"] == ["", 0, False, [], {}]


def test_a_member_stands_as_its_value():
    def f(a: Mode = Mode.SLOW):
        pass

    assert default_of(f) == "slow"


def test_a_dataclass_stands_as_a_dict():
    def f(a: Config = Config(lr=0.5)):
        pass

    assert default_of(f) == {"lr": 0.5, "mode": "fast"}


def test_members_in_a_list_stand_as_values():
    def f(a: List[Mode] = [Mode.FAST]):
        pass

    assert default_of(f) == ["fast"]


@pytest.mark.parametrize(
    ("annotation", "default", "error", "words"),
    [
        (int, "1", TypeError, "the default '1' is of type str, but the parameter is Integer"),
        (int, 1.5, TypeError, "but the parameter is Integer"),
        (str, 1, TypeError, "but the parameter is String"),
        (bool, "yes", TypeError, "but the parameter is Boolean"),
        (list, {}, TypeError, "but the parameter is List"),
        (dict, [], TypeError, "but the parameter is Dict"),
        (float, float("inf"), ValueError, "inf has no form in JSON"),
        (list, [None], ValueError, "Value must be one of the following types"),
        (dict, {1: "a"}, ValueError, "Value must be one of the following types"),
        (list, [(1, 2)], ValueError, "Value must be one of the following types"),
        (Literal["a", "b"], "c", ValueError, "'c' is not one of the choices 'a', 'b'"),
    ],
)
def test_refuses_a_default_of_another_type(annotation, default, error, words):
    def f(a: annotation = default):
        pass

    with pytest.raises(error, match=words):
        read_interface(f)
