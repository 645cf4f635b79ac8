"""Checks the inputs of one task: sources that exist, types that fit, nothing missing, nothing unknown."""

from collections.abc import Iterator

from penstock.core.errors import ConditionError
from penstock.core.json import JsonValue
from penstock.spec.component import ComponentInputsSpec, ComponentSpec, InputArtifactSpec, InputParameterSpec
from penstock.spec.conditions import parse_selector
from penstock.spec.placeholders import Interface, find_problems
from penstock.spec.task import (
    PipelineTaskSpec,
    TaskFinalStatusOf,
    TaskInputArtifactSpec,
    TaskInputParameterSpec,
    TaskOutputArtifact,
    TaskOutputParameter,
)
from penstock.spec.types import ABSENT, ParameterType, TriggerStrategy, ValueOrRuntimeParameter
from penstock.spec.validation.scope import (
    CHANNEL,
    LOOP_ITEM,
    NO_INPUTS,
    NO_TASK_INPUTS,
    WORKSPACE,
    GraphScope,
    report_producer,
)
from penstock.spec.validation.types import (
    artifact_words,
    artifacts_fit,
    constant_problem,
    is_given_by_the_engine,
    parameters_fit,
)


def check_inputs(scope: GraphScope, name: str, task: PipelineTaskSpec, component: ComponentSpec, path: str) -> None:
    """Add every problem of a task's inputs."""
    declared = component.input_definitions or NO_INPUTS
    given = task.inputs or NO_TASK_INPUTS
    for key, parameter in given.parameters.items():
        place = f"{path}.inputs.parameters.{key}"
        _check_declared(scope, task, key, declared, place)
        _check_parameter(scope, task, parameter, declared.parameters.get(key), place)
    for key, artifact in given.artifacts.items():
        _check_artifact(scope, artifact, declared.artifacts.get(key), f"{path}.inputs.artifacts.{key}")
        if key not in declared.artifacts and not key.startswith(CHANNEL):
            message = f"component {_name_of(task)!r} has no input artifact {key!r}"
            place = f"{path}.inputs.artifacts.{key}"
            scope.around.findings.unknown("unknown-input", place, message, name=key, known=declared.artifacts)
    _check_missing(scope, name, task, declared, path)
    if _waits_for_completion(task):
        _check_failure_tolerance(scope, name, task, declared, path)


