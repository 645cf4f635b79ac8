"""What a pipeline file says of one task, as the panel beside the graph shows it."""

from collections.abc import Iterator, Mapping

from penstock.core.json import JsonObject, JsonValue
from penstock.documents import dump_yaml
from penstock.server.rendering.graphs import GraphReader, Placed, artifact_title, outputs_of, shown_name
from penstock.server.schemas.graph import IoSource, IoSpec, NodeCaching, NodeDetail, NodeRetry
from penstock.spec.codec import encode
from penstock.spec.executor import ExecutorSpec, PipelineContainerSpec, ResourceSpec
from penstock.spec.lightweight import recognise
from penstock.spec.task import PipelineTaskSpec, TaskInputArtifactSpec, TaskInputParameterSpec
from penstock.spec.types import ABSENT

_CHANNEL = "pipelinechannel--"


def node_detail(reader: GraphReader, placed: Placed) -> NodeDetail:
    """Render everything that a document says of a task."""
    executor = reader.executor(placed.component)
    container = (executor.container if executor else None) or PipelineContainerSpec()
    function = recognise(container.command, container.args)
    caching = placed.task.caching_options
    platforms = _platforms(reader, placed.component.executor_label)
    return NodeDetail(
        id=placed.id,
        name=shown_name(placed),
        component=placed.component_name,
        image=container.image or None,
        command=list(container.command),
        args=list(container.args),
        env={variable.name: variable.value for variable in container.env},
        source=(function.source or function.notebook or None) if function else None,
        packages=list(function.packages) if function else [],
        resources=resources_of(container.resources),
        caching=NodeCaching(
            enabled=caching.enable_cache if caching else False, key=caching.cache_key if caching else ""
        ),
        retry=_retry(placed.task),
        timeout_seconds=_timeout(platforms),
        platforms=platforms,
        inputs=list(_inputs(placed)),
        outputs=list(_outputs(placed)),
        spec_yaml=dump_yaml(_spec(placed, executor)),
    )


def resources_of(resources: ResourceSpec | None) -> dict[str, str]:
    """Return what a task asks for, by the names that people know; what it does not ask for is left out."""
    if resources is None:
        return {}
    asked = {
        "cpu request": resources.resource_cpu_request or resources.cpu_request,
        "cpu limit": resources.resource_cpu_limit or resources.cpu_limit,
        "memory request": resources.resource_memory_request or _gigabytes(resources.memory_request),
        "memory limit": resources.resource_memory_limit or _gigabytes(resources.memory_limit),
    }
    accelerator = resources.accelerator
    if accelerator is not None:
        kind, count = accelerator.resource_type or accelerator.type, accelerator.resource_count or accelerator.count
        asked["accelerator"] = f"{count} x {kind}" if kind else ""
    return {name: str(value) for name, value in asked.items() if value}


def _gigabytes(value: float) -> str:
    return f"{value:g}G" if value else ""


def _retry(task: PipelineTaskSpec) -> NodeRetry | None:
    policy = task.retry_policy
    if policy is None or policy.max_retry_count <= 0:
        return None
    return NodeRetry(
        count=policy.max_retry_count,
        delay_seconds=policy.backoff_duration.total_seconds() if policy.backoff_duration else 0.0,
        factor=policy.backoff_factor or 2.0,
        max_delay_seconds=policy.backoff_max_duration.total_seconds() if policy.backoff_max_duration else 3600.0,
    )


def _platforms(reader: GraphReader, label: str) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for name, settings in reader.document.platform.platforms.items():
        deployment = settings.deployment_spec
        if deployment is not None and label in deployment.executors:
            found[name] = deployment.executors[label]
    return found


def _timeout(platforms: Mapping[str, JsonValue]) -> float | None:
    own, cluster = (platforms.get(name) or {} for name in ("penstock", "kubernetes"))
    return own.get("timeoutSeconds") or cluster.get("activeDeadlineSeconds") or None


def _inputs(placed: Placed) -> Iterator[IoSpec]:
    definitions = placed.component.input_definitions
    if definitions is None:
        return
    given = placed.task.inputs
    parameters: Mapping[str, TaskInputParameterSpec] = given.parameters if given else {}
    artifacts: Mapping[str, TaskInputArtifactSpec] = given.artifacts if given else {}
    prefix = placed.id.rpartition("/")[0]
    for name, parameter in definitions.parameters.items():
        has_default = parameter.default_value is not ABSENT
        yield IoSpec(
            name=name,
            type=parameter.parameter_type.value,
            is_artifact=False,
            is_list=False,
            optional=parameter.is_optional or has_default,
            default=parameter.default_value if has_default else None,
            description=parameter.description,
            source=_parameter_source(parameters.get(name), prefix),
        )
    for name, artifact in definitions.artifacts.items():
        yield IoSpec(
            name=name,
            type=artifact_title(artifact.artifact_type),
            is_artifact=True,
            is_list=artifact.is_artifact_list,
            optional=artifact.is_optional,
            default=None,
            description=artifact.description,
            source=_artifact_source(artifacts.get(name), prefix),
        )


def _outputs(placed: Placed) -> Iterator[IoSpec]:
    definitions = placed.component.output_definitions
    for output in outputs_of(placed.component):
        artifact = definitions.artifacts.get(output.name) if definitions else None
        parameter = definitions.parameters.get(output.name) if definitions else None
        described = (artifact if output.is_artifact else parameter) or None
        yield IoSpec(
            name=output.name,
            type=output.type,
            is_artifact=output.is_artifact,
            is_list=artifact is not None and output.is_artifact and artifact.is_artifact_list,
            optional=False,
            default=None,
            description=described.description if described else "",
            source=None,
        )


def _parameter_source(given: TaskInputParameterSpec | None, prefix: str) -> IoSource | None:
    if given is None:
        return None
    if given.task_output_parameter is not None:
        output = given.task_output_parameter
        return _from_output(f"{prefix}/{output.producer_task}", output.output_parameter_key)
    if given.task_final_status is not None:
        return _from_output(f"{prefix}/{given.task_final_status.producer_task}", "final status")
    if given.component_input_parameter:
        return _from_input(given.component_input_parameter)
    value: JsonObject = encode(given.runtime_value) if given.runtime_value is not None else {}
    return IoSource(kind="constant", value=value.get("constant", value or None), node=None, output=None)


def _artifact_source(given: TaskInputArtifactSpec | None, prefix: str) -> IoSource | None:
    if given is None:
        return None
    if given.task_output_artifact is not None:
        output = given.task_output_artifact
        return _from_output(f"{prefix}/{output.producer_task}", output.output_artifact_key)
    return _from_input(given.component_input_artifact)


def _from_output(node: str, output: str) -> IoSource:
    return IoSource(kind="output", value=None, node=node, output=output)


def _from_input(name: str) -> IoSource:
    return IoSource(kind="input", value=None, node=None, output=name.removeprefix(_CHANNEL))


def _spec(placed: Placed, executor: ExecutorSpec | None) -> JsonObject:
    shown: JsonObject = {"task": encode(placed.task), "component": encode(placed.component)}
    if placed.component.dag is not None:
        shown["component"].pop("dag", None)
    if executor is not None:
        shown["executor"] = encode(executor)
    return shown
