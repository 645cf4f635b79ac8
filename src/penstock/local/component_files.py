"""What the components of a file take and give, as values to be shown."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from penstock.compiler.sources import is_pipeline, load_source
from penstock.components import load_component_from_file
from penstock.core.errors import SourceError
from penstock.core.json import JsonObject, JsonValue
from penstock.dsl.calls import Component
from penstock.local.loading import COMPILED
from penstock.spec.component import ComponentSpec
from penstock.spec.types import ABSENT, ArtifactTypeSchema


@dataclass(frozen=True, kw_only=True, slots=True)
class InputFacts:
    """An input."""

    name: str
    type: str
    is_optional: bool = False
    has_default: bool = False
    default: JsonValue = None
    choices: tuple[JsonValue, ...] = ()
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputFacts:
    """An output."""

    name: str
    type: str
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentFacts:
    """A component or a pipeline."""

    name: str
    kind: str
    description: str
    inputs: tuple[InputFacts, ...]
    outputs: tuple[OutputFacts, ...]

    def to_json(self) -> JsonObject:
        """Render for programs."""
        return asdict(self)


def describe_components(path: Path, function: str | None = None) -> tuple[ComponentFacts, ...]:
    """Describe the components of a Python or YAML file. Raises `SourceError` and `SpecError`."""
    if path.suffix.lower() in COMPILED:
        if not path.is_file():
            raise SourceError(f"There is no file {str(path)!r}")
        try:
            return (_describe(load_component_from_file(str(path))),)
        except NotImplementedError as error:
            raise SourceError(str(error)) from None
    source = load_source(path)
    if function is not None:
        return (_describe(source.find(function)),)
    if not source.components:
        raise SourceError(f"{str(path)!r} defines no component", hint="decorate a function with @dsl.component")
    return tuple(_describe(component) for component in source.components.values())


def _describe(component: Component) -> ComponentFacts:
    spec = component.definition.spec
    inputs = {it.name: it for it in _inputs(spec)}
    order = [name for name in component.definition.input_order if name in inputs]
    return ComponentFacts(
        name=component.name,
        kind="pipeline" if is_pipeline(component) else "component",
        description=(component.description or "").strip(),
        inputs=tuple(inputs[name] for name in dict.fromkeys([*order, *inputs])),
        outputs=tuple(_outputs(spec)),
    )


def _inputs(spec: ComponentSpec) -> Iterator[InputFacts]:
    if spec.input_definitions is None:
        return
    for name, parameter in spec.input_definitions.parameters.items():
        has_default = parameter.default_value is not ABSENT
        yield InputFacts(
            name=name,
            type=parameter.parameter_type.value,
            is_optional=parameter.is_optional,
            has_default=has_default,
            default=parameter.default_value if has_default else None,
            choices=parameter.literals,
            description=parameter.description,
        )
    for name, artifact in spec.input_definitions.artifacts.items():
        yield InputFacts(
            name=name,
            type=_artifact_type(artifact.artifact_type, is_list=artifact.is_artifact_list),
            is_optional=artifact.is_optional,
            description=artifact.description,
        )


def _outputs(spec: ComponentSpec) -> Iterator[OutputFacts]:
    if spec.output_definitions is None:
        return
    for name, parameter in spec.output_definitions.parameters.items():
        yield OutputFacts(name=name, type=parameter.parameter_type.value, description=parameter.description)
    for name, artifact in spec.output_definitions.artifacts.items():
        kind = _artifact_type(artifact.artifact_type, is_list=artifact.is_artifact_list)
        yield OutputFacts(name=name, type=kind, description=artifact.description)


def _artifact_type(schema: ArtifactTypeSchema | None, *, is_list: bool) -> str:
    title = (schema.schema_title or schema.schema_uri if schema else "") or "system.Artifact"
    return f"list of {title}" if is_list else title
