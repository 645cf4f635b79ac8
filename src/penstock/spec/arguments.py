"""The arguments of a run against the inputs of a pipeline: from text to values, types, defaults, choices."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import JsonValue, whole_numbers
from penstock.core.suggest import did_you_mean
from penstock.spec.component import ComponentInputsSpec, InputParameterSpec
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.types import ABSENT, ParameterType
from penstock.spec.validation.types import (
    WORDS,
    artifact_words,
    constant_problem,
    is_given_by_the_engine,
    shown,
    value_fits,
)

_INTEGER = re.compile(r"[+-]?\d{1,4000}")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")
_NO_INPUTS = ComponentInputsSpec()


def check_arguments(
    pipeline: PipelineSpec, arguments: Mapping[str, JsonValue]
) -> tuple[dict[str, JsonValue], tuple[Problem, ...]]:
    """Return the values of a run's inputs, defaults included, and every problem of the arguments.

    An optional input without an argument and without a default is left out. An input artifact is given by its URI,
    or by ``{"uri": ..., "metadata": {...}}``.
    """
    inputs = (pipeline.root.input_definitions if pipeline.root else None) or _NO_INPUTS
    problems: list[Problem] = []
    values: dict[str, JsonValue] = {}
    for name, parameter in inputs.parameters.items():
        if name in arguments:
            values[name] = _checked(name, arguments[name], parameter, problems)
        elif parameter.default_value is not ABSENT:
            values[name] = default_of(pipeline, parameter)
        elif not parameter.is_optional and not is_given_by_the_engine(parameter.parameter_type):
            message = f"the pipeline needs the parameter {name!r} ({WORDS[parameter.parameter_type]})"
            problems.append(Problem("missing-argument", name, message, f"give it with -p {name}=VALUE"))
    _check_artifacts(inputs, arguments, values, problems)
    known = [*inputs.parameters, *inputs.artifacts]
    for name in sorted(arguments.keys() - set(known)):
        suggestion = did_you_mean(name, known) if known else "; it has no inputs"
        problems.append(Problem("unknown-argument", name, f"the pipeline has no input {name!r}{suggestion}"))
    return values, tuple(problems)


def default_of(pipeline: PipelineSpec, parameter: InputParameterSpec) -> JsonValue:
    """Return a default in the form of its type; in files that KFP compiled, every number is written as a double."""
    default = _typed(parameter.default_value, parameter.parameter_type)
    is_from_kfp = pipeline.sdk_version.startswith("kfp")
    return whole_numbers(default) if is_from_kfp and isinstance(default, list | dict) else default


def _check_artifacts(
    inputs: ComponentInputsSpec,
    arguments: Mapping[str, JsonValue],
    values: dict[str, JsonValue],
    problems: list[Problem],
) -> None:
    for name, artifact in inputs.artifacts.items():
        if name in arguments:
            values[name] = _checked_artifact(name, arguments[name], problems)
        elif not artifact.is_optional:
            message = f"the pipeline needs the artifact {name!r} ({artifact_words(artifact)})"
            problems.append(Problem("missing-argument", name, message, f"give its URI with -p {name}=URI"))


def parse_argument(text: str, kind: ParameterType, *, name: str = "") -> JsonValue:
    """Read the text of an argument, as typed on a command line, as a value of a type.

    Integers are exact whatever their size. Raises `ArgumentsError`.
    """
    match kind:
        case ParameterType.NUMBER_INTEGER:
            return _parse_integer(text, name)
        case ParameterType.NUMBER_DOUBLE:
            return _parse_double(text, name)
        case ParameterType.BOOLEAN:
            return _parse_boolean(text, name)
        case ParameterType.LIST | ParameterType.STRUCT:
            return _parse_json(text, kind, name)
        case _:
            return text


def parse_arguments(pipeline: PipelineSpec, texts: Mapping[str, str]) -> dict[str, JsonValue]:
    """Read the texts of several arguments by the types of a pipeline's inputs; unknown names stay text.

    Raises `ArgumentsError` with every problem.
    """
    inputs = (pipeline.root.input_definitions if pipeline.root else None) or _NO_INPUTS
    values: dict[str, JsonValue] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        parameter = inputs.parameters.get(name)
        try:
            values[name] = parse_argument(text, parameter.parameter_type, name=name) if parameter else text
        except ArgumentsError as error:
            problems += error.problems
    if problems:
        raise ArgumentsError(problems)
    return values


def _checked(name: str, value: JsonValue, parameter: InputParameterSpec, problems: list[Problem]) -> JsonValue:
    kind = parameter.parameter_type
    if value is None and parameter.is_optional:
        return None
    typed = _typed(value, kind)
    problem = constant_problem(typed, parameter) if value_fits(typed, kind) else _misfit(typed, kind)
    if problem:
        problems.append(Problem("wrong-argument", name, f"the parameter {name!r} {problem}"))
    return typed


def _misfit(value: JsonValue, kind: ParameterType) -> str:
    return f"expects {WORDS[kind]}, got {shown(value)}"


def _typed(value: JsonValue, kind: ParameterType) -> JsonValue:
    """Give a number the form of its type: ``3.0`` is the integer 3, and 1 is the double 1.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if kind is ParameterType.NUMBER_INTEGER and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind is ParameterType.NUMBER_DOUBLE and isinstance(value, int) and abs(value) < 2**1023:
        return float(value)
    return value


def _checked_artifact(name: str, value: JsonValue, problems: list[Problem]) -> JsonValue:
    uri = value.get("uri") if isinstance(value, dict) else value
    if not isinstance(uri, str) or not uri:
        message = f"the artifact {name!r} expects a URI, got {shown(value)}"
        problems.append(Problem("wrong-argument", name, message, "give a path or a URI such as gs://bucket/data"))
    return value


def _refuse(text: str, kind: ParameterType, name: str, hint: str) -> NoReturn:
    subject = f"the parameter {name!r}" if name else "the argument"
    message = f"{subject} expects {WORDS[kind]}, got {text[:60]!r}"
    raise ArgumentsError([Problem("wrong-argument", name, message, hint)])


def _parse_integer(text: str, name: str) -> int:
    stripped = text.strip()
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    if _NUMBER.fullmatch(stripped) and math.isfinite(float(stripped)) and float(stripped).is_integer():
        return int(float(stripped))
    _refuse(text, ParameterType.NUMBER_INTEGER, name, "write digits only, such as 42")


def _parse_double(text: str, name: str) -> float:
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped) and math.isfinite(float(stripped)):
        return float(stripped)
    _refuse(text, ParameterType.NUMBER_DOUBLE, name, "write it as 0.5 or 1e-3")


def _parse_boolean(text: str, name: str) -> bool:
    words = {"true": True, "false": False}
    word = text.strip().lower()
    if word not in words:
        _refuse(text, ParameterType.BOOLEAN, name, "write true or false")
    return words[word]


def _parse_json(text: str, kind: ParameterType, name: str) -> Any:
    example = '["a", 1]' if kind is ParameterType.LIST else '{"key": 1}'
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        quotes = ", with double quotes" if "'" in text else ""
        _refuse(text, kind, name, f"write JSON such as {example}{quotes}; {reason}")
    if not value_fits(value, kind):
        _refuse(text, kind, name, f"write JSON such as {example}")
    return value


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")
