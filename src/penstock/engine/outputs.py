"""What a graph or a loop gives outside, once its children have ended."""

from typing import Any

from penstock.core.json import JsonValue
from penstock.engine.executions import NO_VALUES, Loop, Scope
from penstock.engine.plan import ComponentPlan
from penstock.engine.records import ArtifactRecord, Values
from penstock.engine.states import ExecutionState
from penstock.spec.task import DagOutputArtifactSpec, DagOutputParameterSpec, ParameterSelectorSpec
from penstock.spec.types import ABSENT


def outputs_of_scope(scope: Scope, component: ComponentPlan) -> Values:
    """Return the outputs of a graph; one that no task made is left out."""
    outputs = scope.graph.outputs
    if outputs is None:
        return NO_VALUES
    parameters = {name: _parameter(scope, spec) for name, spec in outputs.parameters.items()}
    artifacts = {
        name: _artifacts(scope, spec, takes_all=name in component.outputs and component.outputs[name].is_list)
        for name, spec in outputs.artifacts.items()
    }
    return Values(
        parameters={name: value for name, value in parameters.items() if value is not ABSENT},
        artifacts={name: found for name, found in artifacts.items() if found is not None},
    )


def outputs_of_loop(loop: Loop, component: ComponentPlan) -> Values:
    """Return lists in the order of the iterations; an iteration that made nothing is left out."""
    parameters: dict[str, list[JsonValue]] = {}
    artifacts: dict[str, list[ArtifactRecord]] = {}
    for name, slot in component.outputs.items():
        if slot.kind == "parameter":
            parameters[name] = []
        else:
            artifacts[name] = []
    for child in loop.children:
        if child.state is not ExecutionState.SUCCEEDED:
            continue
        for name, value in child.outputs.parameters.items():
            parameters.setdefault(name, []).append(value)
        for name, found in child.outputs.artifacts.items():
            artifacts.setdefault(name, []).extend(found)
    return Values(parameters=parameters, artifacts={name: tuple(found) for name, found in artifacts.items()})


def _parameter(scope: Scope, spec: DagOutputParameterSpec) -> Any:
    if spec.value_from_parameter:
        return _selected(scope, spec.value_from_parameter)
    choices = spec.value_from_oneof.parameter_selectors if spec.value_from_oneof else ()
    values = (_selected(scope, choice) for choice in choices)
    return next((value for value in values if value is not ABSENT), ABSENT)


def _selected(scope: Scope, selector: ParameterSelectorSpec) -> Any:
    child = scope.children[scope.graph.index[selector.producer_subtask]]
    return child.outputs.parameters.get(selector.output_parameter_key, ABSENT) if child else ABSENT


def _artifacts(scope: Scope, spec: DagOutputArtifactSpec, *, takes_all: bool) -> tuple[ArtifactRecord, ...] | None:
    found: tuple[ArtifactRecord, ...] | None = None
    for selector in spec.artifact_selectors:
        child = scope.children[scope.graph.index[selector.producer_subtask]]
        made = child.outputs.artifacts.get(selector.output_artifact_key) if child else None
        if made is None:
            continue
        if not takes_all:
            return made
        found = (found or ()) + made
    return found
