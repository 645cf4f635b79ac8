"""The interface of a function: its signature and docstring as the inputs and outputs of a component."""

import enum
import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from typing import Any

from penstock.dsl import defaults
from penstock.dsl.annotations import Direction, Meaning, read_annotation
from penstock.dsl.definition import SourceLocation
from penstock.dsl.docstrings import output_descriptions, parse
from penstock.dsl.names import kubernetes_name
from penstock.runtime import annotations as task_annotations
from penstock.runtime import artifacts as task_artifacts
from penstock.spec.component import (
    ComponentInputsSpec,
    ComponentOutputsSpec,
    ComponentSpec,
    InputArtifactSpec,
    InputParameterSpec,
    OutputArtifactSpec,
    OutputParameterSpec,
)
from penstock.spec.types import ABSENT, ParameterType
from penstock.spec.values import field, frozen, record

SINGLE_OUTPUT = "Output"
_BY_SYSTEM = (ParameterType.TASK_FINAL_STATUS, ParameterType.TASK_CONFIG)


class Purpose(enum.Enum):
    """What a function becomes; some annotations are allowed in some kinds only."""

    PYTHON = "component"
    CONTAINER = "container component"
    PIPELINE = "pipeline"


@frozen
class Interface:
    """Inputs and outputs of a function, with what only its Python side knows."""

    name: str
    description: str
    spec: ComponentSpec
    input_order: tuple[str, ...]
    input_types: Mapping[str, str]
    output_types: Mapping[str, str]
    location: SourceLocation
    parameters: Mapping[str, Meaning] = field(default_factory=dict)
    """What the annotation of each parameter of the function says, in order."""
    annotations: Mapping[str, Any] = field(default_factory=dict)
    """The annotations themselves, with names in text resolved; ``return`` is one of them."""


@record
class _Slots:
    """Inputs and outputs while they are collected."""

    input_parameters: dict[str, InputParameterSpec] = field(default_factory=dict)
    input_artifacts: dict[str, InputArtifactSpec] = field(default_factory=dict)
    output_parameters: dict[str, OutputParameterSpec] = field(default_factory=dict)
    output_artifacts: dict[str, OutputArtifactSpec] = field(default_factory=dict)
    input_types: dict[str, str] = field(default_factory=dict)
    output_types: dict[str, str] = field(default_factory=dict)


@frozen
class _Reader:
    """Reads one function; knows how to say where a problem is."""

    function: Callable[..., Any]
    purpose: Purpose
    location: SourceLocation

    def place(self, part: str) -> str:
        """Name a part of the function in a message."""
        return f"{self.location}: {self.purpose.value} {self.function.__name__!r}, {part}"

    def resolve(self, annotation: Any, part: str) -> Any:
        """Evaluate an annotation that was written as text, as ``from __future__ import annotations`` has it."""
        if not isinstance(annotation, str):
            return annotation
        try:
            return eval(annotation, _namespace(self.function))  # noqa: S307 - text of the user's own module
        except NameError as error:
            if annotation.partition("[")[0] in _NAMES_IN_TEXT:
                return annotation
            raise TypeError(
                f"{self.place(part)}: the annotation {annotation!r} is text, and {error.name!r} is not defined at the "
                "top of the module; import it there, outside 'if TYPE_CHECKING'"
            ) from None

    def read(self, annotation: Any, part: str) -> Meaning:
        """Read an annotation; raise `TypeError` that names the place."""
        try:
            return read_annotation(annotation)
        except TypeError as error:
            raise TypeError(f"{self.place(part)}: {error}") from None


_NAMES_IN_TEXT = ("String", "Integer", "Float", "Boolean", "List", "Dict", "PipelineTaskFinalStatus", "TaskConfig")


