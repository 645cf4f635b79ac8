"""``component.yaml``, the file format of KFP's first version, as components of today."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from penstock.components.errors import ComponentFileError
from penstock.components.legacy_commands import Command, Ports
from penstock.components.legacy_defaults import converted_default
from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.dsl.annotations import schema_by_name
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.names import input_name, kubernetes_name
from penstock.dsl.parameter_types import type_by_name
from penstock.spec.component import (
    ComponentInputsSpec,
    ComponentOutputsSpec,
    ComponentSpec,
    InputArtifactSpec,
    InputParameterSpec,
    OutputArtifactSpec,
    OutputParameterSpec,
)
from penstock.spec.executor import EnvVar, ExecutorSpec, PipelineContainerSpec
from penstock.spec.types import ABSENT, ArtifactTypeSchema, ParameterType

_GOOGLE_TYPE = re.compile(r"google.[A-Za-z]+")
_ANY_ARTIFACT = ArtifactTypeSchema(schema_title="system.Artifact", schema_version="0.0.1")
_BY_SYSTEM = (ParameterType.TASK_FINAL_STATUS, ParameterType.TASK_CONFIG)

_TEXT = (str,)
_COMPONENT = {
    "name": _TEXT,
    "description": _TEXT,
    "metadata": (dict,),
    "inputs": (list,),
    "outputs": (list,),
    "implementation": (dict,),
    "version": _TEXT,
}
_INPUT = {
    "name": _TEXT,
    "type": (str, dict, list),
    "description": _TEXT,
    "default": (str, int, float, bool),
    "optional": (bool,),
    "annotations": (dict,),
}
_OUTPUT = {"name": _TEXT, "type": (str, dict, list), "description": _TEXT, "annotations": (dict,)}
_METADATA = {"annotations": (dict,), "labels": (dict,)}
_CONTAINER = {"image": _TEXT, "command": (list,), "args": (list,), "env": (dict,), "fileOutputs": (dict,)}
_WORDS = {str: "text", dict: "a mapping", list: "a list", int: "a number", float: "a number", bool: "true or false"}


@dataclass(frozen=True, kw_only=True, slots=True)
class LegacyComponent:
    """A component of the first version; calling it is refused for `refusal`, if that is not empty."""

    definition: ComponentDefinition
    refusal: str = ""


@dataclass(kw_only=True, slots=True)
class _Interface:
    """Inputs and outputs while they are collected."""

    input_parameters: dict[str, InputParameterSpec] = field(default_factory=dict)
    input_artifacts: dict[str, InputArtifactSpec] = field(default_factory=dict)
    output_parameters: dict[str, OutputParameterSpec] = field(default_factory=dict)
    output_artifacts: dict[str, OutputArtifactSpec] = field(default_factory=dict)

    @property
    def spec(self) -> ComponentSpec:
        """The interface in words of the IR."""
        inputs = ComponentInputsSpec(artifacts=self.input_artifacts, parameters=self.input_parameters)
        outputs = ComponentOutputsSpec(artifacts=self.output_artifacts, parameters=self.output_parameters)
        return ComponentSpec(
            input_definitions=inputs if inputs.artifacts or inputs.parameters else None,
            output_definitions=outputs if outputs.artifacts or outputs.parameters else None,
        )


def read_legacy_component(data: Mapping[str, Any], name: str) -> LegacyComponent:
    """Read a component of the first version.

    Raises `ComponentFileError` with every problem, and `NotImplementedError` for a graph.
    """
    problems: list[Problem] = []
    report = problems.append
    _check_fields(data, _COMPONENT, "", report)
    _check_fields(_mapping(data.get("metadata")), _METADATA, "metadata", report)
    container = _container(data, name, report)
    interface = _Interface()
    inputs = list(_ports(data, "inputs", _INPUT, report))
    outputs = list(_ports(data, "outputs", _OUTPUT, report))
    for place, port in inputs:
        _add_input(interface, port, place, report)
    for _, port in outputs:
        _add_output(interface, port)
    command = Command(ports=_port_names(inputs, outputs, interface), report=report)
    executor = _executor(container, command)
    _check_file_outputs(container, outputs, report)
    if problems:
        raise ComponentFileError(problems, source=name or "The component")
    title = str(data.get("name") or "name")
    definition = ComponentDefinition(
        name=kubernetes_name(title),
        description=str(data.get("description") or ""),
        spec=interface.spec,
        input_order=tuple(input_name(port["name"]) for _, port in inputs),
        executor=ExecutorSpec(container=executor),
    )
    return LegacyComponent(
        definition=definition, refusal=f"Component {title!r}: {command.refusal}" if command.refusal else ""
    )


def _container(data: Mapping[str, Any], name: str, report: Callable[[Problem], None]) -> Mapping[str, Any]:
    implementation = _mapping(data.get("implementation"))
    if "graph" in implementation:
        raise NotImplementedError(
            f"{name or 'The component'}: Container implementation not found. Graphs of KFP's first version cannot be "
            "loaded; write the graph as a @dsl.pipeline"
        )
    if not isinstance(implementation.get("container"), dict):
        report(Problem("missing-field", "implementation.container", "is missing", "it says image and command"))
        return {}
    _check_fields(implementation, {"container": (dict,)}, "implementation", report)
    container: Mapping[str, Any] = implementation["container"]
    _check_fields(container, _CONTAINER, "implementation.container", report)
    if container.get("image") is None:
        report(Problem("missing-field", "implementation.container.image", "is missing"))
    return container


def _executor(container: Mapping[str, Any], command: Command) -> PipelineContainerSpec:
    place = "implementation.container"
    environment = _mapping(container.get("env"))
    return PipelineContainerSpec(
        image=str(container.get("image", "")),
        command=command.elements(_list(container.get("command")), f"{place}.command"),
        args=command.elements(_list(container.get("args")), f"{place}.args"),
        env=tuple(
            EnvVar(name=str(key), value=command.element(value, f"{place}.env.{key}"))
            for key, value in environment.items()
        ),
    )


def _ports(
    data: Mapping[str, Any], key: str, fields: Mapping[str, tuple[type[Any], ...]], report: Callable[[Problem], None]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield well-named inputs or outputs with their places, each name once."""
    seen: dict[str, str] = {}
    for index, port in enumerate(_list(data.get(key))):
        place = f"{key}[{index}]"
        if not isinstance(port, dict) or not isinstance(port.get("name"), str):
            report(Problem("missing-field", f"{place}.name", "is missing", "each input and output has a name"))
            continue
        _check_fields(port, fields, place, report)
        name = input_name(port["name"])
        if name in seen:
            kind = key.removesuffix("s")
            report(Problem("duplicate-name", place, f'Non-unique {kind} name "{port["name"]}", as {seen[name]} has it'))
            continue
        seen[name] = place
        yield place, port


