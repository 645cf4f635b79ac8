"""Checks how components are implemented: containers, importers, and what they refer to."""

import re
from collections.abc import Iterator

from penstock.spec.commands import find_command_problems
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec, ImporterSpec, PipelineContainerSpec, ResourceSpec
from penstock.spec.lightweight import recognise
from penstock.spec.placeholders import Interface, find_problems
from penstock.spec.types import ABSENT, ValueOrRuntimeParameter
from penstock.spec.validation.findings import Findings
from penstock.spec.validation.inputs import texts_of
from penstock.spec.validation.scope import WORKSPACE

_QUANTITY = re.compile(r"\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?")
_PLACEHOLDER = "{{$"


def check_executor(executor: ExecutorSpec, path: str, findings: Findings) -> None:
    """Add the problems of an executor by itself."""
    kinds = [executor.container, executor.importer, executor.resolver, executor.custom_job]
    if sum(kind is not None for kind in kinds) != 1:
        hint = "give one of container, importer, resolver, customJob"
        findings.error("invalid-executor", path, "needs exactly one implementation", hint)
    if executor.container is None:
        return
    if not executor.container.image:
        findings.error("missing-image", f"{path}.container.image", "the container has no image")
    if executor.container.resources:
        _check_resources(executor.container.resources, f"{path}.container.resources", findings)
    for index, variable in enumerate(executor.container.env):
        if not variable.name or "=" in variable.name:
            message = f"{variable.name!r} is not the name of an environment variable"
            findings.error("invalid-environment", f"{path}.container.env[{index}]", message)


def check_executor_use(
    component: ComponentSpec, extra_inputs: frozenset[str], executor: ExecutorSpec, path: str, findings: Findings
) -> None:
    """Add the problems of an executor with the interface of a component that it implements."""
    interface = Interface.of(component)
    if extra_inputs:
        names = {*interface.parameters, *extra_inputs}
        interface = Interface(
            parameters=names,
            artifacts=interface.artifacts,
            output_parameters=interface.output_parameters,
            output_artifacts=interface.output_artifacts,
        )
    if executor.container:
        _check_container(executor.container, interface, f"{path}.container", findings)
    if executor.importer:
        _check_importer(executor.importer, interface, f"{path}.importer", findings)


def uses_workspace(executor: ExecutorSpec) -> bool:
    """Tell whether an executor needs the folder that the tasks of a run share."""
    if executor.importer:
        return executor.importer.download_to_workspace
    container = executor.container
    return container is not None and any(WORKSPACE in text for text in _strings(container))


def _strings(container: PipelineContainerSpec) -> Iterator[str]:
    yield container.image
    yield from container.command
    yield from container.args
    for variable in container.env:
        yield variable.value
    if container.resources:
        yield from _quantities(container.resources).values()


def _check_container(container: PipelineContainerSpec, interface: Interface, path: str, findings: Findings) -> None:
    # The source of a lightweight component may hold anything; its command has no placeholders of its own.
    if any(_PLACEHOLDER in text for text in container.command) and not recognise(container.command, container.args):
        _check_words(container.command, interface, f"{path}.command", findings)
    _check_words(container.args, interface, f"{path}.args", findings)
    for index, variable in enumerate(container.env):
        findings.extend(find_problems(variable.value, interface, path=f"{path}.env[{index}].value"))
    findings.extend(find_problems(container.image, interface, path=f"{path}.image"))
    if container.resources:
        for field, text in _quantities(container.resources).items():
            findings.extend(find_problems(text, interface, path=f"{path}.resources.{field}"))


def _check_words(words: tuple[str, ...], interface: Interface, path: str, findings: Findings) -> None:
    for index, text in enumerate(words):
        if _PLACEHOLDER in text or text.startswith("{"):
            findings.extend(find_command_problems(text, interface, path=f"{path}[{index}]"))


def _check_importer(importer: ImporterSpec, interface: Interface, path: str, findings: Findings) -> None:
    uri = importer.artifact_uri or ValueOrRuntimeParameter()
    if uri.runtime_parameter:
        if uri.runtime_parameter not in interface.parameters:
            message = f"takes the URI from input {uri.runtime_parameter!r}, which the component does not have"
            place = f"{path}.artifactUri.runtimeParameter"
            known = interface.parameters
            findings.unknown("unknown-input", place, message, name=uri.runtime_parameter, known=known)
    elif uri.constant is ABSENT and uri.constant_value is None:
        findings.error("missing-uri", f"{path}.artifactUri", "the importer has no URI")
    for text in (*texts_of(importer.metadata), *texts_of(uri.constant)):
        findings.extend(find_problems(text, interface, path=path))


def _quantities(resources: ResourceSpec) -> dict[str, str]:
    texts = {
        "resourceCpuLimit": resources.resource_cpu_limit,
        "resourceMemoryLimit": resources.resource_memory_limit,
        "resourceCpuRequest": resources.resource_cpu_request,
        "resourceMemoryRequest": resources.resource_memory_request,
        "accelerator.resourceCount": resources.accelerator.resource_count if resources.accelerator else "",
        "accelerator.resourceType": resources.accelerator.resource_type if resources.accelerator else "",
    }
    return {field: text for field, text in texts.items() if text}


def _check_resources(resources: ResourceSpec, path: str, findings: Findings) -> None:
    for field, text in _quantities(resources).items():
        if field != "accelerator.resourceType" and _PLACEHOLDER not in text and not _QUANTITY.fullmatch(text):
            hint = "write it as Kubernetes does: '500m', '2', '512Mi', '4G'"
            findings.error("invalid-resource", f"{path}.{field}", f"{text[:60]!r} is not a quantity", hint)
    numbers = {
        "cpuLimit": resources.cpu_limit,
        "memoryLimit": resources.memory_limit,
        "cpuRequest": resources.cpu_request,
        "memoryRequest": resources.memory_request,
        "accelerator.count": resources.accelerator.count if resources.accelerator else 0,
    }
    for field, number in numbers.items():
        if number < 0:
            findings.error("invalid-resource", f"{path}.{field}", f"{number} is less than 0")
