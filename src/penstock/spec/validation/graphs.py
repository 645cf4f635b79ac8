"""Checks one graph: its tasks, their order, their triggers, iterations and retries."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from penstock.spec.component import ComponentSpec, InputParameterSpec
from penstock.spec.task import ArtifactIteratorSpec, ParameterIteratorSpec, PipelineTaskSpec, RetryPolicy
from penstock.spec.types import ParameterType
from penstock.spec.validation.inputs import check_inputs
from penstock.spec.validation.outputs import check_outputs
from penstock.spec.validation.scope import NO_INPUTS, NO_TASK_INPUTS, GraphScope
from penstock.spec.validation.triggers import check_condition
from penstock.spec.validation.types import constant_problem

_NOTHING = timedelta(0)


def check_graph(scope: GraphScope) -> None:
    """Add every problem of a graph."""
    if not scope.dag.tasks:
        scope.around.findings.error("empty-graph", f"{scope.path}.dag", "the graph has no tasks")
    for name, task in scope.dag.tasks.items():
        _check_task(scope, name, task, f"{scope.path}.dag.tasks.{name}")
    _check_cycles(scope)
    check_outputs(scope)


def upstream(task: PipelineTaskSpec) -> frozenset[str]:
    """Return the names of the tasks that a task waits for, by order or by data."""
    names = set(task.dependent_tasks)
    inputs = task.inputs or NO_TASK_INPUTS
    for parameter in inputs.parameters.values():
        if parameter.task_output_parameter:
            names.add(parameter.task_output_parameter.producer_task)
        if parameter.task_final_status:
            names.add(parameter.task_final_status.producer_task)
    for artifact in inputs.artifacts.values():
        if artifact.task_output_artifact:
            names.add(artifact.task_output_artifact.producer_task)
    return frozenset(names)


def find_cycle(edges: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return one cycle of a graph, its first node repeated at the end, or nothing; linear, without recursion."""
    done: set[str] = set()
    for start in edges:
        cycle = _cycle_from(start, edges, done)
        if cycle:
            return cycle
    return ()


def _cycle_from(start: str, edges: Mapping[str, Sequence[str]], done: set[str]) -> tuple[str, ...]:
    if start in done:
        return ()
    path: dict[str, Iterator[str]] = {start: iter(edges[start])}
    while path:
        node = next(reversed(path))
        following = next(path[node], None)
        if following is None:
            done.add(node)
            del path[node]
        elif following in path:
            nodes = list(path)
            return (*nodes[nodes.index(following) :], following)
        elif following not in done and following in edges:
            path[following] = iter(edges[following])
    return ()


def _check_cycles(scope: GraphScope) -> None:
    cycle = find_cycle({name: sorted(upstream(task)) for name, task in scope.dag.tasks.items()})
    if cycle:
        shown = " -> ".join(repr(name) for name in reversed(cycle[:20]))
        message = f"tasks wait for each other in a circle: {shown}"
        hint = "remove one of the dependencies"
        scope.around.findings.error("cycle", f"{scope.path}.dag.tasks.{cycle[0]}", message, hint)


def _check_task(scope: GraphScope, name: str, task: PipelineTaskSpec, path: str) -> None:
    findings = scope.around.findings
    for dependency in task.dependent_tasks:
        if dependency not in scope.dag.tasks:
            message = f"task {name!r} depends on task {dependency!r}, which does not exist"
            known = scope.dag.tasks
            findings.unknown("unknown-task", f"{path}.dependentTasks", message, name=dependency, known=known)
    if task.retry_policy:
        _check_retries(scope, task.retry_policy, f"{path}.retryPolicy")
    component = _component_of(scope, name, task, path)
    if component is None:
        return
    check_inputs(scope, name, task, component, path)
    check_condition(scope, task, component, path)
    _check_iteration(scope, task, component, path)


def _component_of(scope: GraphScope, name: str, task: PipelineTaskSpec, path: str) -> ComponentSpec | None:
    if task.component_ref is None or not task.component_ref.name:
        message = f"task {name!r} names no component"
        scope.around.findings.error("missing-component", path, message, "set componentRef.name")
        return None
    component = scope.component_of(task)
    if component is None:
        wanted = task.component_ref.name
        message = f"task {name!r} uses component {wanted!r}, which does not exist"
        known = scope.around.components
        scope.around.findings.unknown(
            "unknown-component", f"{path}.componentRef.name", message, name=wanted, known=known
        )
    return component


