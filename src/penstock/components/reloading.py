"""A compiled file as a component: a single component by itself, or a pipeline with all that belongs to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from penstock.core.errors import Problem, SpecError
from penstock.core.json import whole_numbers
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.names import kubernetes_name
from penstock.spec.component import ComponentInputsSpec, ComponentSpec, InputParameterSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.types import ABSENT, ParameterType

_DESCRIPTION = "# Description: "
_CONTINUED = "#             "


def definition_of_document(document: PipelineDocument, text: str, name: str) -> ComponentDefinition:
    """Return the component that a document describes.

    Raises `SpecError` when it describes none.
    """
    pipeline = document.pipeline
    if pipeline.root is None or pipeline.pipeline_info is None or not pipeline.pipeline_info.name:
        missing = "root" if pipeline.root is None else "pipelineInfo.name"
        raise SpecError(
            [Problem("missing-field", missing, "is missing; this is neither a pipeline nor a component file")],
            source=name,
        )
    title = kubernetes_name(pipeline.pipeline_info.name)
    description = pipeline.pipeline_info.description or _described(text)
    single = _single_component(document, title)
    if single is None:
        spec = _interface(pipeline.root)
        return ComponentDefinition(name=title, description=description, spec=spec, document=document)
    label = single.executor_label
    assert pipeline.deployment_spec is not None
    return ComponentDefinition(
        name=title,
        description=description,
        spec=_interface(single),
        executor=pipeline.deployment_spec.executors[label],
        platform=_platform(document, label),
    )


def _single_component(document: PipelineDocument, title: str) -> ComponentSpec | None:
    """Return the component of a file that the compiler made of one component, rather than of a pipeline."""
    pipeline = document.pipeline
    dag = pipeline.root.dag if pipeline.root else None
    component = pipeline.components.get(f"comp-{title}")
    executors = pipeline.deployment_spec.executors if pipeline.deployment_spec else {}
    if dag is None or component is None or len(dag.tasks) != 1:
        return None
    return component if component.executor_label == f"exec-{title}" and component.executor_label in executors else None


def _interface(component: ComponentSpec) -> ComponentSpec:
    """Return inputs, outputs and passthroughs; old files leave out that an input with a default is optional."""
    inputs = component.input_definitions
    if inputs is not None:
        parameters = {name: _input(parameter) for name, parameter in inputs.parameters.items()}
        inputs = ComponentInputsSpec(artifacts=inputs.artifacts, parameters=parameters)
    return ComponentSpec(
        input_definitions=inputs,
        output_definitions=component.output_definitions,
        task_config_passthroughs=component.task_config_passthroughs,
    )


def _input(parameter: InputParameterSpec) -> InputParameterSpec:
    if parameter.default_value is ABSENT:
        return parameter
    default = parameter.default_value
    if parameter.parameter_type is ParameterType.NUMBER_INTEGER:
        default = whole_numbers(default)
    return replace(parameter, default_value=default, is_optional=True)


def _platform(document: PipelineDocument, label: str) -> Mapping[str, Any]:
    settings: dict[str, Any] = {}
    for name, platform in document.platform.platforms.items():
        deployment = platform.deployment_spec
        if deployment is not None and label in deployment.executors:
            settings[name] = deployment.executors[label]
    return settings


def _described(text: str) -> str:
    """Read the description from the comment at the top of the file, where the compiler writes it."""
    lines = text[:20_000].splitlines()
    start = next((index for index, line in enumerate(lines[:4]) if line.startswith(_DESCRIPTION)), None)
    if start is None:
        return ""
    description = [lines[start].removeprefix(_DESCRIPTION)]
    for line in lines[start + 1 :]:
        if not line.startswith(_CONTINUED):
            break
        description.append(line.removeprefix(_CONTINUED).removeprefix(" "))
    return "\n".join(description)
