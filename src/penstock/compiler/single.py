"""A single component as a pipeline of one task, so that it can be run and shared like one."""

from penstock.compiler.naming import component_name, executor_label
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.names import kubernetes_name
from penstock.spec.executor import PipelineDeploymentConfig
from penstock.spec.pipeline import SCHEMA_VERSION, PipelineDocument, PipelineInfo, PipelineSpec
from penstock.spec.platform import PlatformDeploymentConfig, PlatformSpec, SinglePlatformSpec
from penstock.spec.task import (
    ArtifactSelectorSpec,
    CachingOptions,
    ComponentRef,
    DagOutputArtifactSpec,
    DagOutputParameterSpec,
    DagOutputsSpec,
    DagSpec,
    ParameterSelectorSpec,
    PipelineTaskInfo,
    PipelineTaskSpec,
    TaskInputArtifactSpec,
    TaskInputParameterSpec,
    TaskInputsSpec,
)
from penstock.spec.values import replace


def single_component(definition: ComponentDefinition, *, sdk_version: str, caching: bool) -> PipelineDocument:
    """Make the document of a component that is no pipeline."""
    assert definition.executor is not None
    name = kubernetes_name(definition.name) or "task"
    label = executor_label(name)
    task = PipelineTaskSpec(
        task_info=PipelineTaskInfo(name=name),
        inputs=_inputs(definition),
        caching_options=CachingOptions(enable_cache=caching),
        component_ref=ComponentRef(name=component_name(name)),
    )
    dag = DagSpec(tasks={name: task}, outputs=_outputs(definition, name))
    pipeline = PipelineSpec(
        pipeline_info=PipelineInfo(name=definition.name),
        deployment_spec=PipelineDeploymentConfig(executors={label: definition.executor}),
        sdk_version=sdk_version,
        schema_version=SCHEMA_VERSION,
        components={component_name(name): replace(definition.spec, executor_label=label)},
        root=replace(definition.spec, dag=dag),
    )
    platforms = {
        platform: SinglePlatformSpec(deployment_spec=PlatformDeploymentConfig(executors={label: dict(settings)}))
        for platform, settings in definition.platform.items()
        if settings
    }
    return PipelineDocument(pipeline=pipeline, platform=PlatformSpec(platforms=platforms))


def _inputs(definition: ComponentDefinition) -> TaskInputsSpec | None:
    inputs = definition.spec.input_definitions
    if inputs is None:
        return None
    return TaskInputsSpec(
        parameters={name: TaskInputParameterSpec(component_input_parameter=name) for name in inputs.parameters},
        artifacts={name: TaskInputArtifactSpec(component_input_artifact=name) for name in inputs.artifacts},
    )


def _outputs(definition: ComponentDefinition, task: str) -> DagOutputsSpec | None:
    outputs = definition.spec.output_definitions
    if outputs is None:
        return None
    parameters = {
        name: DagOutputParameterSpec(
            value_from_parameter=ParameterSelectorSpec(producer_subtask=task, output_parameter_key=name)
        )
        for name in outputs.parameters
    }
    artifacts = {
        name: DagOutputArtifactSpec(
            artifact_selectors=(ArtifactSelectorSpec(producer_subtask=task, output_artifact_key=name),)
        )
        for name in outputs.artifacts
    }
    return DagOutputsSpec(parameters=parameters, artifacts=artifacts)
