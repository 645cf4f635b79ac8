"""How a consumer refers to a value: an output of a task beside it, or an input of the group that it is in."""

from collections.abc import Mapping
from typing import Any

from penstock.compiler.naming import input_placeholder
from penstock.compiler.surfacing import LOOP_ARGUMENTS, Surfacing
from penstock.dsl.channels import MERGED, ItemChannel, PipelineChannel, embedded_channels
from penstock.dsl.placement import ROOT
from penstock.spec.codec import encode
from penstock.spec.task import (
    TaskInputArtifactSpec,
    TaskInputParameterSpec,
    TaskInputsSpec,
    TaskOutputArtifact,
    TaskOutputParameter,
)
from penstock.spec.types import ValueOrRuntimeParameter


class References:
    """Resolves the channels of one graph."""

    def __init__(self, surfacing: Surfacing, text_register: Mapping[str, PipelineChannel]) -> None:
        self._surfacing = surfacing
        self._placement = surfacing.placement
        self._register = dict(text_register)

    def parameter(self, channel: PipelineChannel, consumer: str) -> TaskInputParameterSpec:
        """Refer to a parameter, from a task or group."""
        seen = self._surfacing.seen_by(channel, consumer)
        if isinstance(seen, ItemChannel):
            return self._parameter(seen.item_base, consumer, selector=seen.item_selector)
        return self._parameter(seen, consumer)

    def artifact(self, channel: PipelineChannel, consumer: str) -> TaskInputArtifactSpec:
        """Refer to an artifact, from a task or group."""
        seen = self._surfacing.seen_by(channel, consumer)
        if self._is_beside(seen, consumer):
            return TaskInputArtifactSpec(
                task_output_artifact=TaskOutputArtifact(
                    producer_task=seen.task_name or "", output_artifact_key=seen.channel_name
                )
            )
        return TaskInputArtifactSpec(component_input_artifact=self._input_name(seen, consumer))

    def inputs(self, arguments: Mapping[str, Any], consumer: str) -> TaskInputsSpec | None:
        """Refer to everything that a task was given."""
        if not arguments:
            return None
        parameters: dict[str, TaskInputParameterSpec] = {}
        artifacts: dict[str, TaskInputArtifactSpec] = {}
        for name, value in arguments.items():
            if not isinstance(value, PipelineChannel):
                constant = self.text(value, consumer, parameters)
                parameters[name] = TaskInputParameterSpec(runtime_value=ValueOrRuntimeParameter(constant=constant))
            elif value.parameter_type is None:
                artifacts[name] = self.artifact(value, consumer)
            else:
                parameters[name] = self.parameter(value, consumer)
        return TaskInputsSpec(parameters=parameters, artifacts=artifacts)

    def text(self, value: Any, consumer: str, parameters: dict[str, TaskInputParameterSpec]) -> Any:
        """Copy a constant with the channels inside it replaced by placeholders, of which each becomes a parameter."""
        if isinstance(value, PipelineChannel):
            name = self._surfacing.seen_by(value, consumer).surfaced_name
            parameters[name] = self.parameter(value, consumer)
            return input_placeholder(name)
        if isinstance(value, str):
            for channel in embedded_channels(value, self._register):
                value = value.replace(channel.pattern, self.text(channel, consumer, parameters))
            return value
        if isinstance(value, list | tuple):
            return [self.text(item, consumer, parameters) for item in value]
        if isinstance(value, dict):
            return {
                self.text(key, consumer, parameters): self.text(item, consumer, parameters)
                for key, item in value.items()
            }
        return value

    def platform(self, settings: Any, consumer: str) -> Any:
        """Copy settings of a platform with the channels inside them as references to parameters."""
        if isinstance(settings, PipelineChannel):
            return encode(self.parameter(settings, consumer))
        if isinstance(settings, dict):
            merged = settings.get(MERGED)
            if isinstance(merged, PipelineChannel):
                rest = {key: value for key, value in settings.items() if key != MERGED}
                return {**self.platform(rest, consumer), **self.platform(merged, consumer)}
            return {key: self.platform(value, consumer) for key, value in settings.items()}
        if isinstance(settings, list):
            return [self.platform(value, consumer) for value in settings]
        return settings

    def _parameter(self, channel: PipelineChannel, consumer: str, *, selector: str = "") -> TaskInputParameterSpec:
        if self._is_beside(channel, consumer):
            output = TaskOutputParameter(
                producer_task=channel.task_name or "", output_parameter_key=channel.channel_name
            )
            return TaskInputParameterSpec(task_output_parameter=output, parameter_expression_selector=selector)
        name = self._input_name(channel, consumer)
        return TaskInputParameterSpec(component_input_parameter=name, parameter_expression_selector=selector)

    def _is_beside(self, channel: PipelineChannel, consumer: str) -> bool:
        if channel.task_name is None or isinstance(channel, LOOP_ARGUMENTS):
            return False
        return self._placement.parent[channel.task_name] == self._placement.parent[consumer]

    def _input_name(self, channel: PipelineChannel, consumer: str) -> str:
        return channel.full_name if self._placement.parent[consumer] == ROOT else channel.surfaced_name
