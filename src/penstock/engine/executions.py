"""Executions, scopes and loops as the core keeps them while a run moves: mutable, and used by one thread only."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from penstock.core.ids import AttemptId, Digest, ExecutionPath, RunId
from penstock.engine.plan import ROOT, ComponentPlan, DagPlan, TaskPlan
from penstock.engine.records import ExecutionRecord, Failure, Values
from penstock.engine.states import ExecutionKind, ExecutionState

NO_VALUES = Values()
S = ExecutionState


class Tally:
    """Counts of children by state: all that a parent's state follows from (decision A5)."""

    __slots__ = ("counts", "unfinished")

    def __init__(self, total: int) -> None:
        self.counts: dict[ExecutionState, int] = dict.fromkeys(ExecutionState, 0)
        self.counts[S.PENDING] = total
        self.unfinished = total

    def move(self, before: ExecutionState, after: ExecutionState, count: int = 1) -> None:
        """Count a child, or several, in another state."""
        self.counts[before] -= count
        self.counts[after] += count
        self.unfinished += (before.is_final - after.is_final) * count


def state_of_parent(counts: Mapping[ExecutionState, int], *, canceled: bool) -> ExecutionState:
    """Return the final state that follows from those of all children; `canceled` if someone asked for the end."""
    if canceled and counts[S.CANCELED]:
        return S.CANCELED
    if counts[S.FAILED]:
        return S.FAILED
    return S.CANCELED if counts[S.CANCELED] else S.SUCCEEDED


class Scope:
    """The tasks of one graph, as they stand in one execution of it."""

    __slots__ = ("children", "graph", "inputs", "tally", "waiting")

    def __init__(self, graph: DagPlan, inputs: Values) -> None:
        self.graph = graph
        self.inputs = inputs
        self.children: list[Execution | None] = [None] * len(graph.tasks)
        self.waiting = [len(task.upstream) for task in graph.tasks]
        self.tally = Tally(len(graph.tasks))

    def is_open(self, index: int) -> bool:
        """Whether a task may still start."""
        child = self.children[index]
        return child is None or child.state is S.PENDING

    def recount(self) -> None:
        """Work out counts and what each task waits for from the children as they stand."""
        self.tally = _tally_of(self.children, len(self.children))
        for task in self.graph.tasks:
            upstream = (self.children[index] for index in task.upstream)
            self.waiting[task.index] = sum(1 for child in upstream if child is None or not child.state.is_final)


class Loop:
    """The iterations of one task, opened as slots allow."""

    __slots__ = ("again", "children", "items", "limit", "open", "tally", "unopened")

    def __init__(self, items: tuple[Any, ...], limit: int) -> None:
        self.items = items
        self.limit = limit
        self.children: list[Execution] = []
        self.again: deque[Execution] = deque()
        """Iterations that were opened before and are to start again."""
        self.open = 0
        self.unopened = len(items)
        self.tally = Tally(len(items))

    def recount(self) -> None:
        """Work out counts and what is to be opened from the children as they stand."""
        self.tally = _tally_of(self.children, len(self.items))
        self.unopened = len(self.items) - len(self.children)
        self.again = deque(child for child in self.children if child.state is S.PENDING)
        self.open = self.tally.unfinished - self.unopened - len(self.again)


def _tally_of(children: "Sequence[Execution | None]", total: int) -> Tally:
    tally = Tally(total)
    for child in children:
        if child is not None and child.state is not S.PENDING:
            tally.move(S.PENDING, child.state)
    return tally


class Execution:
    """One task of the run, as it stands."""

    __slots__ = (
        "attempt",
        "attempts",
        "cache_note",
        "cached_from",
        "component",
        "created_at",
        "display_name",
        "ended_at",
        "failure",
        "fingerprint",
        "fingerprint_parts",
        "inputs",
        "iteration",
        "kind",
        "loop",
        "losses",
        "number",
        "outputs",
        "parent",
        "path",
        "retries",
        "scope",
        "started_at",
        "state",
        "stopping",
        "task",
        "waits_for",
    )

    def __init__(
        self,
        path: ExecutionPath,
        number: int,
        kind: ExecutionKind,
        component: ComponentPlan,
        task: TaskPlan | None,
        parent: "Execution | None",
    ) -> None:
        self.path = path
        self.number = number
        self.kind = kind
        self.component = component
        self.task = task
        self.parent = parent
        self.display_name = task.display_name if task else ""
        self.iteration: int | None = None
        self.state = S.PENDING
        self.inputs = NO_VALUES
        self.outputs = NO_VALUES
        self.failure: Failure | None = None
        self.fingerprint: Digest | None = None
        self.fingerprint_parts: Mapping[str, str] = {}
        self.cached_from: tuple[RunId, ExecutionPath] | None = None
        self.cache_note = ""
        self.attempts = 0
        self.retries = 0
        self.losses = 0
        self.attempt: AttemptId | None = None
        self.waits_for = ""
        """What keeps it PENDING: ``identity``, ``earlier``, ``cache``, ``import``, ``slot``, ``retry``; else empty."""
        self.stopping: Failure | None = None
        """Why the live attempt is being stopped, if it is."""
        self.scope: Scope | None = None
        self.loop: Loop | None = None
        self.created_at: datetime | None = None
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None

    @property
    def task_name(self) -> str:
        """The name of its task in the document."""
        return self.task.name if self.task else ROOT

    @property
    def missing_inputs(self) -> list[str]:
        """The inputs that its component needs and it does not have, because it has not come so far."""
        component, inputs = self.component, self.inputs
        parameters = [it for it, spec in component.parameters.items() if not spec.is_optional]
        artifacts = [it for it, spec in component.artifacts.items() if not spec.is_optional]
        missing = [name for name in parameters if name not in inputs.parameters]
        return missing + [name for name in artifacts if name not in inputs.artifacts]

    @property
    def children(self) -> "Iterator[Execution]":
        """What was opened inside it so far, in order."""
        if self.loop is not None:
            yield from self.loop.children
        elif self.scope is not None:
            yield from (child for child in self.scope.children if child is not None)

    @property
    def tally(self) -> Tally | None:
        """The counts of its children, if it has any."""
        return self.loop.tally if self.loop else self.scope.tally if self.scope else None

    def record(self, run_id: RunId) -> ExecutionRecord:
        """Return the execution as a value to be kept."""
        return ExecutionRecord(
            run_id=run_id,
            path=self.path,
            number=self.number,
            parent=self.parent.path if self.parent else None,
            kind=self.kind,
            task_name=self.task_name,
            display_name=self.display_name,
            component_name=self.component.name,
            state=self.state,
            iteration=self.iteration,
            inputs=self.inputs,
            outputs=self.outputs,
            failure=self.failure,
            fingerprint=self.fingerprint,
            fingerprint_parts=self.fingerprint_parts,
            cached_from=self.cached_from,
            cache_note=self.cache_note,
            attempts=self.attempts,
            created_at=self.created_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )
