"""Checks the condition of a task: it parses, reads inputs that exist, and compares what can be compared."""

from penstock.core.errors import ConditionError
from penstock.spec.cel.kinds import find_mismatches
from penstock.spec.component import ComponentInputsSpec, ComponentSpec
from penstock.spec.conditions import Condition, parse_condition
from penstock.spec.task import PipelineTaskSpec
from penstock.spec.types import ParameterType
from penstock.spec.validation.scope import LOOP_ITEM, NO_INPUTS, NO_TASK_INPUTS, GraphScope

_KINDS = {
    ParameterType.NUMBER_INTEGER: "number",
    ParameterType.NUMBER_DOUBLE: "number",
    ParameterType.STRING: "text",
    ParameterType.BOOLEAN: "truth value",
    ParameterType.LIST: "list",
    ParameterType.STRUCT: "mapping",
}


def check_condition(scope: GraphScope, task: PipelineTaskSpec, component: ComponentSpec, path: str) -> None:
    """Add every problem of a task's condition."""
    if task.trigger_policy is None or not task.trigger_policy.condition:
        return
    place = f"{path}.triggerPolicy.condition"
    try:
        condition = parse_condition(task.trigger_policy.condition)
    except ConditionError as error:
        scope.around.findings.error("invalid-condition", place, error.message, error.hint)
        return
    declared = component.input_definitions or NO_INPUTS
    _check_names(scope, task, declared, condition, place)
    _check_kinds(scope, declared, condition, place)


def _check_names(
    scope: GraphScope, task: PipelineTaskSpec, declared: ComponentInputsSpec, condition: Condition, place: str
) -> None:
    given = task.inputs or NO_TASK_INPUTS
    for names, known in (
        (condition.names, [*given.parameters, *declared.parameters]),
        (condition.artifact_names, [*given.artifacts, *declared.artifacts]),
    ):
        for name in sorted(names - set(known)):
            message = f"the condition reads input {name!r}, which the task does not have"
            scope.around.findings.unknown("unknown-input", place, message, name=name, known=dict.fromkeys(known))


def _check_kinds(scope: GraphScope, declared: ComponentInputsSpec, condition: Condition, place: str) -> None:
    kinds = {
        name: _KINDS.get(declared.parameters[name].parameter_type, "")
        for name in condition.names
        if name in declared.parameters and LOOP_ITEM not in name
    }
    for mismatch in find_mismatches(condition.expression, kinds):
        words = f"{mismatch.operator!r} compares a {mismatch.left} with a {mismatch.right}"
        if mismatch.is_equality:
            always = "true" if mismatch.operator == "!=" else "false"
            hint = "convert one side with int(), double() or string()"
            scope.around.findings.warning("never-equal", place, f"{words}, which is always {always}", hint)
        else:
            scope.around.findings.error("invalid-condition", place, f"{words}, which have no order")
