"""The picture of a compiled pipeline, whoever compiled it."""

from collections.abc import Iterator

from penstock.dsl.drawing import Picture, Shape, draw
from penstock.spec.captions import branch_places, condition_of, is_chain, is_group, items_of
from penstock.spec.component import ComponentSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.task import PipelineTaskSpec
from penstock.spec.types import TriggerStrategy

_DEEPEST = 20


def document_svg(document: PipelineDocument) -> str:
    """Draw a document as an SVG file: its tasks, groups and inner pipelines, and who waits for whom."""
    info = document.pipeline.pipeline_info
    return draw(_Drawer(document).picture(document.pipeline.root, 0), info.name if info else "pipeline")


class _Drawer:
    """Draws the graphs of one document."""

    def __init__(self, document: PipelineDocument) -> None:
        self._components = document.pipeline.components
        deployment = document.pipeline.deployment_spec
        self._executors = deployment.executors if deployment else {}

    def picture(self, component: ComponentSpec | None, depth: int, *, chain: bool = False) -> Picture:
        """Draw the graph of a component; in a chain, all conditions but the first go on from those before."""
        tasks = component.dag.tasks if component and component.dag else {}
        before = branch_places(list(tasks)) if chain else {}
        shapes = {name: self._shape(name, task, depth, before.get(name, 0)) for name, task in tasks.items()}
        edges = list(dict.fromkeys(edge for name, task in tasks.items() for edge in _edges(name, task, shapes)))
        exits = {(first, name) for first, name in edges if shapes[name].kind == "exit-task"}
        return Picture(shapes=shapes, edges=tuple(edges), exits=frozenset(exits))

    def _shape(self, name: str, task: PipelineTaskSpec, depth: int, before: int) -> Shape:
        component = self._components.get(task.component_ref.name) if task.component_ref else None
        label = task.task_info.name if task.task_info and task.task_info.name else name
        caption = _caption(task, before)
        if label == name and is_group(name):
            label = ("else if" if caption else "else") if before else _group_label(name, task)
        inside = component is not None and component.dag is not None and depth < _DEEPEST
        return Shape(
            label=label,
            kind=self._kind(name, task, component),
            caption=caption or ("" if is_group(name) or label == name else name),
            inside=self.picture(component, depth + 1, chain=is_chain(name)) if inside else None,
        )

    def _kind(self, name: str, task: PipelineTaskSpec, component: ComponentSpec | None) -> str:
        policy = task.trigger_policy
        if policy is not None and policy.strategy is TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED:
            return "exit-task"
        if task.parameter_iterator is not None or task.artifact_iterator is not None:
            return "for-loop"
        if policy is not None and policy.condition:
            return "condition"
        if component is not None and component.dag is not None:
            known = ("exit-handler", "condition-branches")
            return next((kind for kind in known if name.startswith(f"{kind}-")), "pipeline")
        executor = self._executors.get(component.executor_label) if component else None
        return "importer" if executor is not None and executor.importer is not None else "task"


def _edges(name: str, task: PipelineTaskSpec, shapes: dict[str, Shape]) -> Iterator[tuple[str, str]]:
    for producer in task.dependent_tasks:
        if producer in shapes:
            yield producer, name
    if task.inputs is None:
        return
    outputs = [given.task_output_parameter for given in task.inputs.parameters.values()]
    artifacts = [given.task_output_artifact for given in task.inputs.artifacts.values()]
    for output in (*outputs, *artifacts):
        if output is not None and output.producer_task in shapes:
            yield output.producer_task, name


def _group_label(name: str, task: PipelineTaskSpec) -> str:
    """Name a group that has no name of its own by what it does."""
    if task.parameter_iterator is not None or task.artifact_iterator is not None:
        return "for each"
    if task.trigger_policy is not None and task.trigger_policy.condition:
        return "if"
    return "one of" if is_chain(name) else "exit handler"


def _caption(task: PipelineTaskSpec, before: int) -> str:
    items = items_of(task)
    if items:
        at_once = task.iterator_policy.parallelism_limit if task.iterator_policy else 0
        return f"of {items}{f', {at_once} at once' if at_once else ''}"
    return condition_of(task, before)
