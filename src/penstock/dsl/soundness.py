"""What a pipeline as a whole gets wrong: its outputs, its settings, and those of its tasks."""

from collections.abc import Iterator

from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.dsl.arguments import fits
from penstock.dsl.channels import ItemChannel, PipelineChannel
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.fan_in import Collected, OneOfArtifact, OneOfParameter
from penstock.dsl.graph import Graph, GroupNode, TaskNode
from penstock.dsl.placeholders import WORKSPACE_PATH_PLACEHOLDER
from penstock.dsl.placement import ROOT, Placement
from penstock.dsl.topology import problem
from penstock.spec.types import TaskConfigPassthroughType

_WORKSPACE_MOUNT = "/kfp-workspace"
_WAYS_OUT = {
    "dsl.ParallelFor": "use dsl.Collected",
    "dsl.ExitHandler": "nothing leaves an exit handler; a task that runs however others end is also "
    "task.after(...).ignore_upstream_failure()",
}
_KUBERNETES_FIELDS = (
    (("tolerations",), TaskConfigPassthroughType.KUBERNETES_TOLERATIONS),
    (("nodeSelector",), TaskConfigPassthroughType.KUBERNETES_NODE_SELECTOR),
    (("nodeAffinity", "podAffinity"), TaskConfigPassthroughType.KUBERNETES_AFFINITY),
    (("pvcMount", "secretAsVolume", "configMapAsVolume"), TaskConfigPassthroughType.KUBERNETES_VOLUMES),
)


def soundness_problems(definition: ComponentDefinition, graph: Graph) -> Iterator[Problem]:
    """Visit outputs and settings."""
    placement = Placement(graph)
    yield from _outputs(definition, graph, placement)
    yield from _workspace(graph, placement)
    for task in placement.tasks.values():
        yield from _settings(task)


def _outputs(definition: ComponentDefinition, graph: Graph, placement: Placement) -> Iterator[Problem]:
    declared = definition.spec.output_definitions
    parameters = declared.parameters if declared else {}
    artifacts = declared.artifacts if declared else {}
    known = [*parameters, *artifacts]
    for name, channel in graph.outputs.items():
        yield from _output_place(name, channel, graph, placement)
        kind = artifacts if channel.parameter_type is None else parameters
        if name not in known or (name not in kind and name not in parameters):
            message = f"Pipeline or component output not defined: {name}. You may be missing a type annotation."
            hint = did_you_mean(name, known).removeprefix("; ") if known else ""
            yield problem("undeclared-output", graph.location, message, hint)
        else:
            yield from _output_type(definition, name, channel, graph)
    for name in known:
        if name not in graph.outputs:
            yield problem("missing-output", graph.location, f"Missing pipeline output: {name}.", "return it")


def _output_type(
    definition: ComponentDefinition, name: str, channel: PipelineChannel, graph: Graph
) -> Iterator[Problem]:
    declared = definition.spec.output_definitions
    assert declared is not None
    given = f"List[{channel.channel_type}]" if channel.is_artifact_list else channel.channel_type
    if name in declared.artifacts:
        artifact = declared.artifacts[name]
        compatible = fits(channel, artifact.artifact_type, is_list=artifact.is_artifact_list)
        wanted = artifact.artifact_type.schema_title if artifact.artifact_type else "system.Artifact"
        wanted = f"List[{wanted}]" if artifact.is_artifact_list else wanted
    else:
        expected = declared.parameters[name].parameter_type
        compatible = channel.parameter_type is expected or (
            channel.type_is_unknown and channel.parameter_type is not None
        )
        wanted = expected.value
        given = channel.parameter_type.value if channel.parameter_type else given
    if not compatible:
        shown = "" if len(graph.outputs) == 1 else f"{name!r} "
        message = (
            f"Incompatible return type provided for output {shown}of pipeline {definition.name!r}. Output of type "
            f"{given!r} cannot be surfaced as pipeline output type {wanted!r}"
        )
        yield problem("incompatible-output", graph.location, message)


