"""From a component to its document: every group becomes a component with a graph of its own."""

from typing import Any

from penstock.compiler.assembly import Assembly
from penstock.compiler.executors import executor_of, is_dynamic, with_injected
from penstock.compiler.group_interfaces import dag_outputs, input_definitions, iterator, output_definitions
from penstock.compiler.platforms import pipeline_config, platforms_of
from penstock.compiler.references import References
from penstock.compiler.single import single_component
from penstock.compiler.surfacing import Borders, Surfacing
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.expressions import render
from penstock.dsl.graph import Graph, GroupNode, TaskNode
from penstock.dsl.placement import ROOT, Placement
from penstock.spec.component import ComponentSpec
from penstock.spec.pipeline import SCHEMA_VERSION, PipelineDocument, PipelineInfo, PipelineSpec
from penstock.spec.task import (
    CachingOptions,
    ComponentRef,
    DagSpec,
    PipelineTaskInfo,
    PipelineTaskSpec,
    RetryPolicy,
    TaskFinalStatusOf,
    TaskInputParameterSpec,
    TaskInputsSpec,
    TriggerPolicy,
)
from penstock.spec.types import ParameterType, TriggerStrategy
from penstock.spec.values import field, frozen, record, replace


@frozen
class LoweringOptions:
    """What a whole compilation has in common."""

    sdk_version: str
    caching: bool = True
    """Whether tasks that do not say may be answered by an equal earlier execution."""


def lower(definition: ComponentDefinition, options: LoweringOptions) -> PipelineDocument:
    """Make the document of a component or pipeline.

    The graph must be sound: see `penstock.dsl.topology`.
    """
    return Lowering(options).document(definition)


class Lowering:
    """One compilation; each pipeline in it is lowered once, however often it is used."""

    def __init__(self, options: LoweringOptions) -> None:
        self.options = options
        self._done: dict[int, PipelineDocument] = {}

    def document(self, definition: ComponentDefinition) -> PipelineDocument:
        """Return the document of a component or pipeline."""
        if definition.document is not None:
            return definition.document
        done = self._done.get(id(definition))
        if done is None:
            graph = definition.graph
            if isinstance(graph, Graph):
                done = _GraphLowering(self, definition, graph).document()
            else:
                done = single_component(definition, sdk_version=self.options.sdk_version, caching=self.options.caching)
            self._done[id(definition)] = done
        return done


@record
class _OpenDag:
    """The graph of a group while its tasks are added."""

    component: ComponentSpec
    tasks: dict[str, PipelineTaskSpec] = field(default_factory=dict)


