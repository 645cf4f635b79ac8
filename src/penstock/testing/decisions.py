"""Whether every decision in a run that has ended follows from what was before it: a second opinion on the engine.

Nothing here is shared with the engine but the plan; what a state means is written down once more, in other words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from penstock.core.ids import ExecutionPath
from penstock.engine.plan import DagPlan, Source, TaskPlan
from penstock.engine.planning import Plan
from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionKind, ExecutionState

S = ExecutionState
Records = Mapping[ExecutionPath, ExecutionRecord]

_STOPPED = frozenset({"Canceled", "FailFast"})


def find_wrong_decisions(records: Records, plan: Plan) -> Iterable[str]:
    """Yield a sentence for every state or value that does not follow."""
    children: dict[ExecutionPath, list[ExecutionRecord]] = {}
    for record in records.values():
        if record.parent is not None:
            children.setdefault(record.parent, []).append(record)
    for record in records.values():
        if record.started_at is None or record.kind not in _PARENTS:
            continue
        yield from _wrong_end(record, children.get(record.path, []), plan)
        if record.kind is not ExecutionKind.LOOP:
            yield from _wrong_tasks(record, records, plan.graph(record.component_name))


def _wrong_end(record: ExecutionRecord, children: list[ExecutionRecord], plan: Plan) -> Iterable[str]:
    states = Counter(child.state for child in children)
    if record.kind is not ExecutionKind.LOOP:
        expected = len(plan.graph(record.component_name).tasks)
        if len(children) != expected:
            yield f"{record.path} ended with {len(children)} of {expected} tasks decided"
    match record.state:
        case S.SUCCEEDED:
            right = not (states[S.FAILED] or states[S.CANCELED])
        case S.FAILED:
            right = bool(states[S.FAILED])
        case S.CANCELED:
            # Iterations that were never opened leave no record.
            right = bool(states[S.CANCELED]) or record.kind is ExecutionKind.LOOP
        case _:
            right = False
    if not right:
        yield f"{record.path} is {record.state.value}, its children are {dict(states)}"


def _wrong_tasks(owner: ExecutionRecord, records: Records, graph: DagPlan) -> Iterable[str]:
    for task in graph.tasks:
        record = records.get(ExecutionPath(f"{owner.path}/{task.name}"))
        if record is None or (record.failure and record.failure.reason in _STOPPED):
            continue
        upstream = [records[ExecutionPath(f"{owner.path}/{graph.tasks[index].name}")] for index in task.upstream]
        expected = _expected_reason(task, upstream)
        found = record.failure.reason if record.state is S.SKIPPED and record.failure else ""
        if found != expected and not (found == "ConditionFalse" and not expected and task.condition):
            yield f"{record.path} is {record.state.value} for {found!r}; after what is before it: {expected!r}"
        elif record.state is S.SUCCEEDED:
            yield from _wrong_values(record, task, dict(zip(task.upstream, upstream, strict=True)))


def _expected_reason(task: TaskPlan, upstream: list[ExecutionRecord]) -> str:
    states = {record.state for record in upstream}
    if task.is_tolerant or states <= {S.SUCCEEDED}:
        return ""
    return "UpstreamFailed" if states - {S.SUCCEEDED, S.SKIPPED} else "UpstreamSkipped"


def _wrong_values(record: ExecutionRecord, task: TaskPlan, upstream: Mapping[int, ExecutionRecord]) -> Iterable[str]:
    for binding in task.parameters:
        if binding.source is not Source.OUTPUT or binding.selector is not None:
            continue
        made = upstream[binding.producer].outputs.parameters.get(binding.key)
        given = record.inputs.parameters.get(binding.name)
        if isinstance(made, str) and made != given:
            yield f"{record.path}: input {binding.name!r} is {given!r}, its producer made {made!r}"


_PARENTS = frozenset({ExecutionKind.DAG, ExecutionKind.ITERATION, ExecutionKind.LOOP})