def _add_input(interface: _Interface, port: Mapping[str, Any], place: str, report: Callable[[Problem], None]) -> None:
    name = input_name(port["name"])
    default = port.get("default")
    optional = bool(port.get("optional")) or default is not None
    parameter, artifact = _type(port.get("type"))
    if parameter is None:
        interface.input_artifacts[name] = InputArtifactSpec(artifact_type=artifact, is_optional=optional)
        return
    by_system = parameter in _BY_SYSTEM
    value = None if by_system else converted_default(default, parameter, f"{place}.default", report)
    interface.input_parameters[name] = InputParameterSpec(
        parameter_type=parameter,
        default_value=ABSENT if value is None else value,
        is_optional=optional or by_system,
    )


def _add_output(interface: _Interface, port: Mapping[str, Any]) -> None:
    name = input_name(port["name"])
    parameter, artifact = _type(port.get("type"))
    if parameter is None or parameter in _BY_SYSTEM:
        interface.output_artifacts[name] = OutputArtifactSpec(artifact_type=artifact or _ANY_ARTIFACT)
    else:
        interface.output_parameters[name] = OutputParameterSpec(parameter_type=parameter)


def _type(written: Any) -> tuple[ParameterType | None, ArtifactTypeSchema | None]:
    if not isinstance(written, str):
        return None, _ANY_ARTIFACT
    parameter = type_by_name(written)
    if parameter is not None:
        return parameter, None
    if _GOOGLE_TYPE.fullmatch(written):
        return None, ArtifactTypeSchema(schema_title=written, schema_version="0.0.1")
    return None, schema_by_name(written) or _ANY_ARTIFACT


def _port_names(
    inputs: list[tuple[str, Mapping[str, Any]]], outputs: list[tuple[str, Mapping[str, Any]]], interface: _Interface
) -> Ports:
    return Ports(
        inputs={port["name"]: input_name(port["name"]) for _, port in inputs},
        outputs={port["name"]: input_name(port["name"]) for _, port in outputs},
        input_parameters=frozenset(interface.input_parameters),
        output_parameters=frozenset(interface.output_parameters),
        input_types={port["name"]: _type_text(port, interface.input_artifacts) for _, port in inputs},
        output_types={port["name"]: _type_text(port, interface.output_artifacts) for _, port in outputs},
    )


def _type_text(port: Mapping[str, Any], artifacts: Mapping[str, InputArtifactSpec | OutputArtifactSpec]) -> str:
    artifact = artifacts.get(input_name(port["name"]))
    if artifact is None or artifact.artifact_type is None:
        return str(port.get("type"))
    return f"{artifact.artifact_type.schema_title}@{artifact.artifact_type.schema_version}"


def _check_fields(
    data: Mapping[str, Any], fields: Mapping[str, tuple[type[Any], ...]], place: str, report: Callable[[Problem], None]
) -> None:
    for key, value in data.items():
        where = f"{place}.{key}" if place else str(key)
        accepted = fields.get(key)
        if accepted is None:
            report(Problem("unknown-field", where, f"is no field of a component file{did_you_mean(str(key), fields)}"))
        elif value is not None and (
            not isinstance(value, accepted) or (isinstance(value, bool) and bool not in accepted)
        ):
            expected = " or ".join(dict.fromkeys(_WORDS[kind] for kind in accepted))
            report(Problem("wrong-type", where, f"expects {expected}, got {type(value).__name__} {value!r:.60}"))


def _check_file_outputs(
    container: Mapping[str, Any], outputs: list[tuple[str, Mapping[str, Any]]], report: Callable[[Problem], None]
) -> None:
    names = [port["name"] for _, port in outputs]
    for name in _mapping(container.get("fileOutputs")):
        if name not in names:
            message = (
                f"Unconfigurable output entry {name!r} references non-existing output{did_you_mean(str(name), names)}"
            )
            report(Problem("unknown-output", "implementation.container.fileOutputs", message))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
