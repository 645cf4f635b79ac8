"""The executor of a task: what its component says, with the settings of the task laid over it."""

from typing import Any

from penstock.compiler.naming import input_placeholder
from penstock.compiler.quantities import cores, gigabytes
from penstock.dsl.channels import PipelineChannel, embedded_channels
from penstock.dsl.graph import TaskNode
from penstock.dsl.settings import Resources
from penstock.spec.executor import (
    AcceleratorConfig,
    EnvVar,
    ExecutorSpec,
    ImporterSpec,
    PipelineContainerSpec,
    ResourceSpec,
)
from penstock.spec.types import Int64, ValueOrRuntimeParameter
from penstock.spec.values import replace


def executor_of(task: TaskNode) -> ExecutorSpec:
    """Return the executor of a task that is no pipeline."""
    executor = task.definition.executor
    assert executor is not None
    if executor.container is not None:
        return replace(executor, container=_container(executor.container, task))
    if executor.importer is not None:
        return replace(executor, importer=_importer(executor.importer, task))
    return executor


def with_injected(task: TaskNode) -> dict[str, Any]:
    """Return the arguments of a task, with its settings that are channels: KFP hands those in as inputs too."""
    arguments = dict(task.arguments)
    resources = task.settings.resources
    injected = {
        "cpu_limit": resources.cpu_limit,
        "memory_limit": resources.memory_limit,
        "cpu_request": resources.cpu_request,
        "memory_request": resources.memory_request,
        "accelerator_type": resources.accelerator_type,
        "accelerator_count": resources.accelerator_count,
        "base_image": task.settings.image,
    }
    for name, value in injected.items():
        if is_dynamic(value):
            arguments[name] = value if isinstance(value, str) else str(value)
    return arguments


def is_dynamic(value: Any) -> bool:
    """Tell whether a setting is known only when the pipeline runs."""
    if value is None:
        return False
    return isinstance(value, PipelineChannel) or (isinstance(value, str) and bool(embedded_channels(value)))


def as_text(value: Any) -> str:
    """Write a setting with the channels inside it as placeholders."""
    if isinstance(value, PipelineChannel):
        return input_placeholder(value.surfaced_name)
    text = str(value)
    for channel in embedded_channels(text):
        text = text.replace(channel.pattern, input_placeholder(channel.surfaced_name))
    return text


def _container(container: PipelineContainerSpec, task: TaskNode) -> PipelineContainerSpec:
    settings = task.settings
    environment = {variable.name: variable.value for variable in container.env}
    environment |= {name: as_text(value) for name, value in settings.environment.items()}
    return replace(
        container,
        image=container.image if settings.image is None else as_text(settings.image),
        env=tuple(EnvVar(name=name, value=value) for name, value in environment.items()),
        resources=_resources(settings.resources) if any_set(settings.resources) else container.resources,
    )


def any_set(resources: Resources) -> bool:
    """Tell whether a task asks for resources."""
    return any(value is not None for value in resources.values())


def _resources(wanted: Resources) -> ResourceSpec:
    """Write the quantities, and the deprecated plain numbers of those that are known already."""
    return ResourceSpec(
        resource_cpu_request=_quantity(wanted.cpu_request),
        cpu_request=_number(wanted.cpu_request, cores),
        resource_cpu_limit=_quantity(wanted.cpu_limit),
        cpu_limit=_number(wanted.cpu_limit, cores),
        resource_memory_request=_quantity(wanted.memory_request),
        memory_request=_number(wanted.memory_request, gigabytes),
        resource_memory_limit=_quantity(wanted.memory_limit),
        memory_limit=_number(wanted.memory_limit, gigabytes),
        accelerator=_accelerator(wanted),
    )


def _accelerator(wanted: Resources) -> AcceleratorConfig | None:
    if wanted.accelerator_count is None:
        return None
    return AcceleratorConfig(
        resource_type=_quantity(wanted.accelerator_type),
        type="" if is_dynamic(wanted.accelerator_type) else wanted.accelerator_type or "",
        resource_count=_quantity(wanted.accelerator_count),
        count=Int64(0 if is_dynamic(wanted.accelerator_count) else int(wanted.accelerator_count)),
    )


def _quantity(value: Any) -> str:
    return "" if value is None else as_text(value)


def _number(value: Any, convert: Any) -> float:
    return 0.0 if value is None or is_dynamic(value) else convert(value)


def _importer(importer: ImporterSpec, task: TaskNode) -> ImporterSpec:
    uri = task.arguments.get("uri")
    if uri is None:
        return importer
    if is_dynamic(uri):
        return replace(importer, artifact_uri=ValueOrRuntimeParameter(runtime_parameter="uri"))
    return replace(importer, artifact_uri=ValueOrRuntimeParameter(constant=uri))
