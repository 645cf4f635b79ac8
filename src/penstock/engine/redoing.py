"""Which tasks a run does anew, whatever an earlier run or the cache has of them."""

import re
from collections.abc import Collection, Iterable, Iterator

from penstock.core.errors import NotFoundError
from penstock.core.ids import ExecutionPath
from penstock.core.suggest import did_you_mean
from penstock.engine.plan import ROOT, DagPlan, TaskPlan
from penstock.engine.planning import Plan
from penstock.engine.states import ExecutionKind

NOTE = "It is done anew, as asked for"
_STEP = re.compile(r"(?P<name>[^\[]*)(?:\[\d+\])?")
_ENDS = re.compile(r"(?=[/\[])")


def done_anew(plan: Plan, chosen: Iterable[str]) -> frozenset[ExecutionPath]:
    """Return the places of the chosen tasks and of all that follows them; what lies below a place belongs to it.

    A task is named by its path, with or without ``root/``. Raises `NotFoundError` for one that the pipeline lacks.
    """
    return frozenset(place for path in chosen for place in _places(plan, path))


def is_below(path: ExecutionPath, places: Collection[ExecutionPath]) -> bool:
    """Whether a path is one of the places, or lies below one."""
    ends = [match.start() for match in _ENDS.finditer(path)]
    return any(path[:end] in places for end in (*ends, len(path)))


def _places(plan: Plan, path: str) -> Iterator[ExecutionPath]:
    """Yield a task, and what follows it and everything around it."""
    graph: DagPlan | None = plan.graph(ROOT)
    place = ROOT
    for step in path.removeprefix(f"{ROOT}/").split("/"):
        task = _task(graph, step)
        if graph is None or task is None:
            hint = did_you_mean(step, graph.index) if graph is not None else ""
            raise NotFoundError(f"The pipeline has no task {path!r}{hint}")
        yield from (ExecutionPath(f"{place}/{follower.name}") for follower in _followers(graph, task))
        place = f"{place}/{step}"
        is_graph = plan.component(task.component).kind is ExecutionKind.DAG
        graph = plan.graph(task.component) if is_graph else None
    yield ExecutionPath(place)


def _task(graph: DagPlan | None, step: str) -> TaskPlan | None:
    match = _STEP.fullmatch(step)
    if graph is None or match is None or match["name"] not in graph.index:
        return None
    task = graph.tasks[graph.index[match["name"]]]
    return task if task.iterator is not None or match["name"] == step else None


def _followers(graph: DagPlan, task: TaskPlan) -> Iterator[TaskPlan]:
    seen: set[int] = set()
    pending = list(task.consumers)
    while pending:
        index = pending.pop()
        if index not in seen:
            seen.add(index)
            pending.extend(graph.tasks[index].consumers)
    return (graph.tasks[index] for index in sorted(seen))
