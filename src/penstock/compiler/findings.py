"""What of a document another platform does not carry out: asked for by ``penstock compile --target kfp``."""

from collections.abc import Iterator, Mapping
from typing import Any

from penstock.core.errors import Problem
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import PipelineContainerSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.task import PipelineTaskSpec
from penstock.spec.types import ABSENT

_LARGEST_EXACT = 2**53
_PLACEHOLDER = "{{$.inputs."


def portability(document: PipelineDocument) -> tuple[Problem, ...]:
    """Return what KFP's back-end would do differently: errors for another result, warnings for what it leaves out."""
    return (*_platform(document), *_executors(document), *_graphs(document))


def _platform(document: PipelineDocument) -> Iterator[Problem]:
    platforms = document.platform.platforms
    own = platforms.get("penstock")
    if own is None or own.deployment_spec is None:
        return
    kubernetes = platforms.get("kubernetes")
    known = kubernetes.deployment_spec.executors if kubernetes and kubernetes.deployment_spec else {}
    for label, settings in own.deployment_spec.executors.items():
        for key in settings:
            if key == "timeoutSeconds" and "activeDeadlineSeconds" in known.get(label, {}):
                continue
            path = f"platforms.penstock.deploymentSpec.executors.{label}.{key}"
            yield Problem("only-penstock", path, f"only Penstock knows the setting {key!r}", _advice(key))


def _advice(key: str) -> str:
    if key == "sources":
        return "leave out 'ship' and build an image that has these modules"
    return "leave it out of what is to run on other platforms"


def _executors(document: PipelineDocument) -> Iterator[Problem]:
    deployment = document.pipeline.deployment_spec
    for label, executor in (deployment.executors if deployment else {}).items():
        path = f"deploymentSpec.executors.{label}"
        if executor.container is not None:
            yield from _environment(executor.container, path)


def _environment(container: PipelineContainerSpec, path: str) -> Iterator[Problem]:
    for variable in container.env:
        if _PLACEHOLDER in variable.value:
            message = (
                f"the environment variable {variable.name!r} depends on a value of the run, which KFP leaves as text"
            )
            yield Problem("dynamic-environment", f"{path}.container.env", message, "pass the value as an argument")


def _graphs(document: PipelineDocument) -> Iterator[Problem]:
    pipeline = document.pipeline
    if pipeline.root is not None:
        yield from _root(pipeline.root)
        yield from _graph(pipeline.root, "root", pipeline.components)
    for name, component in pipeline.components.items():
        yield from _graph(component, f"components.{name}", pipeline.components)


def _root(root: ComponentSpec) -> Iterator[Problem]:
    inputs = root.input_definitions
    for name in inputs.artifacts if inputs else ():
        message = f"the pipeline takes the artifact {name!r}, and KFP can only be given parameters"
        yield Problem("artifact-input", f"root.inputDefinitions.artifacts.{name}", message, "use dsl.importer(...)")
    for name, parameter in inputs.parameters.items() if inputs else ():
        default = parameter.default_value
        if default is not ABSENT and _is_inexact(default):
            yield _inexact(f"root.inputDefinitions.parameters.{name}.defaultValue")


def _graph(component: ComponentSpec, path: str, components: Mapping[str, ComponentSpec]) -> Iterator[Problem]:
    for name, task in component.dag.tasks.items() if component.dag else ():
        yield from _task(task, f"{path}.dag.tasks.{name}", components)


def _task(task: PipelineTaskSpec, path: str, components: Mapping[str, ComponentSpec]) -> Iterator[Problem]:
    if task.artifact_iterator is not None:
        message = "a loop over artifacts, which KFP's back-end does not carry out yet"
        yield Problem("artifact-loop", f"{path}.artifactIterator", message, "loop over their names instead")
    component = components.get(task.component_ref.name) if task.component_ref else None
    if task.retry_policy is not None and component is not None and component.dag is not None:
        message = "KFP does not retry whole pipelines; their tasks are retried by their own settings"
        yield Problem("retried-pipeline", f"{path}.retryPolicy", message, severity="warning")
    if task.inputs is None:
        return
    for name, given in task.inputs.parameters.items():
        place = f"{path}.inputs.parameters.{name}"
        constant = given.runtime_value.constant if given.runtime_value else ABSENT
        if constant is not ABSENT and _is_inexact(constant):
            yield _inexact(place)
        output = given.task_output_parameter
        if output is not None and output.producer_task not in task.dependent_tasks:
            message = f"takes an output of {output.producer_task!r}, and KFP does not wait for it"
            hint = f"call .after(...) with the task {output.producer_task!r}"
            yield Problem("not-awaited", place, message, hint, severity="warning")


def _is_inexact(value: Any) -> bool:
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, bool):
            continue
        if isinstance(current, int) and abs(current) > _LARGEST_EXACT:
            return True
        if isinstance(current, list | tuple):
            pending.extend(current)
        elif isinstance(current, dict):
            pending.extend(current.values())
    return False


def _inexact(path: str) -> Problem:
    message = "a whole number beyond 2^53, of which KFP loses the last digits"
    return Problem("inexact-integer", path, message, "pass it as text")