class _GraphLowering:
    """The lowering of one graph."""

    def __init__(self, lowering: Lowering, definition: ComponentDefinition, graph: Graph) -> None:
        self.lowering = lowering
        self.definition = definition
        self.graph = graph
        self.placement = Placement(graph)
        surfacing = Surfacing(graph, self.placement)
        self.borders: Borders = surfacing.find()
        self.references = References(surfacing, graph.text_register)
        self.assembly = Assembly()
        self.dags: dict[str, _OpenDag] = {ROOT: _OpenDag(component=definition.spec)}
        self.component_of: dict[str, str] = {}

    def document(self) -> PipelineDocument:
        """Add every group, then the exit tasks, in the order of KFP's compiler, since names depend on it."""
        if self.graph.config is not None and (config := pipeline_config(self.graph.config)) is not None:
            self.assembly.configure(config)
        groups = list(self.graph.root.walk())
        for group in groups:
            dag = self.dags[group.name]
            for child in group.groups:
                dag.tasks[child.name] = self._add_group(child)
            for task in group.tasks:
                dag.tasks[task.name] = self._add_task(task)
        for group in groups:
            if group.exit_task is not None:
                self.dags[self.placement.parent[group.name]].tasks[group.exit_task.name] = self._add_exit_task(group)
        for name, component in self.component_of.items():
            self.assembly.components[component] = self._closed(name)
        return PipelineDocument(pipeline=self._pipeline(), platform=self.assembly.platform())

    def _pipeline(self) -> PipelineSpec:
        root = self.dags[ROOT]
        outputs = dag_outputs(self.borders.pipeline_outputs)
        return PipelineSpec(
            pipeline_info=PipelineInfo(
                name=self.graph.name,
                display_name=self.graph.display_name,
                description=self.definition.description,
            ),
            deployment_spec=self.assembly.deployment(),
            sdk_version=self.lowering.options.sdk_version,
            schema_version=SCHEMA_VERSION,
            components=self.assembly.components,
            root=replace(root.component, dag=DagSpec(tasks=root.tasks, outputs=outputs)),
            default_pipeline_root=self.graph.pipeline_root,
        )

    def _closed(self, group: str) -> ComponentSpec:
        dag = self.dags[group]
        outputs = dag_outputs(self.borders.outputs.get(group, {}))
        return replace(dag.component, dag=DagSpec(tasks=dag.tasks, outputs=outputs))

    def _add_group(self, group: GroupNode) -> PipelineTaskSpec:
        channels = self.borders.inputs.get(group.name, {})
        outputs = self.borders.outputs.get(group.name, {})
        self.dags[group.name] = _OpenDag(
            component=ComponentSpec(
                input_definitions=input_definitions(channels), output_definitions=output_definitions(outputs)
            )
        )
        name = self.assembly.name_component(group.name)
        self.component_of[group.name] = name
        given = {key: channel for key, channel in channels.items() if channel is not group.loop_argument}
        condition = TriggerPolicy(condition=render(group.condition)) if group.condition is not None else None
        spec = PipelineTaskSpec(
            task_info=PipelineTaskInfo(name=group.display_name or group.name),
            inputs=self._group_inputs(given, group.name),
            dependent_tasks=self._dependencies(group.name),
            component_ref=ComponentRef(name=name),
            trigger_policy=condition,
        )
        return spec if group.loop_argument is None else replace(spec, **iterator(group))

    def _group_inputs(self, channels: dict[str, Any], group: str) -> TaskInputsSpec | None:
        if not channels:
            return None
        is_artifact = {name: channel.parameter_type is None for name, channel in channels.items()}
        return TaskInputsSpec(
            parameters={
                name: self.references.parameter(channel, group)
                for name, channel in channels.items()
                if not is_artifact[name]
            },
            artifacts={
                name: self.references.artifact(channel, group)
                for name, channel in channels.items()
                if is_artifact[name]
            },
        )

    def _add_task(self, task: TaskNode) -> PipelineTaskSpec:
        spec = replace(self._task(task), dependent_tasks=self._dependencies(task.name))
        if task.settings.ignores_upstream_failure:
            completed = TriggerPolicy(strategy=TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED)
            spec = replace(spec, trigger_policy=completed)
            if spec.dependent_tasks:
                spec = _with_final_status(spec, task, spec.dependent_tasks[0])
        return spec

    def _add_exit_task(self, handler: GroupNode) -> PipelineTaskSpec:
        assert handler.exit_task is not None
        spec = replace(
            self._task(handler.exit_task),
            dependent_tasks=(handler.name,),
            trigger_policy=TriggerPolicy(strategy=TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED),
        )
        return _with_final_status(spec, handler.exit_task, handler.name)

    def _task(self, task: TaskNode) -> PipelineTaskSpec:
        settings = task.settings
        inputs = self._task_inputs(task)
        component = self._component(task)
        name = self.assembly.name_component(task.name)
        self.assembly.components[name] = component
        caching = self.lowering.options.caching if settings.caching is None else settings.caching
        return PipelineTaskSpec(
            task_info=PipelineTaskInfo(name=settings.display_name or task.name),
            inputs=inputs,
            caching_options=CachingOptions(enable_cache=caching, cache_key=settings.cache_key),
            component_ref=ComponentRef(name=name),
            retry_policy=_retry(task),
        )

    def _task_inputs(self, task: TaskNode) -> TaskInputsSpec | None:
        inputs = self.references.inputs(with_injected(task), task.name)
        dynamic = [value for value in task.settings.environment.values() if is_dynamic(value)]
        if not dynamic:
            return inputs
        parameters = dict(inputs.parameters) if inputs else {}
        for value in dynamic:
            self.references.text(value, task.name, parameters)
        return TaskInputsSpec(parameters=parameters, artifacts=inputs.artifacts if inputs else {})

    def _component(self, task: TaskNode) -> ComponentSpec:
        definition = task.definition
        if definition.graph is not None or definition.document is not None:
            return self.assembly.merge(self.lowering.document(definition))
        platforms = self.references.platform(platforms_of(task), task.name)
        label = self.assembly.add_executor(task.name, executor_of(task), platforms)
        return replace(definition.spec, executor_label=label)

    def _dependencies(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self.borders.dependencies.get(name, ())))


def _retry(task: TaskNode) -> RetryPolicy | None:
    retry = task.settings.retry
    if retry is None:
        return None
    return RetryPolicy(
        max_retry_count=retry.count,
        backoff_duration=retry.backoff,
        backoff_factor=retry.factor,
        backoff_max_duration=retry.longest,
    )


def _with_final_status(spec: PipelineTaskSpec, task: TaskNode, producer: str) -> PipelineTaskSpec:
    """Give the final status of a task or group to the inputs that ask for it."""
    definitions = task.definition.spec.input_definitions
    statuses = {
        name: TaskInputParameterSpec(task_final_status=TaskFinalStatusOf(producer_task=producer))
        for name, parameter in (definitions.parameters.items() if definitions else ())
        if parameter.parameter_type is ParameterType.TASK_FINAL_STATUS
    }
    if not statuses:
        return spec
    inputs = spec.inputs or TaskInputsSpec()
    return replace(spec, inputs=replace(inputs, parameters={**inputs.parameters, **statuses}))
