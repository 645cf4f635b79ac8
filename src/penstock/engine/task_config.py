"""The settings of a task that its program wants to be told of: KFP's ``dsl.TaskConfig``."""

from collections.abc import Callable, Mapping

from penstock.core.json import JsonObject
from penstock.engine.plan import ComponentPlan
from penstock.spec.executor import PipelineContainerSpec, ResourceSpec
from penstock.spec.types import ParameterType, TaskConfigPassthroughType

F = TaskConfigPassthroughType

Render = Callable[[str], str]


def config_inputs(component: ComponentPlan) -> list[str]:
    """Return the names of the inputs that take the configuration of the task."""
    return [name for name, spec in component.parameters.items() if spec.parameter_type is ParameterType.TASK_CONFIG]


def applies(component: ComponentPlan, field: TaskConfigPassthroughType) -> bool:
    """Whether a setting holds for the task itself; one that is only handed into it does not."""
    return component.passthroughs.get(field, True)


def task_config(component: ComponentPlan, container: PipelineContainerSpec, render: Render) -> JsonObject:
    """Return what a component asked to be told, in the form of Kubernetes' JSON. Raises `PlaceholderError`."""
    settings = component.platform.get("kubernetes", {})
    makers: Mapping[TaskConfigPassthroughType, tuple[str, Callable[[], object]]] = {
        F.ENV: ("env", lambda: [{"name": env.name, "value": render(env.value)} for env in container.env]),
        F.RESOURCES: ("resources", lambda: _resources(container.resources, render)),
        F.KUBERNETES_NODE_SELECTOR: ("nodeSelector", lambda: settings.get("nodeSelector", {}).get("labels", {})),
        F.KUBERNETES_TOLERATIONS: ("tolerations", lambda: settings.get("tolerations", [])),
        F.KUBERNETES_AFFINITY: ("affinity", lambda: settings.get("nodeAffinity", [])),
        F.KUBERNETES_VOLUMES: ("volumes", lambda: settings.get("pvcMount", [])),
    }
    wanted = (makers[field] for field in component.passthroughs if field in makers)
    return {name: make() for name, make in wanted}


def _resources(spec: ResourceSpec | None, render: Render) -> JsonObject:
    if spec is None:
        return {}
    limits = {"cpu": render(spec.resource_cpu_limit), "memory": render(spec.resource_memory_limit)}
    requests = {"cpu": render(spec.resource_cpu_request), "memory": render(spec.resource_memory_request)}
    accelerator = spec.accelerator
    if accelerator is not None and accelerator.resource_type:
        limits[render(accelerator.resource_type)] = render(accelerator.resource_count)
    sides = {"limits": limits, "requests": requests}
    given = {side: {name: text for name, text in values.items() if text} for side, values in sides.items()}
    return {side: values for side, values in given.items() if values}
