"""Works out what an execution is given and what a launcher has to start: values, places, commands. Pure."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from penstock.core.errors import PlaceholderError
from penstock.core.ids import ArtifactId, AttemptId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.caching import MOUNTS, mounts_part, parts_of
from penstock.engine.executions import Execution, Scope
from penstock.engine.graphs import constant_of
from penstock.engine.inputs import InputResolver, UnresolvedError
from penstock.engine.plan import IteratorPlan, TaskPlan
from penstock.engine.planning import Plan
from penstock.engine.pod_settings import refers_to_values, resolved, scope_of
from penstock.engine.records import (
    ArtifactRecord,
    AttemptRequest,
    Failure,
    OutputSlot,
    Resources,
    RunRecord,
    Values,
)
from penstock.engine.rendering import Job, TaskRenderer
from penstock.engine.resources import resources_of
from penstock.engine.task_config import applies, config_inputs, task_config
from penstock.spec.conditions import Condition
from penstock.spec.executor import ImporterSpec, PipelineContainerSpec
from penstock.spec.types import ABSENT, ArtifactTypeSchema, TaskConfigPassthroughType, ValueOrRuntimeParameter

_KUBERNETES = "kubernetes"
_ENV = TaskConfigPassthroughType.ENV
_RESOURCES = TaskConfigPassthroughType.RESOURCES


class Places(Protocol):
    """Where things lie: the part of an artifact store that does no input or output."""

    def prefix_for(self, run_id: RunId, attempt_id: AttemptId) -> str:
        """Return the output prefix of one attempt."""
        ...

    def local_path(self, uri: str) -> Path | None:
        """Return where the content lies on this machine, or ``None``."""
        ...


class Driver:
    """Resolves, builds and renders for the executions of one run."""

    def __init__(self, plan: Plan, record: RunRecord, places: Places) -> None:
        self._plan = plan
        self._record = record
        self._places = places
        self._workspace = self._workspace_of(plan)
        own_root = self._local(places.prefix_for(record.id, AttemptId("workspace"))).rsplit("/", 1)[0]
        root = record.options.pipeline_root or plan.document.pipeline.default_pipeline_root or own_root
        self._job = Job.of(record, pipeline_root=root, workspace=self._workspace)
        self.resolver = InputResolver(resource_name=self._job.resource_name, whole=plan.compiled_by_kfp)

    def inputs_of(self, execution: Execution, task: TaskPlan, scope: Scope) -> Values:
        """Return the inputs of a task. Raises `UnresolvedError`."""
        renderer = TaskRenderer(self._job, task.name, task_id=self._task_id(execution))
        return self.resolver.resolve(task, execution.component, scope, renderer.render_with)

    def items_of(self, iterator: IteratorPlan, inputs: Values) -> tuple[Any, ...]:
        """Return what a loop runs over. Raises `UnresolvedError`."""
        renderer = TaskRenderer(self._job, "")
        return self.resolver.items(iterator, inputs, renderer.render_with)

    def holds(self, condition: Condition, inputs: Values) -> bool:
        """Evaluate a trigger condition. Raises `ConditionError`."""
        if not condition.artifact_names:
            return condition.evaluate(inputs.parameters)
        artifacts = {
            name: {"artifacts": [{"name": a.name, "uri": a.uri, "metadata": a.metadata} for a in found]}
            for name, found in inputs.artifacts.items()
        }
        return condition.evaluate(inputs.parameters, artifacts)

    def import_of(self, execution: Execution) -> tuple[str, ArtifactRecord, bool]:
        """Return the output of an importer, the artifact it names, and whether it must be a new one.

        Raises `UnresolvedError`.
        """
        component = execution.component
        spec = component.executor.importer if component.executor else None
        assert spec is not None
        output = next(iter(component.outputs), "artifact")
        renderer = TaskRenderer(self._job, execution.task_name)
        parameters = execution.inputs.parameters
        uri = self._imported_uri(spec, parameters)
        schema = spec.type_schema or ArtifactTypeSchema()
        metadata = self._metadata(spec, renderer, parameters)
        artifact = ArtifactRecord(
            id=ArtifactId(str(uuid.uuid5(uuid.NAMESPACE_URL, f"penstock:{self._record.id}/{execution.path}"))),
            name=output,
            type_title=schema.schema_title or schema.schema_uri or "system.Artifact",
            type_version=schema.schema_version,
            type_schema=schema.instance_schema,
            uri=uri,
            metadata=metadata,
        )
        return output, artifact, spec.reimport

    def _imported_uri(self, spec: ImporterSpec, parameters: Mapping[str, JsonValue]) -> str:
        source = spec.artifact_uri or ValueOrRuntimeParameter()
        uri = parameters.get(source.runtime_parameter) if source.runtime_parameter else constant_of(source)
        if not isinstance(uri, str) or not uri:
            name = source.runtime_parameter or "artifactUri"
            raise UnresolvedError(Failure(reason="MissingInput", message=f"the importer has no URI: {name!r} is empty"))
        return uri

    def _metadata(self, spec: ImporterSpec, renderer: TaskRenderer, parameters: Mapping[str, JsonValue]) -> JsonObject:
        metadata: JsonObject = {}
        for properties in (spec.properties, spec.custom_properties):
            for name, source in properties.items():
                by_name = parameters.get(source.runtime_parameter) if source.runtime_parameter else None
                metadata[name] = by_name if source.runtime_parameter else constant_of(source)
        if spec.metadata is not ABSENT:
            metadata |= renderer.render_with(spec.metadata, parameters)
        return metadata

    def request_for(self, execution: Execution, attempt: AttemptId, number: int) -> AttemptRequest:
        """Return all that a launcher needs; the same for the same attempt whenever it is asked.

        Raises `PlaceholderError`.
        """
        component = execution.component
        container = component.executor.container if component.executor else None
        assert container is not None
        prefix = self._local(self._places.prefix_for(self._record.id, attempt))
        executor_input = self.executor_input(execution, prefix)
        task_id = self._task_id(execution)
        renderer = TaskRenderer(self._job, execution.task_name, task_id=task_id, executor_input=executor_input)
        platform = self._platform_of(execution)
        for name in config_inputs(component):
            config = task_config(component, container, platform.get(_KUBERNETES) or {}, renderer.render)
            executor_input["inputs"].setdefault("parameterValues", {})[name] = config
        own_env, own_resources = applies(component, _ENV), applies(component, _RESOURCES)
        return AttemptRequest(
            id=attempt,
            run_id=self._record.id,
            path=execution.path,
            number=number,
            image=renderer.render(container.image),
            command=renderer.render_arguments(container.command),
            args=renderer.render_arguments(container.args),
            env=_environment(container, renderer) if own_env else {},
            executor_input=executor_input,
            output_types=component.outputs,
            output_prefix=prefix,
            resources=resources_of(container, renderer.render) if own_resources else Resources(),
            timeout=component.timeout,
            platform=platform,
            host_commands=self._record.options.host_commands,
            isolated=self._record.options.isolated,
            task_name=execution.task_name,
            log_uri=f"{prefix}/log.txt",
            workspace=self._workspace,
        )

    def executor_input(self, execution: Execution, prefix: str) -> JsonObject:
        """Return KFP's ``ExecutorInput`` for one attempt, with local paths for what lies here (decision A8)."""
        inputs: JsonObject = {}
        if execution.inputs.parameters:
            inputs["parameterValues"] = dict(execution.inputs.parameters)
        if execution.inputs.artifacts:
            inputs["artifacts"] = {
                name: {"artifacts": [self._input_artifact(artifact) for artifact in found]}
                for name, found in execution.inputs.artifacts.items()
            }
        outputs: JsonObject = {"outputFile": f"{prefix}/executor_output.json"}
        for name, slot in execution.component.outputs.items():
            if slot.kind == "parameter":
                place = {"outputFile": f"{prefix}/parameters/{name}"}
                outputs.setdefault("parameters", {})[name] = place
            else:
                made = _output_artifact(name, slot, f"{prefix}/outputs/{name}")
                outputs.setdefault("artifacts", {})[name] = {"artifacts": [made]}
        return {"inputs": inputs, "outputs": outputs}

    def fingerprint_parts(self, execution: Execution, cache_key: str) -> dict[str, str]:
        """Return the parts of an execution's fingerprint that need no look at the world."""
        component = execution.component
        parts = parts_of(component.fingerprint_parts, execution.inputs, component=component.name, cache_key=cache_key)
        if MOUNTS in parts:
            with suppress(PlaceholderError):  # the launch will tell
                parts[MOUNTS] = mounts_part(self._platform_of(execution))
        return parts

    def _platform_of(self, execution: Execution) -> Mapping[str, JsonObject]:
        """Return the settings of a task, with what follows from values of the run. Raises `PlaceholderError`."""
        platform = execution.component.platform
        scope = scope_of(execution)
        if scope is None or not refers_to_values(platform.get(_KUBERNETES)):
            return platform
        renderer = TaskRenderer(self._job, execution.task_name, task_id=self._task_id(execution))
        return {**platform, _KUBERNETES: resolved(platform[_KUBERNETES], scope, renderer.render_with)}

    def _input_artifact(self, artifact: ArtifactRecord) -> JsonObject:
        return {
            "name": artifact.name,
            "type": _type(artifact.type_title, artifact.type_version, artifact.type_schema),
            "uri": self._local(artifact.uri),
            "metadata": artifact.metadata,
        }

    def _task_id(self, execution: Execution) -> str:
        return f"{self._record.id}-{execution.number}"

    def _workspace_of(self, plan: Plan) -> str:
        if not plan.has_workspace:
            return ""
        return self._local(self._places.prefix_for(self._record.id, AttemptId("workspace")))

    def _local(self, uri: str) -> str:
        path = self._places.local_path(uri)
        return uri if path is None else str(path)


def _output_artifact(name: str, slot: OutputSlot, uri: str) -> JsonObject:
    artifact: JsonObject = {"name": name, "type": _type(slot.type, slot.type_version, slot.type_schema), "uri": uri}
    artifact["metadata"] = dict(slot.metadata)
    return artifact


def _type(title: str, version: str, schema: str) -> JsonObject:
    named: JsonObject = {"instanceSchema": schema} if schema else {"schemaTitle": title}
    return {**named, "schemaVersion": version} if version else named


def _environment(container: PipelineContainerSpec, renderer: TaskRenderer) -> dict[str, str]:
    return {variable.name: renderer.render(variable.value) for variable in container.env}
