"""The graph of a pipeline as a page draws it: tasks, the groups around them, and what flows between them."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import digest, dumps
from penstock.engine.caching import static_parts
from penstock.engine.plan import ROOT
from penstock.server.schemas.graph import EdgeItem, Graph, GraphEdge, GraphNode, GraphOutput, NodeKind
from penstock.spec.captions import branch_places, condition_of, is_chain, is_group, items_of
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec, PipelineContainerSpec
from penstock.spec.lightweight import recognise
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.task import PipelineTaskSpec
from penstock.spec.types import ArtifactTypeSchema, TriggerStrategy

DEEPEST = 100
"""Graphs in graphs; no document that passed validation goes round in circles, so that this only bounds time."""

LONGEST_ITEMS = 200

MOST_NODES = 50_000
"""Nodes of one graph: a small file whose graphs use each other many times over unfolds into billions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A task of a graph, and where it lies."""

    id: str
    """The execution path without the numbers of iterations."""
    parent: str | None
    name: str
    task: PipelineTaskSpec
    component: ComponentSpec
    component_name: str
    before: int
    """How many branches of the same decision stand before it."""


class GraphReader:
    """Reads the graphs of one document. A document of any compiler has one."""

    def __init__(self, document: PipelineDocument) -> None:
        self.document = document
        self._components = document.pipeline.components
        deployment = document.pipeline.deployment_spec
        self._executors: Mapping[str, ExecutorSpec] = deployment.executors if deployment else {}
        self._python: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}
        self._programs: dict[str, tuple[str | None, str | None]] = {}
        root = document.pipeline.root
        graphs = [component.dag for component in (root, *self._components.values()) if component is not None]
        self.task_count = sum(len(graph.tasks) for graph in graphs if graph is not None)
        """How many tasks the document has, each once however often its graph is used."""

    def graph(self) -> Graph:
        """Return the whole graph, groups before what lies in them. Raises `ArgumentsError` if it is too large."""
        placed = list(itertools.islice(self.placed(), MOST_NODES + 1))
        if len(placed) > MOST_NODES:
            message = f"the graph has more than {MOST_NODES:,} nodes, which is more than can be drawn"
            raise ArgumentsError([Problem("too-large", "graph", message, "split the pipeline into several")])
        nodes = [self._node(each) for each in placed]
        kinds = {node.id: node.kind for node in nodes}
        edges = [edge for each in placed for edge in self._edges(each, kinds)]
        info = self.document.pipeline.pipeline_info
        shape = [[node.id, node.kind] for node in nodes] + [[edge.source, edge.target] for edge in edges]
        tag = digest(dumps(shape).encode("utf-8", "surrogatepass")).removeprefix("sha256:")[:16]
        return Graph(structure_tag=tag, name=info.name if info else "", nodes=nodes, edges=edges)

    def placed(self) -> Iterator[Placed]:
        """Walk over all tasks, groups before what lies in them."""
        root = self.document.pipeline.root
        if root is not None:
            yield from self._inside(root, parent=None, prefix=ROOT, is_decision=False, depth=0)

    def find(self, node: str) -> Placed | None:
        """Return one task by its id, or ``None``."""
        component, parent, found = self.document.pipeline.root, None, None
        prefix = ROOT
        for name in node.split("/")[1:]:
            if component is None or component.dag is None or name not in component.dag.tasks:
                return None
            is_decision = parent is not None and is_chain(parent.rpartition("/")[2])
            inside = self._inside(component, parent=parent, prefix=prefix, is_decision=is_decision, depth=DEEPEST)
            found = next((each for each in inside if each.name == name), None)
            if found is None:
                return None
            component, parent, prefix = found.component, found.id, found.id
        return found

    def executor(self, component: ComponentSpec) -> ExecutorSpec | None:
        """Return how a component is carried out; ``None`` for a graph."""
        return self._executors.get(component.executor_label)

    def program(self, node: str) -> tuple[str | None, str | None]:
        """Return the image of a task and a digest of its code; nothing for what is no task with a program."""
        if node not in self._programs:
            placed = self.find(node)
            executor = self.executor(placed.component) if placed else None
            parts = static_parts(executor, {}, {}) if executor else {}
            code = parts.get("code") or parts.get("command")
            self._programs[node] = (parts.get("image") or None, digest(code) if code else None)
        return self._programs[node]

    def _inside(
        self, component: ComponentSpec, *, parent: str | None, prefix: str, is_decision: bool, depth: int
    ) -> Iterator[Placed]:
        tasks = component.dag.tasks if component.dag else {}
        before = branch_places(list(tasks)) if is_decision else {}
        for name, task in tasks.items():
            used = task.component_ref.name if task.component_ref else ""
            inner = self._components.get(used) or ComponentSpec()
            yield Placed(
                id=f"{prefix}/{name}",
                parent=parent,
                name=name,
                task=task,
                component=inner,
                component_name=used,
                before=before.get(name, 0),
            )
            if inner.dag is not None and depth < DEEPEST:
                place = f"{prefix}/{name}"
                yield from self._inside(inner, parent=place, prefix=place, is_decision=is_chain(name), depth=depth + 1)

    def _node(self, placed: Placed) -> GraphNode:
        task, executor = placed.task, self.executor(placed.component)
        container = executor.container if executor else None
        items = items_of(task)
        return GraphNode(
            id=placed.id,
            parent=placed.parent,
            kind=self._kind(placed),
            name=shown_name(placed),
            component=placed.component_name,
            condition=condition_of(task, placed.before) or None,
            items=items[:LONGEST_ITEMS] or None,
            parallelism=(task.iterator_policy.parallelism_limit or None) if task.iterator_policy else None,
            image=container.image or None if container else None,
            runs_python=container is not None and self._runs_python(container),
            outputs=list(outputs_of(placed.component)),
            has_retries=task.retry_policy is not None and task.retry_policy.max_retry_count > 0,
        )

    def _runs_python(self, container: PipelineContainerSpec) -> bool:
        """Tell whether a container runs a Python function; the tasks of one component have equal containers."""
        program = (tuple(container.command), tuple(container.args))
        if program not in self._python:
            self._python[program] = recognise(*program) is not None
        return self._python[program]

    def _kind(self, placed: Placed) -> NodeKind:
        policy, task = placed.task.trigger_policy, placed.task
        if policy is not None and policy.strategy is TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED:
            return "exit_task"
        if task.parameter_iterator is not None or task.artifact_iterator is not None:
            return "loop"
        if placed.component.dag is not None:
            return _group_kind(placed)
        executor = self.executor(placed.component)
        return "importer" if executor is not None and executor.importer is not None else "task"

    def _edges(self, placed: Placed, kinds: Mapping[str, NodeKind]) -> Iterator[GraphEdge]:
        prefix = placed.id.rpartition("/")[0]
        items = _items(placed, _input_types(placed.component))
        for producer in dict.fromkeys([*items, *placed.task.dependent_tasks]):
            source = f"{prefix}/{producer}"
            if source not in kinds:
                continue
            given = items.get(producer, [])
            if kinds[placed.id] == "exit_task":
                yield GraphEdge(source=source, target=placed.id, kind="exit", items=given)
            else:
                yield GraphEdge(source=source, target=placed.id, kind="data" if given else "order", items=given)


def drawable(document: PipelineDocument) -> Graph | None:
    """Return the graph of a document, or ``None`` if it is too large to be drawn."""
    try:
        return GraphReader(document).graph()
    except ArgumentsError:
        return None


def shown_name(placed: Placed) -> str:
    """Return what people call a task; groups that nobody named are called by what they do."""
    told = placed.task.task_info.name if placed.task.task_info else ""
    if (told and told != placed.name) or not is_group(placed.name):
        return told or placed.name
    if items_of(placed.task):
        return "for each"
    if condition_of(placed.task):
        return _branch_name(placed)
    others = {"condition-branches": "one of", "exit-handler": "exit handler"}
    return others.get(placed.name.rpartition("-")[0], "else")


def _branch_name(placed: Placed) -> str:
    """Return which branch of a decision it is: the last one has no condition of its own, only those before it."""
    if not placed.before:
        return "if"
    return "else if" if condition_of(placed.task, placed.before) else "else"


def outputs_of(component: ComponentSpec) -> Iterator[GraphOutput]:
    """Return the outputs that a component declares."""
    definitions = component.output_definitions
    if definitions is None:
        return
    for name, parameter in definitions.parameters.items():
        yield GraphOutput(name=name, type=parameter.parameter_type.value, is_artifact=False)
    for name, artifact in definitions.artifacts.items():
        yield GraphOutput(name=name, type=artifact_title(artifact.artifact_type), is_artifact=True)


def artifact_title(schema: ArtifactTypeSchema | None) -> str:
    """Return the type of an artifact as people know it."""
    return (schema.schema_title or schema.schema_uri) if schema else ""


def _input_types(component: ComponentSpec) -> dict[str, str]:
    definitions = component.input_definitions
    if definitions is None:
        return {}
    parameters = {name: parameter.parameter_type.value for name, parameter in definitions.parameters.items()}
    artifacts = {name: artifact_title(artifact.artifact_type) for name, artifact in definitions.artifacts.items()}
    return {**parameters, **artifacts}


def _group_kind(placed: Placed) -> NodeKind:
    policy = placed.task.trigger_policy
    if policy is not None and policy.condition:
        return "condition"
    if is_chain(placed.name):
        return "branches"
    if placed.name.startswith("exit-handler-") and is_group(placed.name):
        return "exit_handler"
    return "condition" if placed.name.startswith("condition-") and is_group(placed.name) else "pipeline"


def _items(placed: Placed, types: Mapping[str, str]) -> dict[str, list[EdgeItem]]:
    """Return what a task takes from its neighbours, by their names."""
    found: dict[str, list[EdgeItem]] = {}
    inputs = placed.task.inputs
    if inputs is None:
        return found
    for name, parameter in inputs.parameters.items():
        output = parameter.task_output_parameter
        if output is not None:
            item = EdgeItem(output=output.output_parameter_key, input=name, type=types.get(name, ""))
            found.setdefault(output.producer_task, []).append(item)
    for name, artifact in inputs.artifacts.items():
        source = artifact.task_output_artifact
        if source is not None:
            item = EdgeItem(output=source.output_artifact_key, input=name, type=types.get(name, ""))
            found.setdefault(source.producer_task, []).append(item)
    return found
