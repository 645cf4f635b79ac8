"""Turns one graph of a document into a plan: references resolved, expressions parsed, order checked."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from penstock.core.errors import ConditionError, Problem
from penstock.core.suggest import did_you_mean
from penstock.engine.plan import (
    NO_RETRY,
    ROOT,
    ArtifactBinding,
    DagPlan,
    IteratorPlan,
    ParameterBinding,
    RetryPlan,
    Source,
    TaskPlan,
)
from penstock.spec.component import ComponentSpec
from penstock.spec.conditions import Condition, Selector, parse_condition, parse_selector
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.task import (
    DagSpec,
    PipelineTaskSpec,
    RetryPolicy,
    TaskInputArtifactSpec,
    TaskInputParameterSpec,
    TaskInputsSpec,
)
from penstock.spec.types import ABSENT, TriggerStrategy, ValueOrRuntimeParameter

_NO_INPUTS = TaskInputsSpec()
_MARK = "{{$"


class GraphPlanner:
    """Plans the graph of one component. Used once."""

    def __init__(self, pipeline: PipelineSpec, component: str) -> None:
        spec = pipeline.root if component == ROOT else pipeline.components.get(component)
        self._pipeline = pipeline
        self._spec: ComponentSpec = spec or ComponentSpec()
        self._dag: DagSpec = self._spec.dag or DagSpec()
        self._place = f"{component}.dag" if component == ROOT else f"components.{component}.dag"
        self._specs = list(self._dag.tasks.values())
        self._index = {name: index for index, name in enumerate(self._dag.tasks)}
        self._problems: list[Problem] = []

    def plan(self) -> tuple[DagPlan, list[Problem]]:
        """Return the plan, and everything in the graph that cannot run."""
        upstream = [self._upstream(name, spec) for name, spec in self._dag.tasks.items()]
        consumers: list[list[int]] = [[] for _ in upstream]
        for consumer, producers in enumerate(upstream):
            for producer in producers:
                consumers[producer].append(consumer)
        tasks = tuple(
            self._task(name, spec, upstream[index], tuple(consumers[index]))
            for index, (name, spec) in enumerate(self._dag.tasks.items())
        )
        self._check_order(tasks)
        self._check_outputs()
        return DagPlan(tasks=tasks, index=self._index, outputs=self._dag.outputs), self._problems

    def _problem(self, code: str, place: str, message: str) -> None:
        self._problems.append(Problem(code, f"{self._place}.{place}", message))

    def _find(self, name: str, place: str) -> int:
        index = self._index.get(name)
        if index is None:
            hint = did_you_mean(name, self._index) if len(self._index) < 1000 else ""
            self._problem("unknown-task", place, f"no task of this graph is called {name!r}{hint}")
            return -1
        return index

    def _upstream(self, name: str, spec: PipelineTaskSpec) -> tuple[int, ...]:
        inputs = spec.inputs or _NO_INPUTS
        names = dict.fromkeys(spec.dependent_tasks)
        for parameter in inputs.parameters.values():
            if parameter.task_output_parameter:
                names[parameter.task_output_parameter.producer_task] = None
            if parameter.task_final_status:
                names[parameter.task_final_status.producer_task] = None
        for artifact in inputs.artifacts.values():
            if artifact.task_output_artifact:
                names[artifact.task_output_artifact.producer_task] = None
        found = (self._find(upstream, f"tasks.{name}.dependentTasks") for upstream in names)
        return tuple(index for index in found if index >= 0)

    def _task(
        self, name: str, spec: PipelineTaskSpec, upstream: tuple[int, ...], consumers: tuple[int, ...]
    ) -> TaskPlan:
        place = f"tasks.{name}"
        inputs = spec.inputs or _NO_INPUTS
        trigger = spec.trigger_policy
        component = spec.component_ref.name if spec.component_ref else ""
        if component not in self._pipeline.components:
            hint = did_you_mean(component, self._pipeline.components)
            message = f"no component is called {component!r}{hint}"
            self._problem("unknown-component", f"{place}.componentRef", message)
        tolerant = trigger is not None and trigger.strategy is TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED
        return TaskPlan(
            name=name,
            index=self._index[name],
            display_name=spec.task_info.name if spec.task_info and spec.task_info.name else name,
            component=component,
            upstream=upstream,
            consumers=consumers,
            parameters=tuple(self._parameter(place, key, entry) for key, entry in inputs.parameters.items()),
            artifacts=tuple(self._artifact(place, key, entry) for key, entry in inputs.artifacts.items()),
            condition=self._condition(place, trigger.condition) if trigger else None,
            condition_text=trigger.condition if trigger else "",
            is_tolerant=tolerant,
            is_exit=tolerant and self._is_exit(upstream, inputs),
            iterator=self._iterator(place, spec),
            retry=_retry(spec.retry_policy) if spec.retry_policy else NO_RETRY,
            is_cached=bool(spec.caching_options and spec.caching_options.enable_cache),
            cache_key=spec.caching_options.cache_key if spec.caching_options else "",
            turns_cache_off=spec.caching_options is not None and not spec.caching_options.enable_cache,
        )

    def _is_exit(self, upstream: tuple[int, ...], inputs: TaskInputsSpec) -> bool:
        """Tell an exit handler's task from one that ignores the failure of a task it takes outputs from."""
        takes = any(entry.task_output_parameter for entry in inputs.parameters.values())
        takes = takes or any(entry.task_output_artifact for entry in inputs.artifacts.values())
        return bool(upstream) and not takes and all(self._is_graph(self._specs[index]) for index in upstream)

    def _is_graph(self, spec: PipelineTaskSpec) -> bool:
        component = self._pipeline.components.get(spec.component_ref.name if spec.component_ref else "")
        return component is not None and component.dag is not None

    def _parameter(self, place: str, name: str, spec: TaskInputParameterSpec) -> ParameterBinding:
        place = f"{place}.inputs.parameters.{name}"
        selector = self._selector(place, spec.parameter_expression_selector)
        if spec.task_output_parameter:
            output = spec.task_output_parameter
            producer = self._index.get(output.producer_task, -1)
            key = output.output_parameter_key
            return ParameterBinding(name=name, source=Source.OUTPUT, producer=producer, key=key, selector=selector)
        if spec.component_input_parameter:
            key = spec.component_input_parameter
            self._check_input(place, key, self._parameter_names())
            return ParameterBinding(name=name, source=Source.INPUT, key=key, selector=selector)
        if spec.task_final_status:
            producer = self._index.get(spec.task_final_status.producer_task, -1)
            return ParameterBinding(name=name, source=Source.STATUS, producer=producer, selector=selector)
        return self._constant(place, name, spec.runtime_value or ValueOrRuntimeParameter(), selector)

    def _constant(
        self, place: str, name: str, value: ValueOrRuntimeParameter, selector: Selector | None
    ) -> ParameterBinding:
        if value.runtime_parameter:
            self._check_input(place, value.runtime_parameter, self._parameter_names())
            return ParameterBinding(name=name, source=Source.INPUT, key=value.runtime_parameter, selector=selector)
        constant = constant_of(value)
        if constant is ABSENT:
            self._problem("missing-source", place, "says nowhere where its value comes from")
            constant = None
        return ParameterBinding(
            name=name,
            source=Source.CONSTANT,
            constant=constant,
            has_placeholders=has_placeholders(constant),
            selector=selector,
        )

    def _artifact(self, place: str, name: str, spec: TaskInputArtifactSpec) -> ArtifactBinding:
        if spec.task_output_artifact:
            output = spec.task_output_artifact
            return ArtifactBinding(
                name=name, producer=self._index.get(output.producer_task, -1), key=output.output_artifact_key
            )
        known = self._spec.input_definitions.artifacts if self._spec.input_definitions else {}
        self._check_input(f"{place}.inputs.artifacts.{name}", spec.component_input_artifact, known)
        return ArtifactBinding(name=name, key=spec.component_input_artifact)

    def _parameter_names(self) -> Mapping[str, Any]:
        return self._spec.input_definitions.parameters if self._spec.input_definitions else {}

    def _check_input(self, place: str, name: str, known: Mapping[str, Any]) -> None:
        if name not in known:
            self._problem("unknown-input", place, f"the graph has no input {name!r}{did_you_mean(name, known)}")

    def _selector(self, place: str, text: str) -> Selector | None:
        try:
            return parse_selector(text) if text else None
        except ConditionError as error:
            self._problem("bad-selector", f"{place}.parameterExpressionSelector", str(error))
            return None

    def _condition(self, place: str, text: str) -> Condition | None:
        try:
            return parse_condition(text) if text else None
        except ConditionError as error:
            self._problem("bad-condition", f"{place}.triggerPolicy.condition", str(error))
            return None

    def _iterator(self, place: str, spec: PipelineTaskSpec) -> IteratorPlan | None:
        limit = spec.iterator_policy.parallelism_limit if spec.iterator_policy else 0
        if spec.artifact_iterator:
            over = spec.artifact_iterator
            name = over.items.input_artifact if over.items else ""
            return IteratorPlan(item_input=over.item_input, items_input=name, over_artifacts=True, limit=limit)
        if not spec.parameter_iterator:
            return None
        item = spec.parameter_iterator.item_input
        items = spec.parameter_iterator.items
        if items and items.input_parameter:
            return IteratorPlan(item_input=item, items_input=items.input_parameter, limit=limit)
        raw = items.raw if items else ""
        if _MARK in raw:
            return IteratorPlan(item_input=item, raw=raw, limit=limit)
        return IteratorPlan(item_input=item, items=self._raw_items(place, raw), limit=limit)

    def _raw_items(self, place: str, raw: str) -> tuple[Any, ...]:
        try:
            items = json.loads(raw)
        except ValueError:
            items = None
        if isinstance(items, list):
            return tuple(items)
        self._problem("bad-items", f"{place}.parameterIterator.items.raw", f"is not the JSON text of a list: {raw!r}")
        return ()

    def _check_order(self, tasks: tuple[TaskPlan, ...]) -> None:
        waiting = [len(task.upstream) for task in tasks]
        ready = [task.index for task in tasks if not task.upstream]
        done = 0
        while ready:
            done += 1
            for consumer in tasks[ready.pop()].consumers:
                waiting[consumer] -= 1
                if not waiting[consumer]:
                    ready.append(consumer)
        if done < len(tasks):
            names = [task.name for task, count in zip(tasks, waiting, strict=True) if count]
            shown = ", ".join(repr(name) for name in names[:5]) + (", ..." if len(names) > 5 else "")
            self._problem("cycle", "tasks", f"tasks wait for each other: {shown}")

    def _check_outputs(self) -> None:
        outputs = self._dag.outputs
        if outputs is None:
            return
        for name, artifact in outputs.artifacts.items():
            for selector in artifact.artifact_selectors:
                self._find(selector.producer_subtask, f"outputs.artifacts.{name}")
        for name, parameter in outputs.parameters.items():
            selectors = parameter.value_from_oneof.parameter_selectors if parameter.value_from_oneof else ()
            single = (parameter.value_from_parameter,) if parameter.value_from_parameter else ()
            for choice in (*selectors, *single):
                self._find(choice.producer_subtask, f"outputs.parameters.{name}")


def constant_of(value: ValueOrRuntimeParameter) -> Any:
    """Return the constant of either form, or ``ABSENT``."""
    old = value.constant_value
    if old is None:
        return value.constant
    numbers = (old.int_value, old.double_value)
    return next((number for number in numbers if number is not None), old.string_value)


def has_placeholders(value: Any) -> bool:
    """Whether a JSON value holds text to be rendered."""
    if isinstance(value, str):
        return _MARK in value
    if isinstance(value, list):
        return any(has_placeholders(item) for item in value)
    return isinstance(value, dict) and any(_MARK in key or has_placeholders(item) for key, item in value.items())


def _retry(policy: RetryPolicy) -> RetryPlan:
    return RetryPlan(
        count=max(policy.max_retry_count, 0),
        delay=policy.backoff_duration or timedelta(0),
        factor=policy.backoff_factor or 2.0,
        max_delay=policy.backoff_max_duration or timedelta(hours=1),
    )
