"""How tasks of several runs went, node by node: all iterations of a loop are one."""

from collections.abc import Iterable
from dataclasses import dataclass

from penstock.core.ids import RunId
from penstock.engine.states import ExecutionState
from penstock.server.rendering.tasks import node_of
from penstock.services.task_records import TaskOutcome

_S = ExecutionState
_TELLING = (_S.FAILED, _S.CANCELED, _S.CANCELING, _S.RUNNING, _S.PAUSED, _S.PENDING, _S.SUCCEEDED, _S.SKIPPED)
"""The states in the order in which one of them speaks for all iterations."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeOutcome:
    """How a node went in one run."""

    node: str
    name: str
    state: ExecutionState
    seconds: float | None
    """Of all iterations together; ``None`` if none has ended."""
    is_cached: bool
    """Whether nothing had to run: every iteration that did not skip was served from cache."""


def outcomes_by_node(outcomes: Iterable[TaskOutcome]) -> dict[RunId, dict[str, NodeOutcome]]:
    """Put together what belongs to one node of one run; nodes stay in their order."""
    grouped: dict[RunId, dict[str, list[TaskOutcome]]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.run_id, {}).setdefault(node_of(outcome.path), []).append(outcome)
    return {
        run_id: {node: _together(node, tasks) for node, tasks in by_node.items()} for run_id, by_node in grouped.items()
    }


def _together(node: str, tasks: list[TaskOutcome]) -> NodeOutcome:
    seconds = [task.seconds for task in tasks if task.seconds is not None]
    done = [task for task in tasks if task.state is not ExecutionState.SKIPPED]
    return NodeOutcome(
        node=node,
        name=tasks[0].name,
        state=min((task.state for task in tasks), key=_TELLING.index),
        seconds=sum(seconds) if seconds else None,
        is_cached=bool(done) and all(task.is_cached for task in done),
    )