def _output_place(name: str, channel: PipelineChannel, graph: Graph, placement: Placement) -> Iterator[Problem]:
    if isinstance(channel, ItemChannel):
        message = f"Output {name!r} is an item of {channel.item_base.full_name!r}; a pipeline returns whole outputs"
        hint = "return the whole output, or pass the item through a component"
        yield problem("item-as-output", graph.location, message, hint)
        return
    if channel.task_name is None or channel.task_name not in placement:
        message = f"Output {name!r} of the pipeline is not made by one of its tasks"
        yield problem("foreign-output", graph.location, message, "return the output of a task")
        return
    parent = placement.groups[placement.parent[channel.task_name]]
    if isinstance(channel, Collected):
        if parent.name == ROOT:
            message = f"Output {name!r}: dsl.Collected gathers outputs of tasks in a dsl.ParallelFor, and this is none"
            yield problem("illegal-collected", graph.location, message)
    elif parent.name != ROOT:
        shown = "dsl.OneOf " if isinstance(channel, OneOfParameter | OneOfArtifact) else ""
        message = (
            "Pipeline outputs may only be returned from the top level of the pipeline function scope. Got pipeline "
            f"output {shown}from within the control flow group {_keyword(parent)}."
        )
        yield problem("output-from-inside", graph.location, message, _WAYS_OUT.get(_keyword(parent), "use dsl.OneOf"))
    elif channel.task_name in placement.exit_tasks:
        yield problem(
            "output-of-exit-task", graph.location, f"Output {name!r} is made by an exit task, which runs last"
        )


def _keyword(group: GroupNode) -> str:
    return group.keyword.replace("dsl.ConditionBranches", "dsl.If")


def _workspace(graph: Graph, placement: Placement) -> Iterator[Problem]:
    if graph.config is not None and graph.config.workspace is not None:
        return
    for task in placement.tasks.values():
        if any(_uses_workspace(value) for value in task.arguments.values()):
            message = (
                "Workspace features are used (e.g., dsl.WORKSPACE_PATH_PLACEHOLDER) but PipelineConfig.workspace.size "
                f"is not set. (task {task.name})"
            )
            hint = "@dsl.pipeline(pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size='1Gi')))"
            yield problem("no-workspace", task.location, message, hint)


def _uses_workspace(value: object) -> bool:
    return isinstance(value, str) and (WORKSPACE_PATH_PLACEHOLDER in value or value.startswith(_WORKSPACE_MOUNT))


def _settings(task: TaskNode) -> Iterator[Problem]:
    definition = task.definition
    if definition.executor is None and any(task.platform.values()):
        message = (
            "Platform-specific features can only be set on primitive components. Found platform-specific feature set "
            f"on a pipeline. (task {task.name})"
        )
        yield problem("platform-setting-on-pipeline", task.location, message)
    for name in definition.spec.input_definitions.parameters if definition.spec.input_definitions else ():
        if name in {channel.surfaced_name for channel in task.channels} and name not in task.arguments:
            message = f"Name collision between existing input name {name} and compiler injected input name {name}"
            yield problem("name-collision", task.location, message)
    passthroughs = definition.spec.task_config_passthroughs
    if passthroughs:
        allowed = {passthrough.field for passthrough in passthroughs}
        for field in _used_fields(task):
            if field not in allowed:
                message = (
                    f"Task '{task.name}' cannot handle resource type '{field.name}' based on the values in "
                    "task_config_passthroughs"
                )
                yield problem("not-passed-through", task.location, message)


def _used_fields(task: TaskNode) -> Iterator[TaskConfigPassthroughType]:
    if any(value is not None for value in task.settings.resources.values()):
        yield TaskConfigPassthroughType.RESOURCES
    if task.settings.environment:
        yield TaskConfigPassthroughType.ENV
    kubernetes = task.platform.get("kubernetes", {})
    for keys, field in _KUBERNETES_FIELDS:
        if any(kubernetes.get(key) for key in keys):
            yield field