def read_interface(
    function: Callable[..., Any],
    *,
    purpose: Purpose = Purpose.PYTHON,
    name: str | None = None,
    description: str | None = None,
    without_defaults: bool = False,
) -> Interface:
    """Read signature and docstring of a function, if need be without a look at the defaults.

    Raises `TypeError` or `ValueError`, as KFP does, naming file, line and parameter.
    """
    reader = _Reader(function=function, purpose=purpose, location=locate(function))
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"{reader.place('body')}: it yields values; return them, since a task has one result")
    if purpose is Purpose.PYTHON and inspect.ismethod(function):
        raise TypeError(
            f"{reader.place('body')}: it is a method of {function.__self__!r}, which its task will not have; "
            "make it a function"
        )
    signature = inspect.signature(function)
    documented = parse(inspect.getdoc(function))
    slots = _Slots()
    meanings: dict[str, Meaning] = {}
    annotations: dict[str, Any] = {}
    wrong: list[TypeError | ValueError] = []
    for written in signature.parameters.values():
        parameter = written.replace(default=inspect.Parameter.empty) if without_defaults else written
        try:
            annotations[parameter.name] = _annotation(reader, parameter)
            meaning = reader.read(annotations[parameter.name], f"parameter {parameter.name!r}")
            _add_parameter(reader, slots, parameter, meaning, documented.parameters.get(parameter.name) or "")
            meanings[parameter.name] = meaning
        except (TypeError, ValueError) as error:
            wrong.append(error)
    try:
        annotations["return"] = reader.resolve(signature.return_annotation, "return value")
        _add_returns(reader, slots, annotations["return"])
    except (TypeError, ValueError) as error:
        wrong.append(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else type(wrong[0])("\n".join(map(str, wrong)))
    inputs, outputs = _described(slots, output_descriptions(inspect.getdoc(function)))
    return Interface(
        name=kubernetes_name(name or function.__name__),
        description=description or documented.summary,
        spec=ComponentSpec(input_definitions=inputs, output_definitions=outputs),
        input_order=tuple(name for name in meanings if name in slots.input_types),
        input_types=slots.input_types,
        output_types=slots.output_types,
        location=reader.location,
        parameters=meanings,
        annotations=annotations,
    )


def locate(function: Callable[..., Any]) -> SourceLocation:
    """Return where a function is defined."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        raise TypeError(f"A component is made from a function defined with 'def', got {function!r}")
    return SourceLocation(file=code.co_filename, line=code.co_firstlineno)


def _annotation(reader: _Reader, parameter: inspect.Parameter) -> Any:
    part = f"parameter {parameter.name!r}"
    if parameter.name == SINGLE_OUTPUT:
        raise ValueError(
            f'{reader.place(part)}: "{SINGLE_OUTPUT}" is an invalid parameter name: the returned value is called so'
        )
    if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
        raise TypeError(f"{reader.place(part)}: * and ** parameters have no name in an interface; list each parameter")
    if parameter.kind is inspect.Parameter.POSITIONAL_ONLY and reader.purpose is Purpose.PYTHON:
        raise TypeError(f"{reader.place(part)}: a task gives its inputs by name; take away the '/' behind it")
    if parameter.annotation is inspect.Parameter.empty:
        raise TypeError(
            f"{reader.place(part)}: Missing type annotation for argument: {parameter.name}; "
            f"write for example '{parameter.name}: str'"
        )
    return reader.resolve(parameter.annotation, part)


def _add_parameter(
    reader: _Reader, slots: _Slots, parameter: inspect.Parameter, meaning: Meaning, description: str
) -> None:
    if meaning.direction is Direction.OUTPUT:
        _add_output(slots, parameter.name, meaning)
    elif meaning.direction is Direction.INPUT and meaning.artifact is not None:
        _add_input_artifact(reader, slots, parameter, meaning, description)
    elif meaning.direction is Direction.INPUT:
        _add_input_parameter(reader, slots, parameter, meaning, description)
    elif reader.purpose is not Purpose.PYTHON:
        part = f"parameter {parameter.name!r}"
        raise TypeError(f"{reader.place(part)}: EmbeddedInput[...] belongs to Python components only")


def _add_input_artifact(
    reader: _Reader, slots: _Slots, parameter: inspect.Parameter, meaning: Meaning, description: str
) -> None:
    part = f"parameter {parameter.name!r}"
    if reader.purpose is Purpose.CONTAINER and not meaning.marked:
        raise TypeError(
            f"{reader.place(part)}: Container Components must wrap input and output artifact annotations with "
            "Input/Output type markers (Input[<artifact>] or Output[<artifact>]). Got function input "
            f"{parameter.name!r} with annotation {parameter.annotation}."
        )
    if parameter.default not in (None, inspect.Parameter.empty):
        raise ValueError(
            f"{reader.place(part)}: Optional Input artifacts may only have default value None. "
            f"Got: {parameter.default!r}"
        )
    slots.input_types[parameter.name] = meaning.text
    slots.input_artifacts[parameter.name] = InputArtifactSpec(
        artifact_type=meaning.artifact,
        is_artifact_list=meaning.is_list,
        is_optional=parameter.default is None,
        description=description,
    )


def _add_input_parameter(
    reader: _Reader, slots: _Slots, parameter: inspect.Parameter, meaning: Meaning, description: str
) -> None:
    assert meaning.parameter is not None
    by_system = meaning.parameter in _BY_SYSTEM
    given = parameter.default is not inspect.Parameter.empty
    value = parameter.default if given and not by_system else None
    slots.input_types[parameter.name] = meaning.text
    slots.input_parameters[parameter.name] = InputParameterSpec(
        parameter_type=meaning.parameter,
        default_value=ABSENT
        if value is None
        else defaults.checked(value, meaning, reader.place(f"parameter {parameter.name!r}")),
        is_optional=given or by_system,
        description=description,
        literals=meaning.literals,
    )


def _add_output(slots: _Slots, name: str, meaning: Meaning) -> None:
    slots.output_types[name] = meaning.text
    if meaning.artifact is not None:
        slots.output_artifacts[name] = OutputArtifactSpec(
            artifact_type=meaning.artifact, is_artifact_list=meaning.is_list
        )
        return
    assert meaning.parameter is not None
    parameter = ParameterType.STRUCT if meaning.parameter in _BY_SYSTEM else meaning.parameter
    slots.output_parameters[name] = OutputParameterSpec(parameter_type=parameter)


def _add_returns(reader: _Reader, slots: _Slots, annotation: Any) -> None:
    if annotation in (None, inspect.Signature.empty):
        return
    if reader.purpose is Purpose.CONTAINER:
        if getattr(annotation, "__name__", "") != "ContainerSpec":
            raise TypeError(
                f"{reader.place('return value')}: Return annotation should be either ContainerSpec or omitted for "
                f"container components. Got: {annotation}"
            )
        return
    if isinstance(annotation, dict):
        raise TypeError(
            f"{reader.place('return value')}: outputs are no longer declared as a dict; "
            "use NamedTuple('Outputs', [('name', type), ...])"
        )
    if not hasattr(annotation, "_fields"):
        _add_return(reader, slots, SINGLE_OUTPUT, annotation)
        return
    for name, inner in named_tuple_fields(annotation).items():
        _add_return(reader, slots, name, inner)


def named_tuple_fields(cls: Any) -> dict[str, Any]:
    """Return the fields of a `NamedTuple` and their annotations, with names in text resolved."""
    module = sys.modules.get(cls.__module__)
    hints = typing.get_type_hints(cls, vars(module) if module else None, include_extras=True)
    return {name: hints[name] for name in cls._fields}


def _add_return(reader: _Reader, slots: _Slots, name: str, annotation: Any) -> None:
    part = "return value" if name == SINGLE_OUTPUT else f"output {name!r}"
    meaning = reader.read(annotation, part)
    if type(None) in typing.get_args(annotation):
        raise TypeError(f"{reader.place(part)}: outputs cannot be Optional, got {annotation}; every output is written")
    unique = name
    number = 2
    while unique in slots.output_types:
        unique = f"{name}_{number}"
        number += 1
    _add_output(slots, unique, meaning)


def _described(
    slots: _Slots, descriptions: Mapping[str, str]
) -> tuple[ComponentInputsSpec | None, ComponentOutputsSpec | None]:
    inputs = ComponentInputsSpec(artifacts=slots.input_artifacts, parameters=slots.input_parameters)
    artifacts = {
        name: OutputArtifactSpec(
            artifact_type=it.artifact_type,
            is_artifact_list=it.is_artifact_list,
            description=descriptions.get(name) or "",
        )
        for name, it in slots.output_artifacts.items()
    }
    parameters = {
        name: OutputParameterSpec(parameter_type=it.parameter_type, description=descriptions.get(name) or "")
        for name, it in slots.output_parameters.items()
    }
    return (
        inputs if slots.input_types else None,
        ComponentOutputsSpec(artifacts=artifacts, parameters=parameters) if slots.output_types else None,
    )


def _namespace(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the names that annotations of a function may use: those of a task, of its module and of its closure."""
    function = inspect.unwrap(function)
    names = {**vars(typing), **vars(task_artifacts), **vars(task_annotations), **function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            names[name] = cell.cell_contents
        except ValueError:
            continue
    return names


def refuse_artifact_lists(interface: Interface) -> None:
    """Raise `ValueError` if a component that is no pipeline makes a list of artifacts, which no back end can do."""
    outputs = interface.spec.output_definitions
    for name, output in (outputs.artifacts if outputs else {}).items():
        if output.is_artifact_list:
            raise ValueError(
                f"{interface.location}: Output lists of artifacts are only supported for pipelines. Got output list "
                f"of artifacts for output parameter {name!r} of component {interface.name!r}."
            )
