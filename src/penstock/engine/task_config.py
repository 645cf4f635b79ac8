"""The settings of a task that its program wants to be told of: KFP's ``dsl.TaskConfig``."""

from collections.abc import Callable, Mapping

from penstock.core.json import JsonObject, JsonValue
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


def task_config(
    component: ComponentPlan, container: PipelineContainerSpec, settings: JsonObject, render: Render
) -> JsonObject:
    """Return what a component asked to be told, in the form of Kubernetes' JSON. Raises `PlaceholderError`.

    The `settings` are those for Kubernetes, with the values of the run in them.
    """
    makers: Mapping[TaskConfigPassthroughType, Callable[[], JsonObject]] = {
        F.ENV: lambda: {"env": [{"name": env.name, "value": render(env.value)} for env in container.env]},
        F.RESOURCES: lambda: {"resources": _resources(container.resources, render)},
        F.KUBERNETES_NODE_SELECTOR: lambda: {"nodeSelector": settings.get("nodeSelector", {}).get("labels", {})},
        F.KUBERNETES_TOLERATIONS: lambda: {"tolerations": [*map(_toleration, settings.get("tolerations", []))]},
        F.KUBERNETES_AFFINITY: lambda: {"affinity": _affinity(settings.get("nodeAffinity", []))},
        F.KUBERNETES_VOLUMES: lambda: _volumes(settings.get("pvcMount", [])),
    }
    config: JsonObject = {}
    for field in component.passthroughs:
        if field in makers:
            config |= makers[field]()
    return config


def _volumes(claims: list[JsonObject]) -> JsonObject:
    """Return volumes and their mounts: each claim is a volume of its own name."""
    names = [str(claim.get("pvcName")) for claim in claims]
    mounts = []
    for name, claim in zip(names, claims, strict=True):
        inner = {"subPath": claim["subPath"]} if claim.get("subPath") else {}
        mounts.append({"name": name, "mountPath": claim.get("mountPath", ""), **inner})
    volumes = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in dict.fromkeys(names)]
    return {"volumes": volumes, "volumeMounts": mounts}


def _toleration(entry: JsonObject) -> JsonValue:
    """Return a toleration; numbers of 64 bits are texts in the document."""
    seconds = entry.get("tolerationSeconds")
    whole: JsonValue = entry.get("tolerationJson", entry)
    return whole if seconds is None else {**entry, "tolerationSeconds": int(seconds)}


def _affinity(terms: list[JsonObject]) -> JsonObject:
    """Return the affinity of a pod for nodes: terms with a weight are preferred, the others required."""
    node: JsonObject = {}
    required, preferred = [], []
    for term in terms:
        if term.get("nodeAffinityJson"):
            node |= term["nodeAffinityJson"]
            continue
        what = {key: value for key, value in term.items() if key != "weight"}
        if term.get("weight") is None:
            required.append(what)
        else:
            preferred.append({"weight": term["weight"], "preference": what})
    if required:
        node["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": required}
    if preferred:
        node["preferredDuringSchedulingIgnoredDuringExecution"] = preferred
    return {"nodeAffinity": node} if node else {}


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
