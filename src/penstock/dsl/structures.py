"""A component as KFP describes it to code that looks into one: ``my_component.component_spec.inputs["a"].type``."""

from collections.abc import Mapping
from typing import Any

from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.parameter_types import canonical_name
from penstock.spec.component import InputArtifactSpec, InputParameterSpec, OutputArtifactSpec, OutputParameterSpec
from penstock.spec.types import ABSENT, ArtifactTypeSchema
from penstock.spec.values import field, frozen


@frozen
class InputSpec:
    """An input: its type as KFP writes it, and its default."""

    type: str
    default: Any = None
    optional: bool = False
    is_artifact_list: bool = False
    description: str | None = None


@frozen
class OutputSpec:
    """An output, and its type as KFP writes it."""

    type: str
    is_artifact_list: bool = False
    description: str | None = None


@frozen
class ContainerSpecImplementation:
    """The container of a component: what it runs, with placeholders as text."""

    image: str
    command: list[str] | None = None
    args: list[str] | None = None
    env: Mapping[str, str] | None = None


@frozen
class Implementation:
    """What a component does: a container, or the graph of a pipeline as plain data."""

    container: ContainerSpecImplementation | None = None
    graph: Any = None


@frozen
class ComponentSpec:
    """A component: its name, its interface, and what it does."""

    name: str
    description: str | None = None
    inputs: Mapping[str, InputSpec] = field(default_factory=dict)
    outputs: Mapping[str, OutputSpec] = field(default_factory=dict)
    implementation: Implementation = field(default_factory=Implementation)


def component_spec_of(definition: ComponentDefinition, graph: Any) -> ComponentSpec:
    """Describe a component; `graph` is the compiled pipeline, for one that is a pipeline."""
    inputs, outputs = definition.spec.input_definitions, definition.spec.output_definitions
    given: dict[str, InputParameterSpec | InputArtifactSpec] = {}
    made: dict[str, OutputParameterSpec | OutputArtifactSpec] = {}
    if inputs is not None:
        given = {**inputs.parameters, **inputs.artifacts}
    if outputs is not None:
        made = {**outputs.parameters, **outputs.artifacts}
    order = [name for name in (*definition.input_order, *given) if name in given]
    return ComponentSpec(
        name=definition.name,
        description=definition.description or None,
        inputs={name: _input(given[name], definition.input_types.get(name)) for name in dict.fromkeys(order)},
        outputs={name: _output(it, definition.output_types.get(name)) for name, it in made.items()},
        implementation=Implementation(container=_container(definition), graph=graph),
    )


def _input(spec: InputParameterSpec | InputArtifactSpec, text: str | None) -> InputSpec:
    if isinstance(spec, InputArtifactSpec):
        return InputSpec(
            type=_schema(spec.artifact_type),
            optional=spec.is_optional,
            is_artifact_list=spec.is_artifact_list,
            description=spec.description or None,
        )
    return InputSpec(
        type=text or canonical_name(spec.parameter_type),
        default=None if spec.default_value is ABSENT else spec.default_value,
        optional=spec.is_optional,
        description=spec.description or None,
    )


def _output(spec: OutputParameterSpec | OutputArtifactSpec, text: str | None) -> OutputSpec:
    if isinstance(spec, OutputArtifactSpec):
        kind = _schema(spec.artifact_type)
        return OutputSpec(type=kind, is_artifact_list=spec.is_artifact_list, description=spec.description or None)
    return OutputSpec(type=text or canonical_name(spec.parameter_type), description=spec.description or None)


def _schema(schema: ArtifactTypeSchema | None) -> str:
    return f"{schema.schema_title}@{schema.schema_version}" if schema else "system.Artifact@0.0.1"


def _container(definition: ComponentDefinition) -> ContainerSpecImplementation | None:
    container = definition.executor.container if definition.executor else None
    if container is None:
        return None
    return ContainerSpecImplementation(
        image=container.image,
        command=list(container.command) or None,
        args=list(container.args) or None,
        env={entry.name: entry.value for entry in container.env} or None,
    )
