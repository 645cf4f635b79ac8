"""The interface of the component that a group becomes, and how a loop goes over its items."""

import json
from collections.abc import Mapping
from typing import Any

from penstock.compiler.surfacing import GroupOutput
from penstock.dsl.channels import LoopArtifactArgument, PipelineChannel
from penstock.dsl.graph import GroupNode
from penstock.spec.component import (
    ComponentInputsSpec,
    ComponentOutputsSpec,
    InputArtifactSpec,
    InputParameterSpec,
    OutputArtifactSpec,
    OutputParameterSpec,
)
from penstock.spec.task import (
    ArtifactIteratorItems,
    ArtifactIteratorSpec,
    ArtifactSelectorSpec,
    DagOutputArtifactSpec,
    DagOutputParameterSpec,
    DagOutputsSpec,
    IteratorPolicy,
    ParameterIteratorItems,
    ParameterIteratorSpec,
    ParameterSelectorSpec,
    ParameterSelectorsSpec,
)
from penstock.spec.types import ArtifactTypeSchema


def input_definitions(channels: Mapping[str, PipelineChannel]) -> ComponentInputsSpec | None:
    """Declare the values that enter a group."""
    if not channels:
        return None
    parameters = {
        name: InputParameterSpec(parameter_type=channel.parameter_type)
        for name, channel in channels.items()
        if channel.parameter_type is not None
    }
    artifacts = {
        name: InputArtifactSpec(artifact_type=_schema(channel), is_artifact_list=channel.is_artifact_list)
        for name, channel in channels.items()
        if channel.parameter_type is None
    }
    return ComponentInputsSpec(parameters=parameters, artifacts=artifacts)


def output_definitions(outputs: Mapping[str, GroupOutput]) -> ComponentOutputsSpec | None:
    """Declare the values that leave a group."""
    if not outputs:
        return None
    channels = {name: output.channel for name, output in outputs.items()}
    parameters = {
        name: OutputParameterSpec(parameter_type=channel.parameter_type)
        for name, channel in channels.items()
        if channel.parameter_type is not None
    }
    artifacts = {
        name: OutputArtifactSpec(artifact_type=_schema(channel), is_artifact_list=channel.is_artifact_list)
        for name, channel in channels.items()
        if channel.parameter_type is None
    }
    return ComponentOutputsSpec(parameters=parameters, artifacts=artifacts)


def dag_outputs(outputs: Mapping[str, GroupOutput]) -> DagOutputsSpec | None:
    """Say which tasks give the values that leave a graph."""
    if not outputs:
        return None
    parameters: dict[str, DagOutputParameterSpec] = {}
    artifacts: dict[str, DagOutputArtifactSpec] = {}
    for name, output in outputs.items():
        if output.channel.parameter_type is None:
            artifacts[name] = DagOutputArtifactSpec(
                artifact_selectors=tuple(
                    ArtifactSelectorSpec(producer_subtask=producer, output_artifact_key=key)
                    for producer, key in output.selectors
                )
            )
        else:
            parameters[name] = _parameter_output(output)
    return DagOutputsSpec(parameters=parameters, artifacts=artifacts)


def _parameter_output(output: GroupOutput) -> DagOutputParameterSpec:
    selectors = tuple(
        ParameterSelectorSpec(producer_subtask=producer, output_parameter_key=key) for producer, key in output.selectors
    )
    if output.is_one_of:
        return DagOutputParameterSpec(value_from_oneof=ParameterSelectorsSpec(parameter_selectors=selectors))
    return DagOutputParameterSpec(value_from_parameter=selectors[0])


def iterator(group: GroupNode) -> dict[str, Any]:
    """Return the fields of a task that make it a loop."""
    argument = group.loop_argument
    items = argument.items_or_pipeline_channel
    item_input = argument.surfaced_name
    fields: dict[str, Any] = {}
    if isinstance(argument, LoopArtifactArgument):
        fields["artifact_iterator"] = ArtifactIteratorSpec(
            items=ArtifactIteratorItems(input_artifact=items.surfaced_name), item_input=item_input
        )
    else:
        source = (
            ParameterIteratorItems(input_parameter=items.surfaced_name)
            if isinstance(items, PipelineChannel)
            else ParameterIteratorItems(raw=json.dumps(items, sort_keys=True, allow_nan=False))
        )
        fields["parameter_iterator"] = ParameterIteratorSpec(items=source, item_input=item_input)
    if group.parallelism:
        fields["iterator_policy"] = IteratorPolicy(parallelism_limit=group.parallelism)
    return fields


def _schema(channel: PipelineChannel) -> ArtifactTypeSchema:
    title, _, version = channel.channel_type.partition("@")
    return ArtifactTypeSchema(schema_title=title, schema_version=version)
