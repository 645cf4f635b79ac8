"""Arguments of a call: constants become JSON, and every value is held against the input that it is given to."""

import functools
import math
from collections.abc import Mapping
from typing import Any

from penstock.dsl.channels import PipelineChannel, channels_in
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.mismatches import mismatch, origin, type_of
from penstock.dsl.parameter_types import type_of_value
from penstock.dsl.places import warn
from penstock.dsl.refusals import InconsistentTypeException
from penstock.dsl.structured_types import as_json, is_record
from penstock.spec.component import InputArtifactSpec, InputParameterSpec
from penstock.spec.types import ArtifactTypeSchema, ParameterType

_ANY_ARTIFACT = "system.Artifact"
_AS_STRUCT = (ParameterType.TASK_FINAL_STATUS, ParameterType.TASK_CONFIG)


def checked_arguments(definition: ComponentDefinition, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments with constants as JSON.

    Raises `InconsistentTypeException` for a value of the wrong type, `ValueError` for one that a pipeline cannot carry.
    """
    inputs = definition.spec.input_definitions
    if inputs is None:
        return dict(arguments)
    given: dict[str, Any] = {}
    for name, value in arguments.items():
        place = f"Incompatible argument passed to the input {name!r} of component {definition.name!r}: "
        parameter = inputs.parameters.get(name)
        if parameter is not None:
            given[name] = _parameter(value, parameter, place, name)
        else:
            given[name] = _artifact(value, inputs.artifacts[name], place)
    return given


def as_constant(value: Any) -> Any:
    """Render members, dataclasses and models as JSON, at any depth; channels stay."""
    if type(value) in _PLAIN or isinstance(value, PipelineChannel):
        return value
    if isinstance(value, list):
        return [as_constant(item) for item in value]
    if isinstance(value, dict):
        return {key: as_constant(item) for key, item in value.items()}
    return as_json(value)


_PLAIN = (str, int, float, bool, type(None))


def _parameter(value: Any, expected: InputParameterSpec, place: str, name: str) -> Any:
    if isinstance(value, PipelineChannel):
        _check_channel(value, expected.parameter_type, place)
        return value
    _refuse_tasks(value, place)
    with_records = _has_records(value)
    value = as_constant(value)
    given = type_of_value(value)
    if given is None:
        raise ValueError(
            f"{place}Constant argument inputs must be one of type ['String', 'Integer', 'Float', 'Boolean', 'List', "
            f"'Dict'] Got: {value!r} of type {type(value)!r}.{_advice(value, expected)}"
        )
    if given is not _plain(expected.parameter_type):
        raise InconsistentTypeException(place + mismatch(value, _plain(expected.parameter_type).value, _fits_nothing))
    if expected.literals and value not in expected.literals and not channels_in(value):
        allowed = ", ".join(repr(literal) for literal in expected.literals)
        raise InconsistentTypeException(f"{place}{value!r} is not one of {allowed}")
    refuse_unwritable(value, place, nulls=with_records)
    _refuse_embedded_artifacts(value, place)
    _warn_of_values_that_become_text(value, name)
    return value


def _refuse_tasks(value: Any, place: str) -> None:
    """Refuse a task or a component where a value belongs, also inside text. Raises `ValueError`."""
    outputs = getattr(value, "outputs", None)
    if isinstance(outputs, dict):
        names = [f"outputs[{name!r}]" for name in outputs] if len(outputs) != 1 else ["output"]
        advice = f"pass what it gives: .{' or .'.join(names)}" if names else "it gives nothing; use .after(...) to wait"
        raise ValueError(f"{place}Got the task {value.name!r} itself; {advice}")
    if callable(value) and hasattr(value, "definition"):
        raise ValueError(f"{place}Got the component {value.name!r} itself; call it, and pass the output of the task")
    if isinstance(value, str) and "<PipelineTask '" in value:
        raise ValueError(f"{place}Got text with a task in it, {value!r}; put its output there, such as {{task.output}}")


def _has_records(value: Any) -> bool:
    """Tell whether a dataclass or a model is in a value: its fields may be None, which KFP allows in no constant."""
    if isinstance(value, list | dict):
        return any(map(_has_records, value.values() if isinstance(value, dict) else value))
    return is_record(type(value))


def refuse_unwritable(value: Any, place: str, *, nulls: bool = False) -> None:
    """Refuse constants that JSON, and so the file, cannot hold. Raises `ValueError`."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, PipelineChannel | str | bool | int) or (nulls and current is None):
            continue
        if isinstance(current, float) and math.isfinite(current):
            continue
        if isinstance(current, list | tuple):
            pending.extend(current)
        elif isinstance(current, dict) and all(isinstance(key, str | PipelineChannel) for key in current):
            pending.extend(current.values())
        else:
            raise ValueError(
                f"{place}Value must be one of the following types: str, int, float, bool, dict, and list. Got: "
                f"{current!r} of type {type(current)}."
            )


def _check_channel(value: PipelineChannel, expected: ParameterType, place: str) -> None:
    if not _is_of_type(value, expected):
        fitting = functools.partial(_is_of_type, expected=expected)
        raise InconsistentTypeException(place + mismatch(value, _plain(expected).value, fitting))


def _is_of_type(value: PipelineChannel, expected: ParameterType) -> bool:
    given = value.parameter_type
    return given is not None and (value.type_is_unknown or _plain(given) is _plain(expected))


def _fits_nothing(_other: PipelineChannel) -> bool:
    return False


def _artifact(value: Any, expected: InputArtifactSpec, place: str) -> Any:
    wanted = _title(expected.artifact_type)
    shown = f"List[{wanted}]" if expected.is_artifact_list else wanted
    if not isinstance(value, PipelineChannel):
        _refuse_tasks(value, place)
        given_type = type_of_value(value)
        if given_type is None:
            advice = "Bring an existing artifact into the pipeline with dsl.importer(...)"
            raise ValueError(
                f"{place}Input artifacts are not supported. Got input artifact of type {type(value).__name__!r}. "
                f"{'Leave the argument out' if value is None and expected.is_optional else advice}"
            )
        raise InconsistentTypeException(place + mismatch(value, shown, _fits_nothing))
    fitting = functools.partial(fits, expected=expected.artifact_type, is_list=expected.is_artifact_list)
    if not fitting(value):
        raise InconsistentTypeException(place + mismatch(value, shown, fitting))
    return value


def fits(value: PipelineChannel, expected: ArtifactTypeSchema | None, *, is_list: bool) -> bool:
    """Tell whether an artifact channel may be used where an artifact type is expected."""
    if value.parameter_type is not None or value.is_artifact_list != is_list:
        return False
    given_title, _, given_version = value.channel_type.partition("@")
    wanted_title, _, wanted_version = _title(expected).partition("@")
    if _ANY_ARTIFACT in (given_title, wanted_title):
        return True
    return given_title == wanted_title and given_version.partition(".")[0] == wanted_version.partition(".")[0]


def _title(schema: ArtifactTypeSchema | None) -> str:
    return f"{schema.schema_title}@{schema.schema_version}" if schema else f"{_ANY_ARTIFACT}@0.0.1"


def _plain(parameter_type: ParameterType) -> ParameterType:
    return ParameterType.STRUCT if parameter_type in _AS_STRUCT else parameter_type


def _advice(value: Any, expected: InputParameterSpec) -> str:
    if value is None and expected.is_optional:
        return " Leave the argument out to use its default"
    if isinstance(value, tuple):
        return " Write a list instead of a tuple"
    item = getattr(type(value), "item", None)
    return " Convert it with .item() or float(...) first" if callable(item) else ""


def _refuse_embedded_artifacts(value: Any, place: str) -> None:
    for channel in channels_in(value):
        if channel.parameter_type is None:
            raise TypeError(
                f"{place}the artifact {channel.full_name!r} is part of a text or of a list, where only parameters can "
                "be; pass the artifact to an input of its own"
            )


def _warn_of_values_that_become_text(value: Any, name: str) -> None:
    """Warn of what is no text of the run inside a constant: placeholders are filled in as text, on KFP too."""
    if not isinstance(value, list | dict):
        return
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, list | dict):
            pending.extend(current.values() if isinstance(current, dict) else current)
        elif isinstance(current, PipelineChannel) and not current.type_is_unknown and not _is_text(current):
            warn(
                f"Argument {name!r} holds {origin(current)}, which is {type_of(current)} and arrives as text inside a "
                "list or dict; give it to an input of its own, or convert it in the component"
            )
            return


def _is_text(channel: PipelineChannel) -> bool:
    return channel.parameter_type is ParameterType.STRING
