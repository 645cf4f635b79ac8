"""What is said of an argument that does not fit its input: both types, where the value comes from, and a way out."""

from collections.abc import Callable, Mapping
from typing import Any

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.parameter_types import type_of_value
from penstock.spec.types import ParameterType

_LONGEST = 80
_READERS = {
    ParameterType.STRING: "str(...)",
    ParameterType.NUMBER_INTEGER: "int(...)",
    ParameterType.NUMBER_DOUBLE: "float(...)",
}


def mismatch(value: Any, wanted: str, fits: Callable[[PipelineChannel], bool]) -> str:
    """Return the message for an argument; `fits` tells which other outputs of its task could be meant."""
    if isinstance(value, PipelineChannel):
        told = f"{_types(type_of(value), wanted)}. Got {origin(value)}"
        return told + (_another_output(value, fits) or _way_out(value, wanted))
    given = type_of_value(value)
    shown = repr(value)
    told = _types(given.value if given else type(value).__name__, wanted)
    told += f". Got {shown if len(shown) <= _LONGEST else shown[:_LONGEST] + '...'}"
    if _is_artifact(wanted):
        return f"{told}; pass the output of a task, or bring an existing artifact in with dsl.importer(...)"
    return told + _constant_advice(value, wanted)


def type_of(channel: PipelineChannel) -> str:
    """Return the type of a channel, as messages name it."""
    given = channel.parameter_type.value if channel.parameter_type is not None else channel.channel_type
    return f"List[{given}]" if channel.is_artifact_list else given


def origin(channel: PipelineChannel) -> str:
    """Say where a value comes from."""
    if channel.task_name:
        return f"output {channel.channel_name!r} of task {channel.task_name!r}"
    if "loop-item" in channel.channel_name:
        return "an item of the loop"
    return f"the pipeline's input {channel.channel_name!r}"


def _types(given: str, wanted: str) -> str:
    return f"Argument type {given!r} is incompatible with the input type {wanted!r}"


def _is_artifact(type_text: str) -> bool:
    return "@" in type_text


def _another_output(value: PipelineChannel, fits: Callable[[PipelineChannel], bool]) -> str:
    """Name the outputs of the same task that fit."""
    outputs = getattr(value.task, "outputs", None)
    if not isinstance(outputs, Mapping):
        return ""
    names = [repr(name) for name, channel in outputs.items() if channel is not value and fits(channel)]
    return f"; did you mean output {' or '.join(names)}?" if names else ""


def _way_out(value: PipelineChannel, wanted: str) -> str:
    if not _is_artifact(wanted):
        return _way_to_a_parameter(value, wanted)
    if not _is_artifact(type_of(value)):
        return "; pass an output that is an artifact, or bring an existing one in with dsl.importer(...)"
    if wanted.startswith("List[") == value.is_artifact_list:
        return "; an input declared as an Artifact takes every type"
    if value.is_artifact_list:
        return "; loop over the list with dsl.ParallelFor(...) to take each artifact by itself"
    return "; dsl.Collected(...) makes a list of what the tasks of a loop produce"


def _way_to_a_parameter(value: PipelineChannel, wanted: str) -> str:
    given = type_of(value)
    if _is_artifact(given):
        kind = given.partition("@")[0].rpartition(".")[2]
        return f"; an input declared as Input[{f'List[{kind}]' if value.is_artifact_list else kind}] takes it"
    if given == ParameterType.NUMBER_INTEGER.value and wanted == ParameterType.NUMBER_DOUBLE.value:
        return "; let what gives it be a float"
    return "; declare one of both with the other's type, or put a component between them that converts it"


def _constant_advice(value: Any, wanted: str) -> str:
    if wanted == ParameterType.NUMBER_DOUBLE.value and type(value) is int:
        return f"; write {value}.0"
    reader = _READERS.get(ParameterType(wanted))
    if reader == "str(...)":
        return f'; write "{value}"' if isinstance(value, int | float) else "; give it as text"
    return f"; convert it with {reader}" if reader and isinstance(value, str) else ""