def _check_retries(scope: GraphScope, policy: RetryPolicy, path: str) -> None:
    findings = scope.around.findings
    if policy.max_retry_count < 0:
        findings.error("invalid-retries", f"{path}.maxRetryCount", f"{policy.max_retry_count} is less than 0")
    if policy.backoff_factor < 0:
        findings.error("invalid-retries", f"{path}.backoffFactor", f"{policy.backoff_factor} is less than 0")
    for field, duration in (
        ("backoffDuration", policy.backoff_duration),
        ("backoffMaxDuration", policy.backoff_max_duration),
    ):
        if duration is not None and duration < _NOTHING:
            findings.error("invalid-retries", f"{path}.{field}", f"{duration.total_seconds()}s is less than 0")


def _check_iteration(scope: GraphScope, task: PipelineTaskSpec, component: ComponentSpec, path: str) -> None:
    findings = scope.around.findings
    if task.iterator_policy and task.iterator_policy.parallelism_limit < 0:
        limit = task.iterator_policy.parallelism_limit
        findings.error("invalid-iterator", f"{path}.iteratorPolicy", f"the parallelism limit {limit} is less than 0")
    if task.parameter_iterator and task.artifact_iterator:
        findings.error("invalid-iterator", path, "iterates over parameters and over artifacts at once", "keep one")
    if task.parameter_iterator:
        _check_parameter_iterator(scope, task, component, task.parameter_iterator, f"{path}.parameterIterator")
    if task.artifact_iterator:
        _check_artifact_iterator(scope, task, component, task.artifact_iterator, f"{path}.artifactIterator")


def _check_parameter_iterator(
    scope: GraphScope, task: PipelineTaskSpec, component: ComponentSpec, iterator: ParameterIteratorSpec, path: str
) -> None:
    findings = scope.around.findings
    declared = (component.input_definitions or NO_INPUTS).parameters
    item = declared.get(iterator.item_input)
    if item is None:
        message = f"the item goes to input parameter {iterator.item_input!r}, which the component does not have"
        findings.unknown("unknown-input", f"{path}.itemInput", message, name=iterator.item_input, known=declared)
    items = iterator.items
    if items is None or bool(items.raw) == bool(items.input_parameter):
        message = "needs either 'raw' or 'inputParameter'"
        findings.error("invalid-iterator", f"{path}.items", message, "name exactly one source of the items")
    elif items.raw:
        _check_raw_items(scope, items.raw, item, f"{path}.items.raw")
    else:
        given = {**declared, **(task.inputs or NO_TASK_INPUTS).parameters}
        if items.input_parameter not in given:
            message = f"the items come from input parameter {items.input_parameter!r}, which the task does not have"
            findings.unknown("unknown-input", f"{path}.items", message, name=items.input_parameter, known=given)
        _check_list_type(scope, declared.get(items.input_parameter), items.input_parameter, path)


def _check_list_type(scope: GraphScope, source: InputParameterSpec | None, name: str, path: str) -> None:
    iterable = (ParameterType.LIST, ParameterType.STRING, ParameterType.UNSPECIFIED)
    if source is not None and source.parameter_type not in iterable:
        message = f"cannot iterate over input {name!r}: it is of type {source.parameter_type.value}, not LIST"
        scope.around.findings.error("type-mismatch", f"{path}.items", message)


def _check_raw_items(scope: GraphScope, raw: str, item: InputParameterSpec | None, path: str) -> None:
    findings = scope.around.findings
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError) as error:
        findings.error("invalid-iterator", path, f"is not the JSON text of a list: {error}")
        return
    if not isinstance(values, list):
        findings.error("invalid-iterator", path, f"is the JSON text of {type(values).__name__}, not of a list")
        return
    if item is None or item.parameter_type is ParameterType.STRING:
        return  # text takes every value: the type that KFP's compiler gives to items whose type it does not know
    for index, value in enumerate(values):
        problem = constant_problem(value, item)
        if problem:
            findings.error("type-mismatch", f"{path}[{index}]", problem)


def _check_artifact_iterator(
    scope: GraphScope, task: PipelineTaskSpec, component: ComponentSpec, iterator: ArtifactIteratorSpec, path: str
) -> None:
    findings = scope.around.findings
    declared = (component.input_definitions or NO_INPUTS).artifacts
    if iterator.item_input not in declared:
        message = f"the item goes to input artifact {iterator.item_input!r}, which the component does not have"
        findings.unknown("unknown-input", f"{path}.itemInput", message, name=iterator.item_input, known=declared)
    source = iterator.items.input_artifact if iterator.items else ""
    given = {**declared, **(task.inputs or NO_TASK_INPUTS).artifacts}
    if source not in given:
        message = f"the items come from input artifact {source!r}, which the task does not have"
        findings.unknown("unknown-input", f"{path}.items", message, name=source, known=given)
    elif source in declared and not declared[source].is_artifact_list:
        message = f"cannot iterate over input {source!r}: it is a single artifact, not a list"
        findings.error("type-mismatch", f"{path}.items", message)