def texts_of(value: JsonValue) -> Iterator[str]:
    """Yield every text inside a JSON value, keys included."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            pending += [*node.keys(), *node.values()]
        elif isinstance(node, list):
            pending += node


def _name_of(task: PipelineTaskSpec) -> str:
    return task.component_ref.name if task.component_ref else ""


def _check_declared(
    scope: GraphScope, task: PipelineTaskSpec, key: str, declared: ComponentInputsSpec, path: str
) -> None:
    """Refuse an input that nobody reads.

    Beyond the interface, KFP's compiler gives channels that constants of the task or its executor refer to, and
    constants with placeholders for resources.
    """
    if key in declared.parameters:
        return
    assert task.inputs is not None
    value = task.inputs.parameters[key].runtime_value
    constant = value.constant if value else ABSENT
    if key.startswith(CHANNEL) or (isinstance(constant, str) and "{{$" in constant):
        scope.around.extra_inputs.setdefault(_name_of(task), set()).add(key)
        return
    message = f"component {_name_of(task)!r} has no input parameter {key!r}"
    if key in declared.artifacts:
        message += "; it is an artifact"
        scope.around.findings.error("unknown-input", path, message, "pass an output artifact of a task")
    else:
        scope.around.findings.unknown("unknown-input", path, message, name=key, known=declared.parameters)


def _check_missing(
    scope: GraphScope, name: str, task: PipelineTaskSpec, declared: ComponentInputsSpec, path: str
) -> None:
    given = task.inputs or NO_TASK_INPUTS
    items = {iterator.item_input for iterator in (task.parameter_iterator, task.artifact_iterator) if iterator}
    for key, parameter in declared.parameters.items():
        is_filled = key in given.parameters or key in items or parameter.default_value is not ABSENT
        if not is_filled and not parameter.is_optional and not is_given_by_the_engine(parameter.parameter_type):
            message = f"task {name!r} does not give input parameter {key!r} of component {_name_of(task)!r}"
            scope.around.findings.error("missing-input", f"{path}.inputs.parameters", message)
    for key, artifact in declared.artifacts.items():
        if key not in given.artifacts and key not in items and not artifact.is_optional:
            message = f"task {name!r} does not give input artifact {key!r} of component {_name_of(task)!r}"
            scope.around.findings.error("missing-input", f"{path}.inputs.artifacts", message)


def _check_parameter(
    scope: GraphScope,
    task: PipelineTaskSpec,
    parameter: TaskInputParameterSpec,
    expected: InputParameterSpec | None,
    path: str,
) -> None:
    findings = scope.around.findings
    sources = [
        parameter.task_output_parameter,
        parameter.runtime_value,
        parameter.component_input_parameter or None,
        parameter.task_final_status,
    ]
    if sum(source is not None for source in sources) != 1:
        hint = "give one of taskOutputParameter, runtimeValue, componentInputParameter, taskFinalStatus"
        findings.error("invalid-source", path, "needs exactly one source of its value", hint)
        return
    if parameter.parameter_expression_selector:
        _check_selector(scope, parameter.parameter_expression_selector, path)
        expected = None
    if parameter.task_output_parameter:
        _check_task_output(scope, parameter.task_output_parameter, expected, path)
    elif parameter.runtime_value:
        _check_constant(scope, task, parameter.runtime_value, expected, path)
    elif parameter.task_final_status:
        _check_final_status(scope, task, parameter.task_final_status, expected, path)
    else:
        _check_component_input(scope, parameter.component_input_parameter, expected, path)


def _check_selector(scope: GraphScope, selector: str, path: str) -> None:
    try:
        parse_selector(selector)
    except ConditionError as error:
        place = f"{path}.parameterExpressionSelector"
        scope.around.findings.error("invalid-selector", place, error.message, error.hint)


def _check_task_output(
    scope: GraphScope, source: TaskOutputParameter, expected: InputParameterSpec | None, path: str
) -> None:
    findings = scope.around.findings
    outputs = scope.outputs_of(source.producer_task)
    if outputs is None:
        report_producer(scope, source.producer_task, path)
        return
    output = outputs.parameters.get(source.output_parameter_key)
    if output is None:
        message = f"task {source.producer_task!r} has no output parameter {source.output_parameter_key!r}"
        known = outputs.parameters
        findings.unknown("unknown-output", path, message, name=source.output_parameter_key, known=known)
    elif expected and not (
        parameters_fit(output.parameter_type, expected.parameter_type)
        or scope.is_list_of(source.producer_task, expected.parameter_type)
    ):
        produced = f"output {source.output_parameter_key!r} of task {source.producer_task!r}"
        _report_types(scope, path, expected.parameter_type.value, output.parameter_type.value, produced)


def _check_component_input(scope: GraphScope, source: str, expected: InputParameterSpec | None, path: str) -> None:
    given = scope.inputs.parameters.get(source)
    if given is None:
        message = f"the pipeline around it has no input parameter {source!r}"
        known = scope.inputs.parameters
        scope.around.findings.unknown("unknown-input", path, message, name=source, known=known)
        return
    is_untyped_item = given.parameter_type is ParameterType.STRING and LOOP_ITEM in source
    if expected and not is_untyped_item and not parameters_fit(given.parameter_type, expected.parameter_type):
        produced = f"input {source!r} of the pipeline around it"
        _report_types(scope, path, expected.parameter_type.value, given.parameter_type.value, produced)


def _check_constant(
    scope: GraphScope,
    task: PipelineTaskSpec,
    value: ValueOrRuntimeParameter,
    expected: InputParameterSpec | None,
    path: str,
) -> None:
    findings = scope.around.findings
    if value.constant is ABSENT:
        if value.constant_value is None and not value.runtime_parameter:
            findings.error("invalid-source", path, "has an empty runtimeValue", "set runtimeValue.constant")
        return
    problem = constant_problem(value.constant, expected) if expected else ""
    if problem:
        findings.error("type-mismatch", path, problem)
    for text in texts_of(value.constant):
        if WORKSPACE in text and not scope.around.has_workspace:
            hint = "configure a workspace in the PipelineConfig of the pipeline"
            findings.error("missing-workspace", path, "uses the workspace of the run, but the pipeline has none", hint)
        if "{{$" in text:
            given = task.inputs or NO_TASK_INPUTS
            names = Interface(parameters=given.parameters, artifacts=given.artifacts)
            findings.extend(find_problems(text, names, path=path))


def _check_final_status(
    scope: GraphScope,
    task: PipelineTaskSpec,
    source: TaskFinalStatusOf,
    expected: InputParameterSpec | None,
    path: str,
) -> None:
    findings = scope.around.findings
    if source.producer_task not in scope.dag.tasks:
        report_producer(scope, source.producer_task, path)
    elif source.producer_task not in task.dependent_tasks:
        message = f"takes the final status of task {source.producer_task!r} without waiting for it"
        findings.error("invalid-final-status", path, message, "add the task to dependentTasks")
    if not _waits_for_completion(task):
        message = "takes a final status, but runs only when its upstream tasks have succeeded"
        hint = "set triggerPolicy.strategy to ALL_UPSTREAM_TASKS_COMPLETED"
        findings.error("invalid-final-status", path, message, hint)
    given = ParameterType.TASK_FINAL_STATUS
    if expected and not parameters_fit(given, expected.parameter_type):
        _report_types(scope, path, expected.parameter_type.value, given.value, "a final status")


def _check_artifact(
    scope: GraphScope, artifact: TaskInputArtifactSpec, expected: InputArtifactSpec | None, path: str
) -> None:
    if bool(artifact.task_output_artifact) == bool(artifact.component_input_artifact):
        hint = "give one of taskOutputArtifact, componentInputArtifact"
        scope.around.findings.error("invalid-source", path, "needs exactly one source", hint)
    elif artifact.task_output_artifact:
        _check_artifact_output(scope, artifact.task_output_artifact, expected, path)
    else:
        source = artifact.component_input_artifact
        given = scope.inputs.artifacts.get(source)
        if given is None:
            message = f"the pipeline around it has no input artifact {source!r}"
            known = scope.inputs.artifacts
            scope.around.findings.unknown("unknown-input", path, message, name=source, known=known)
        elif expected and not artifacts_fit(given, expected):
            produced = f"input {source!r} of the pipeline around it"
            _report_types(scope, path, artifact_words(expected), artifact_words(given), produced)


def _check_artifact_output(
    scope: GraphScope, source: TaskOutputArtifact, expected: InputArtifactSpec | None, path: str
) -> None:
    outputs = scope.outputs_of(source.producer_task)
    if outputs is None:
        report_producer(scope, source.producer_task, path)
        return
    output = outputs.artifacts.get(source.output_artifact_key)
    if output is None:
        message = f"task {source.producer_task!r} has no output artifact {source.output_artifact_key!r}"
        known = outputs.artifacts
        scope.around.findings.unknown("unknown-output", path, message, name=source.output_artifact_key, known=known)
    elif expected and not artifacts_fit(output, expected):
        produced = f"output {source.output_artifact_key!r} of task {source.producer_task!r}"
        _report_types(scope, path, artifact_words(expected), artifact_words(output), produced)


def _waits_for_completion(task: PipelineTaskSpec) -> bool:
    policy = task.trigger_policy
    return policy is not None and policy.strategy is TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED


def _check_failure_tolerance(
    scope: GraphScope, name: str, task: PipelineTaskSpec, declared: ComponentInputsSpec, path: str
) -> None:
    """A task that runs after failures needs something to run with."""
    given = task.inputs or NO_TASK_INPUTS
    hint = f"give the input a default, or let task {name!r} wait for success"
    for key, source in given.parameters.items():
        expected = declared.parameters.get(key)
        if source.task_output_parameter and expected and not expected.is_optional and expected.default_value is ABSENT:
            message = f"takes an output of task {source.task_output_parameter.producer_task!r} that may have failed"
            scope.around.findings.error("needs-default", f"{path}.inputs.parameters.{key}", message, hint)
    for key, artifact in given.artifacts.items():
        wanted = declared.artifacts.get(key)
        if artifact.task_output_artifact and wanted and not wanted.is_optional:
            message = f"takes an output of task {artifact.task_output_artifact.producer_task!r} that may have failed"
            scope.around.findings.error("needs-default", f"{path}.inputs.artifacts.{key}", message, hint)


def _report_types(scope: GraphScope, path: str, expected: str, given: str, produced: str) -> None:
    scope.around.findings.error("type-mismatch", path, f"expects {expected}, got {given} from {produced}")
