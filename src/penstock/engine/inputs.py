"""Resolves what a task is given: outputs of other tasks, inputs of its graph, constants, defaults and final status."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from penstock.core.errors import ConditionError, PlaceholderError
from penstock.core.json import JsonValue, whole_numbers
from penstock.engine.conversion import ConversionError, fit
from penstock.engine.executions import Execution, Scope
from penstock.engine.plan import ArtifactBinding, ComponentPlan, IteratorPlan, ParameterBinding, Source, TaskPlan
from penstock.engine.records import ArtifactLists, ArtifactRecord, Failure, Values
from penstock.engine.states import ExecutionState
from penstock.spec.types import ABSENT, ParameterType

Render = Callable[[JsonValue, Mapping[str, JsonValue]], JsonValue]
"""Fills placeholders of a JSON value from parameters by name."""

_CODES = {"Canceled": 1, "TimedOut": 4, "DeadlineExceeded": 4, "OutOfMemory": 8}
_FAILED_PRECONDITION = 9
_STATUS = {ExecutionState.CANCELED: "CANCELLED"}


class UnresolvedError(Exception):
    """An execution cannot start, for the reason carried."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class InputResolver:
    """Resolves inputs within one run."""

    def __init__(self, *, resource_name: str, whole: bool) -> None:
        self._resource_name = resource_name
        self._whole = whole

    def resolve(self, task: TaskPlan, component: ComponentPlan, scope: Scope, render: Render) -> Values:
        """Return the inputs of a task in a scope, without the item of an iteration.

        Raises `UnresolvedError`.
        """
        parameters: dict[str, JsonValue] = {}
        rendered: list[ParameterBinding] = []
        for binding in task.parameters:
            if binding.has_placeholders:
                rendered.append(binding)
                continue
            value = self._parameter(binding, scope)
            if value is not ABSENT:
                parameters[binding.name] = self._selected(binding, value)
        for binding in rendered:
            try:
                parameters[binding.name] = self._selected(binding, render(binding.constant, parameters))
            except PlaceholderError as error:
                raise _failure("UnresolvedPlaceholder", f"input {binding.name!r}: {error.message}") from None
        artifacts = {}
        for artifact in task.artifacts:
            found = _artifact(artifact, scope)
            if found is not None:
                artifacts[artifact.name] = found
        item = task.iterator.item_input if task.iterator else ""
        self._complete(component, parameters, item)
        _check_artifacts(component, artifacts, item)
        return Values(parameters=parameters, artifacts=artifacts)

    def arguments(
        self, component: ComponentPlan, arguments: Mapping[str, JsonValue], artifacts: ArtifactLists
    ) -> Values:
        """Return the inputs of the root, from the arguments of the run. Raises `UnresolvedError`."""
        parameters = {name: value for name, value in arguments.items() if name in component.parameters}
        self._complete(component, parameters, "")
        _check_artifacts(component, artifacts, "")
        return Values(parameters=parameters, artifacts=artifacts)

    def items(self, iterator: IteratorPlan, inputs: Values, render: Render) -> tuple[Any, ...]:
        """Return what a loop runs over: parameter values, or artifacts. Raises `UnresolvedError`."""
        if iterator.items is not None:
            return iterator.items
        if iterator.over_artifacts:
            return inputs.artifacts.get(iterator.items_input, ())
        try:
            items = (
                render(iterator.raw, inputs.parameters) if iterator.raw else inputs.parameters.get(iterator.items_input)
            )
        except PlaceholderError as error:
            raise _failure("UnresolvedPlaceholder", f"the items of the loop: {error.message}") from None
        return self._as_items(items)

    def _as_items(self, items: JsonValue) -> tuple[Any, ...]:
        if isinstance(items, str):
            try:
                items = json.loads(items)
            except ValueError:
                raise _failure("NotAList", f"the items of the loop are no list: {items[:80]!r}") from None
        if isinstance(items, dict):
            # KFP loops over the keys and values of nothing; a mapping is one mistake away from a list.
            raise _failure("NotAList", "the items of the loop are a mapping; a loop needs a list")
        if not isinstance(items, list):
            raise _failure("NotAList", f"the items of the loop are no list but {items!r}")
        return tuple(whole_numbers(items) if self._whole else items)

    def iteration(self, component: ComponentPlan, iterator: IteratorPlan, item: Any) -> Values:
        """Return what one iteration is given besides the inputs of its loop. Raises `UnresolvedError`."""
        name = iterator.item_input
        if iterator.over_artifacts:
            return Values(artifacts={name: (item,)})
        return Values(parameters={name: self._fitted(component, name, item)})

    def _parameter(self, binding: ParameterBinding, scope: Scope) -> Any:
        if binding.source is Source.CONSTANT:
            return binding.constant
        if binding.source is Source.INPUT:
            return scope.inputs.parameters.get(binding.key, ABSENT)
        producer = scope.children[binding.producer]
        if producer is None:
            return ABSENT
        if binding.source is Source.STATUS:
            return self._final_status(producer)
        return producer.outputs.parameters.get(binding.key, ABSENT)

    def _final_status(self, producer: Execution) -> JsonValue:
        status: dict[str, Any] = {
            "state": _STATUS.get(producer.state, producer.state.value),
            "pipelineJobResourceName": self._resource_name,
            "pipelineTaskName": producer.display_name,
        }
        if producer.state in (ExecutionState.FAILED, ExecutionState.CANCELED):
            failure = producer.failure or Failure(reason="Canceled", message="The run was cancelled")
            code = _CODES.get(failure.reason, _FAILED_PRECONDITION)
            status["error"] = {"code": code, "message": failure.message}
        return status

    def _selected(self, binding: ParameterBinding, value: JsonValue) -> JsonValue:
        if binding.selector is None:
            return value
        try:
            return binding.selector.select(value)
        except ConditionError as error:
            raise _failure("BadSelector", f"input {binding.name!r}: {error}") from None

    def _complete(self, component: ComponentPlan, parameters: dict[str, JsonValue], item: str) -> None:
        """Fill in defaults and fit every value to its type, in place."""
        for name, spec in component.parameters.items():
            if name == item:
                continue
            if name in parameters:
                if parameters[name] is None and spec.default_value is ABSENT and spec.is_optional:
                    del parameters[name]
                else:
                    parameters[name] = self._fitted(component, name, parameters[name])
            elif spec.default_value is not ABSENT:
                parameters[name] = self._fitted(component, name, spec.default_value)
            elif not spec.is_optional and spec.parameter_type is not ParameterType.TASK_CONFIG:
                raise _failure("MissingInput", f"input {name!r} has no value: what should give it made none")

    def _fitted(self, component: ComponentPlan, name: str, value: JsonValue) -> JsonValue:
        spec = component.parameters.get(name)
        if spec is None:
            return value
        try:
            return fit(value, spec, whole=self._whole)
        except ConversionError as error:
            raise _failure("WrongType", f"input {name!r} {error}") from None


def with_item(loop: Values, own: Values) -> Values:
    """Return the inputs of an iteration: those of its loop and its item."""
    return Values(parameters={**loop.parameters, **own.parameters}, artifacts={**loop.artifacts, **own.artifacts})


def _artifact(binding: ArtifactBinding, scope: Scope) -> tuple[ArtifactRecord, ...] | None:
    if binding.producer < 0:
        return scope.inputs.artifacts.get(binding.key)
    producer = scope.children[binding.producer]
    return producer.outputs.artifacts.get(binding.key) if producer else None


def _check_artifacts(component: ComponentPlan, artifacts: Mapping[str, Any], item: str) -> None:
    for name, spec in component.artifacts.items():
        if name not in artifacts and name != item and not spec.is_optional:
            raise _failure("MissingInput", f"input artifact {name!r} is missing: what should give it made none")


def _failure(reason: str, message: str) -> UnresolvedError:
    return UnresolvedError(Failure(reason=reason, message=message))
