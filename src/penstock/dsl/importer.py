"""Artifacts that exist already, brought into a pipeline: ``dsl.importer``."""

from collections.abc import Mapping
from typing import Any

from penstock.dsl.annotations import artifact_schema, artifact_text, is_artifact_class
from penstock.dsl.calls import Component
from penstock.dsl.channels import PipelineChannel, PipelineParameterChannel, channels_in
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.placeholders import InputValuePlaceholder
from penstock.spec.component import (
    ComponentInputsSpec,
    ComponentOutputsSpec,
    ComponentSpec,
    InputParameterSpec,
    OutputArtifactSpec,
)
from penstock.spec.executor import ExecutorSpec, ImporterSpec
from penstock.spec.types import ABSENT, ParameterType, ValueOrRuntimeParameter

_URI = "uri"
_METADATA = "metadata"
_OUTPUT = "artifact"


class ImporterComponent(Component):
    """A component that notes where an artifact is."""


class _Metadata:
    """Metadata with placeholders in place of channels, and the inputs that bring their values."""

    def __init__(self) -> None:
        self.arguments: dict[str, PipelineChannel] = {}
        self._names: dict[str, str] = {}

    def convert(self, value: Any) -> Any:
        """Return a value with each channel in it replaced, in keys as well."""
        if isinstance(value, PipelineChannel):
            return self._placeholder(value)
        if isinstance(value, dict):
            return {self.convert(key): self.convert(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.convert(item) for item in value]
        return self._convert_text(value) if isinstance(value, str) else value

    def _convert_text(self, text: str) -> str:
        for channel in channels_in(text):
            text = text.replace(channel.pattern, self._placeholder(channel))
        return text

    def _placeholder(self, channel: PipelineChannel) -> str:
        if not isinstance(channel, PipelineParameterChannel):
            raise TypeError(
                f"dsl.importer: metadata holds text, numbers and parameters; {channel.full_name!r} is an artifact"
            )
        name = self._names.get(channel.pattern)
        if name is None:
            count = len(self.arguments)
            name = f"{_METADATA}-{count + 1}" if count else _METADATA
            self._names[channel.pattern] = name
            self.arguments[name] = channel
        return InputValuePlaceholder(name).render()


def importer(
    artifact_uri: PipelineParameterChannel | str,
    artifact_class: type[Any],
    reimport: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
    metadata: Mapping[str, Any] | None = None,
    download_to_workspace: bool = False,  # noqa: FBT001, FBT002
) -> Any:
    """Make a task whose output is an artifact that exists already.

    Args:
        artifact_uri: Where the artifact is.
        artifact_class: What it is, for example `Dataset`.
        reimport: Notes it as a new artifact, even if the same was imported before.
        metadata: What to note about it; keys and values may hold parameters.
        download_to_workspace: Also copies it into the workspace of the run.

    Returns:
        The task.
    """
    if not is_artifact_class(artifact_class):
        raise TypeError(f"dsl.importer: artifact_class is a class such as dsl.Dataset, got {artifact_class!r}")
    if not isinstance(artifact_uri, str | PipelineParameterChannel):
        raise TypeError(f"dsl.importer: artifact_uri is text or a parameter, got {artifact_uri!r}")
    notes = _Metadata()
    converted = notes.convert(dict(metadata)) if metadata else ABSENT
    schema = artifact_schema(artifact_class)
    constant = isinstance(artifact_uri, str) and not channels_in(artifact_uri)
    definition = ComponentDefinition(
        name="importer",
        spec=ComponentSpec(
            input_definitions=ComponentInputsSpec(parameters=_inputs(notes)),
            output_definitions=ComponentOutputsSpec(artifacts={_OUTPUT: OutputArtifactSpec(artifact_type=schema)}),
        ),
        input_order=(_URI, *notes.arguments),
        input_types={_URI: "String", **{name: channel.channel_type for name, channel in notes.arguments.items()}},
        output_types={_OUTPUT: artifact_text(schema)},
        executor=ExecutorSpec(
            importer=ImporterSpec(
                artifact_uri=ValueOrRuntimeParameter(constant=artifact_uri)
                if constant
                else ValueOrRuntimeParameter(runtime_parameter=_URI),
                type_schema=schema,
                reimport=reimport,
                metadata=converted,
                download_to_workspace=download_to_workspace,
            )
        ),
    )
    return ImporterComponent(definition)(uri=artifact_uri, **notes.arguments)


def _inputs(notes: _Metadata) -> dict[str, InputParameterSpec]:
    inputs = {_URI: InputParameterSpec(parameter_type=ParameterType.STRING)}
    for name, channel in notes.arguments.items():
        assert channel.parameter_type is not None
        inputs[name] = InputParameterSpec(parameter_type=channel.parameter_type)
    return inputs
