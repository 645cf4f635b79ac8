"""Checks a whole document, room by room: the head, components, executors, graphs, platform settings."""

import re
from collections.abc import Collection, Mapping

from penstock.core.errors import Problem
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec, PipelineDeploymentConfig
from penstock.spec.pipeline import SCHEMA_VERSION, PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec
from penstock.spec.types import ABSENT
from penstock.spec.validation.executors import check_executor, check_executor_use, uses_workspace
from penstock.spec.validation.findings import Findings
from penstock.spec.validation.graphs import check_graph, find_cycle
from penstock.spec.validation.scope import NO_INPUTS, GraphScope, Surroundings
from penstock.spec.validation.types import constant_problem, is_given_by_the_engine

_NAME = re.compile(r"[a-z0-9]")
_PLATFORMS = ("kubernetes", "penstock")


def validate(document: PipelineDocument) -> tuple[Problem, ...]:
    """Return every problem of a document, in the order of the file; linear in its size.

    A problem of severity ``warning`` does not stop the document from being used.
    """
    findings = Findings()
    pipeline = document.pipeline
    _check_head(pipeline, findings)
    executors = (pipeline.deployment_spec or PipelineDeploymentConfig()).executors
    for label, executor in executors.items():
        check_executor(executor, f"deploymentSpec.executors.{label}", findings)
    around = Surroundings(
        components=pipeline.components,
        iterated=_iterated(pipeline),
        has_workspace=_has_workspace(document.platform),
        findings=findings,
    )
    for name, component in pipeline.components.items():
        _check_component(name, component, f"components.{name}", around)
    if pipeline.root:
        _check_component("", pipeline.root, "root", around)
        _check_root(pipeline.root, findings)
    _check_recursion(pipeline, findings)
    _check_executor_labels(pipeline, around)
    _check_platforms(document.platform, executors.keys(), findings)
    if not around.has_workspace:
        _check_workspace(executors, findings)
    return findings.all()


def _check_head(pipeline: PipelineSpec, findings: Findings) -> None:
    if pipeline.schema_version != SCHEMA_VERSION:
        got = repr(pipeline.schema_version) if pipeline.schema_version else "none"
        message = f"expects schema version '{SCHEMA_VERSION}', got {got}"
        findings.error("unknown-version", "schemaVersion", message, "compile it with KFP 2 or with 'penstock compile'")
    name = pipeline.pipeline_info.name if pipeline.pipeline_info else ""
    if not name:
        findings.error("missing-name", "pipelineInfo.name", "the pipeline has no name")
    elif not _NAME.search(name):
        message = f"the name {name[:60]!r} has no lower-case letter or digit"
        findings.error("invalid-name", "pipelineInfo.name", message, "use lower-case letters, digits and '-'")
    if pipeline.root is None:
        findings.error("missing-root", "root", "the document has no root component, so there is nothing to run")
    elif pipeline.root.dag is None:
        findings.error("missing-root", "root", "the root component has no graph of tasks")


def _iterated(pipeline: PipelineSpec) -> frozenset[str]:
    """Return the components that run once per item, and the graphs inside them."""
    components = (*pipeline.components.values(), *([pipeline.root] if pipeline.root else []))
    pending = [
        task.component_ref.name
        for component in components
        if component.dag
        for task in component.dag.tasks.values()
        if task.component_ref and (task.parameter_iterator or task.artifact_iterator)
    ]
    found: set[str] = set()
    while pending:
        name = pending.pop()
        component = pipeline.components.get(name)
        if name not in found and component and component.dag:
            found.add(name)
            pending += [task.component_ref.name for task in component.dag.tasks.values() if task.component_ref]
    return frozenset(found)


def _check_component(name: str, component: ComponentSpec, path: str, around: Surroundings) -> None:
    findings = around.findings
    if component.dag and component.executor_label:
        findings.error("invalid-component", path, "has both a graph and an executor", "keep one")
    if not component.dag and not component.executor_label and path != "root":
        findings.error("invalid-component", path, "has neither a graph nor an executor", "set executorLabel")
    inputs = component.input_definitions or NO_INPUTS
    for key in inputs.parameters.keys() & inputs.artifacts.keys():
        message = f"the input {key!r} is declared as a parameter and as an artifact"
        findings.error("duplicate-name", f"{path}.inputDefinitions", message)
    for key, parameter in inputs.parameters.items():
        if parameter.default_value is not ABSENT and parameter.default_value is not None:
            problem = constant_problem(parameter.default_value, parameter)
            if problem:
                place = f"{path}.inputDefinitions.parameters.{key}.defaultValue"
                findings.error("type-mismatch", place, f"the default {problem}")
    if component.dag:
        check_graph(GraphScope(name=name, path=path, component=component, dag=component.dag, around=around))


def _check_root(root: ComponentSpec, findings: Findings) -> None:
    for key, parameter in (root.input_definitions or NO_INPUTS).parameters.items():
        if is_given_by_the_engine(parameter.parameter_type) and not parameter.is_optional:
            message = f"a run cannot be given a {parameter.parameter_type.value}"
            findings.error("invalid-input", f"root.inputDefinitions.parameters.{key}", message)


def _check_recursion(pipeline: PipelineSpec, findings: Findings) -> None:
    edges = {
        name: [task.component_ref.name for task in component.dag.tasks.values() if task.component_ref]
        for name, component in pipeline.components.items()
        if component.dag
    }
    cycle = find_cycle(edges)
    if cycle:
        shown = " -> ".join(repr(name) for name in cycle[:20])
        message = f"components contain each other without an end: {shown}"
        findings.error("recursion", f"components.{cycle[0]}", message, "a pipeline cannot call itself")


def _check_executor_labels(pipeline: PipelineSpec, around: Surroundings) -> None:
    executors = (pipeline.deployment_spec or PipelineDeploymentConfig()).executors
    for name, component in pipeline.components.items():
        label = component.executor_label
        if not label:
            continue
        if label not in executors:
            message = f"component {name!r} uses executor {label!r}, which does not exist"
            place = f"components.{name}.executorLabel"
            around.findings.unknown("unknown-executor", place, message, name=label, known=executors)
            continue
        extra = frozenset(around.extra_inputs.get(name, ()))
        path = f"deploymentSpec.executors.{label}"
        check_executor_use(component, extra, executors[label], path, around.findings)


def _check_platforms(platform: PlatformSpec, known: Collection[str], findings: Findings) -> None:
    for name, single in platform.platforms.items():
        if name not in _PLATFORMS:
            message = f"the settings for platform {name!r} are not understood here"
            findings.warning("unknown-platform", f"platforms.{name}", message)
        for label in single.deployment_spec.executors if single.deployment_spec else ():
            if label not in known:
                message = f"there are settings for executor {label!r}, which does not exist"
                place = f"platforms.{name}.deploymentSpec.executors.{label}"
                findings.unknown("unknown-executor", place, message, name=label, known=known)


def _has_workspace(platform: PlatformSpec) -> bool:
    configs = (single.pipeline_config for single in platform.platforms.values())
    return any(config and config.workspace for config in configs)


def _check_workspace(executors: Mapping[str, ExecutorSpec], findings: Findings) -> None:
    for label, executor in executors.items():
        if uses_workspace(executor):
            message = "uses the workspace of the run, but the pipeline has none"
            hint = "configure a workspace in the PipelineConfig of the pipeline"
            findings.error("missing-workspace", f"deploymentSpec.executors.{label}", message, hint)
