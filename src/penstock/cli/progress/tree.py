"""The tasks of a run as a tree: all that the document says is there, filled with what has happened."""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from penstock.core.ids import ExecutionPath
from penstock.engine.plan import ROOT, DagPlan, TaskPlan
from penstock.engine.planning import Plan
from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionKind, ExecutionState

_INDEX = re.compile(r"\[(\d+)]$")
S = ExecutionState


class Node:
    """A task, an iteration, or a graph with tasks of its own."""

    __slots__ = (
        "children",
        "component",
        "condition",
        "is_leaf",
        "is_loop",
        "is_settled",
        "name",
        "parent",
        "path",
        "record",
    )

    def __init__(self, path: str, name: str, component: str, parent: "Node | None") -> None:
        self.path = path
        self.name = name
        self.component = component
        self.parent = parent
        self.children: list[Node] = []
        self.record: ExecutionRecord | None = None
        self.condition = ""
        """The expression that decides whether it is done, if there is one."""
        self.is_leaf = True
        self.is_loop = False
        self.is_settled = False
        """Whether its leaves are counted as done."""

    @property
    def state(self) -> ExecutionState:
        """Where it stands; what has not been opened is PENDING, or shares the end of what it belongs to."""
        if self.record is not None:
            return self.record.state
        above = self.parent.state if self.parent else S.PENDING
        return above if above.is_final and above is not S.SUCCEEDED else S.SKIPPED if above.is_final else S.PENDING

    @property
    def is_cached(self) -> bool:
        """Whether it was served from cache."""
        record = self.record
        return record is not None and record.state is S.SUCCEEDED and record.cached_from is not None

    def leaves(self) -> Iterator["Node"]:
        """Yield the tasks that do work, itself included."""
        pending = [self]
        while pending:
            node = pending.pop()
            if node.is_leaf:
                yield node
            pending.extend(reversed(node.children))


class TaskTree:
    """Follows the executions of one run. Used by one thread at a time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._orders: dict[str, tuple[TaskPlan, ...]] = {}
        self.root = Node(ROOT, ROOT, ROOT, None)
        self._nodes: dict[str, Node] = {ROOT: self.root}
        self.total = 0
        """Tasks that do work, as far as they are known: a loop's are known when its iterations open."""
        self.done = 0
        self.cached = 0
        self.running = 0
        self._fill(self.root)

    def update(self, executions: Iterable[ExecutionRecord]) -> None:
        """Take in what changed."""
        for record in executions:
            node = self.find(record)
            self._count(node, -1)
            node.record = record
            self._count(node, 1)
            self._settle(node)

    def find(self, record: ExecutionRecord) -> Node:
        """Return the node of an execution, made now if it is an iteration that was not known."""
        node = self._nodes.get(record.path)
        if node is not None:
            return node
        parent = self._nodes[record.parent or ROOT]
        index = _INDEX.search(record.path)
        name = f"[{index[1]}]" if index else record.display_name or record.task_name
        node = self._add(parent, record.path, name, record.component_name)
        if record.kind in (ExecutionKind.DAG, ExecutionKind.ITERATION):
            self._fill(node)
        else:
            self.total += 1
        return node

    def _count(self, node: Node, step: int) -> None:
        if node.is_leaf and node.record is not None:
            self.cached += step * node.is_cached
            self.running += step * (node.record.state in (S.RUNNING, S.CANCELING))

    def _fill(self, owner: Node) -> None:
        """Add the tasks of a graph, and those of the graphs inside; not those of loops."""
        pending = [owner]
        while pending:
            node = pending.pop()
            node.is_leaf = False
            for task in self._order(node.component):
                child = self._add(node, f"{node.path}/{task.name}", task.display_name or task.name, task.component)
                child.condition = task.condition_text
                if task.iterator is not None:
                    child.is_loop, child.is_leaf = True, False
                elif self._plan.component(task.component).kind is ExecutionKind.DAG:
                    pending.append(child)
                else:
                    self.total += 1

    def _add(self, parent: Node, path: str, name: str, component: str) -> Node:
        node = Node(path, name, component, parent)
        self._nodes[ExecutionPath(path)] = node
        parent.children.append(node)
        return node

    def _order(self, component: str) -> tuple[TaskPlan, ...]:
        order = self._orders.get(component)
        if order is None:
            order = self._orders[component] = in_order(self._plan.graph(component))
        return order

    def _settle(self, node: Node) -> None:
        """Count the leaves of what has ended, each once; one that is tried again is counted back."""
        is_final = node.state.is_final
        if node.is_leaf:
            if is_final != node.is_settled:
                self.done += 1 if is_final else -1
                node.is_settled = is_final
        elif is_final:
            for leaf in node.leaves():
                if not leaf.is_settled:
                    leaf.is_settled = True
                    self.done += 1


def in_order(graph: DagPlan) -> tuple[TaskPlan, ...]:
    """Return the tasks of a graph, each after those that it waits for; files have them in the order of the alphabet."""
    waiting = [len(task.upstream) for task in graph.tasks]
    ready = deque(task for task in graph.tasks if not task.upstream)
    ordered: list[TaskPlan] = []
    while ready:
        task = ready.popleft()
        ordered.append(task)
        for index in task.consumers:
            waiting[index] -= 1
            if not waiting[index]:
                ready.append(graph.tasks[index])
    return tuple(ordered)
