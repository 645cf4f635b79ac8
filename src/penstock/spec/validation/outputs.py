"""Checks what a graph gives outside: selectors that name existing outputs of the declared type."""

from collections.abc import Sequence

from penstock.spec.component import OutputArtifactSpec, OutputParameterSpec
from penstock.spec.task import (
    ArtifactSelectorSpec,
    DagOutputParameterSpec,
    DagOutputsSpec,
    ParameterSelectorSpec,
)
from penstock.spec.types import ParameterType
from penstock.spec.validation.scope import CHANNEL, GraphScope, report_producer
from penstock.spec.validation.types import artifact_words, artifacts_fit, parameters_fit

_NO_OUTPUTS = DagOutputsSpec()


def check_outputs(scope: GraphScope) -> None:
    """Add every problem of a graph's outputs."""
    outputs = scope.dag.outputs or _NO_OUTPUTS
    declared = scope.outputs
    for name, parameter in outputs.parameters.items():
        path = f"{scope.path}.dag.outputs.parameters.{name}"
        if name not in declared.parameters:
            _report_undeclared(scope, "parameter", name, path)
        _check_parameter(scope, parameter, declared.parameters.get(name), path)
    for name, artifact in outputs.artifacts.items():
        path = f"{scope.path}.dag.outputs.artifacts.{name}"
        if name not in declared.artifacts:
            _report_undeclared(scope, "artifact", name, path)
        _check_artifact(scope, artifact.artifact_selectors, declared.artifacts.get(name), path)
    for kind, names in (
        ("parameter", declared.parameters.keys() - outputs.parameters.keys()),
        ("artifact", declared.artifacts.keys() - outputs.artifacts.keys()),
    ):
        for name in sorted(names):
            message = f"no task gives the output {kind} {name!r}"
            scope.around.findings.error("missing-output", f"{scope.path}.dag.outputs", message)


def _report_undeclared(scope: GraphScope, kind: str, name: str, path: str) -> None:
    known = scope.outputs.parameters if kind == "parameter" else scope.outputs.artifacts
    message = f"outputDefinitions has no {kind} {name!r}"
    scope.around.findings.unknown("unknown-output", path, message, name=name, known=known)


def _check_parameter(
    scope: GraphScope, output: DagOutputParameterSpec, declared: OutputParameterSpec | None, path: str
) -> None:
    if bool(output.value_from_parameter) == bool(output.value_from_oneof):
        hint = "give one of valueFromParameter, valueFromOneof"
        scope.around.findings.error("invalid-source", path, "needs exactly one source", hint)
        return
    selectors: Sequence[ParameterSelectorSpec] = ()
    if output.value_from_parameter:
        selectors = (output.value_from_parameter,)
    elif output.value_from_oneof:
        selectors = output.value_from_oneof.parameter_selectors
    if not selectors:
        scope.around.findings.error("invalid-source", path, "selects from no task")
    for selector in selectors:
        _check_parameter_selector(scope, selector, declared, path)


def _check_parameter_selector(
    scope: GraphScope, selector: ParameterSelectorSpec, declared: OutputParameterSpec | None, path: str
) -> None:
    outputs = scope.outputs_of(selector.producer_subtask)
    key, producer = selector.output_parameter_key, selector.producer_subtask
    may_collect = _may_collect(scope, path) or (
        declared is not None and scope.is_list_of(producer, declared.parameter_type)
    )
    if outputs is None:
        report_producer(scope, producer, path)
    elif key not in outputs.parameters:
        message = f"task {producer!r} has no output parameter {key!r}"
        scope.around.findings.unknown("unknown-output", path, message, name=key, known=outputs.parameters)
    elif declared and not _fits(outputs.parameters[key].parameter_type, declared.parameter_type, may_collect):
        given = outputs.parameters[key].parameter_type.value
        message = (
            f"is declared as {declared.parameter_type.value}, got {given} from output {key!r} of task {producer!r}"
        )
        scope.around.findings.error("type-mismatch", path, message)


def _may_collect(scope: GraphScope, path: str) -> bool:
    """Tell whether an output may be declared as it is seen outside, as a list.

    So it is in iterated graphs, and KFP's compiler writes it for the channels of conditions as well.
    """
    return scope.name in scope.around.iterated or path.rpartition(".")[2].startswith(CHANNEL)


def _fits(given: ParameterType, declared: ParameterType, may_collect: bool) -> bool:  # noqa: FBT001
    return (may_collect and declared is ParameterType.LIST) or parameters_fit(given, declared)


def _check_artifact(
    scope: GraphScope, selectors: Sequence[ArtifactSelectorSpec], declared: OutputArtifactSpec | None, path: str
) -> None:
    if not selectors:
        scope.around.findings.error("invalid-source", path, "selects from no task")
    may_collect = len(selectors) > 1 or _may_collect(scope, path)
    for selector in selectors:
        outputs = scope.outputs_of(selector.producer_subtask)
        key, producer = selector.output_artifact_key, selector.producer_subtask
        if outputs is None:
            report_producer(scope, producer, path)
        elif key not in outputs.artifacts:
            message = f"task {producer!r} has no output artifact {key!r}"
            scope.around.findings.unknown("unknown-output", path, message, name=key, known=outputs.artifacts)
        elif declared and not _artifact_fits(outputs.artifacts[key], declared, may_collect):
            given = artifact_words(outputs.artifacts[key])
            message = f"is declared as {artifact_words(declared)}, got {given} from output {key!r} of task {producer!r}"
            scope.around.findings.error("type-mismatch", path, message)


def _artifact_fits(given: OutputArtifactSpec, declared: OutputArtifactSpec, may_collect: bool) -> bool:  # noqa: FBT001
    if may_collect and declared.is_artifact_list and not given.is_artifact_list:
        given = OutputArtifactSpec(artifact_type=given.artifact_type, is_artifact_list=True)
    return artifacts_fit(given, declared)
