"""What must hold whatever happens: checked at every commit, at every launch, and at the end of a run."""

from collections import Counter
from collections.abc import Callable, Mapping

from penstock.core.errors import StoreError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.executions import state_of_parent
from penstock.engine.planning import Plan
from penstock.engine.ports import Lease
from penstock.engine.records import AttemptRequest, Changes, ExecutionRecord, StoredRun
from penstock.engine.states import NEXT, AttemptState, ExecutionKind, ExecutionState
from penstock.testing.journal import MemoryJournal

S = ExecutionState


class ViolationError(AssertionError):
    """Something happened that must never happen."""


class WatchfulJournal(MemoryJournal):
    """A journal that looks at every commit, and fails when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_next = 0
        """So many commits from now on fail."""

    def commit(self, run_id: RunId, changes: Changes, lease: Lease) -> None:
        """Check every change against what is kept, then keep it."""
        if self.fails_next:
            self.fails_next -= 1
            raise StoreError("the disk is full")
        kept = self.load_run(run_id)
        before = {record.path: record for record in kept.executions}
        after = {record.path: record for record in changes.executions}
        for record in changes.executions:
            _check_change(before.get(record.path), record, lambda path: _is_given_otherwise(path, before, after))
        numbers = Counter(record.number for record in {**before, **{r.path: r for r in changes.executions}}.values())
        if numbers.most_common(1)[0][1:] > (1,):
            raise ViolationError(f"two executions share a number: {numbers.most_common(1)}")
        super().commit(run_id, changes, lease)


def _is_given_otherwise(
    path: ExecutionPath | None,
    before: Mapping[ExecutionPath, ExecutionRecord],
    after: Mapping[ExecutionPath, ExecutionRecord],
) -> bool:
    """Whether something around an execution is tried again with other inputs."""
    while path is not None:
        if path in before and path in after and before[path].inputs != after[path].inputs:
            return True
        record = after.get(path) or before.get(path)
        path = record.parent if record else None
    return False


def _check_change(
    before: ExecutionRecord | None, after: ExecutionRecord, is_given_otherwise: Callable[[ExecutionPath | None], bool]
) -> None:
    if before is None:
        return
    if before.number != after.number or before.parent != after.parent:
        raise ViolationError(f"{after.path} changed its identity")
    stays = after.state is S.SUCCEEDED and before.outputs == after.outputs
    if before.state is S.SUCCEEDED and not stays and not is_given_otherwise(after.parent):
        raise ViolationError(f"{after.path}: a recorded success changed to {after.state.value}")
    if after.state is not before.state and after.state not in _REACHABLE[before.state] and not before.state.is_final:
        raise ViolationError(f"{after.path} went from {before.state.value} to {after.state.value}")


def _reachable(start: ExecutionState) -> frozenset[ExecutionState]:
    found: set[ExecutionState] = set()
    pending = [start]
    while pending:
        for state in NEXT[pending.pop()] - found:
            found.add(state)
            pending.append(state)
    return frozenset(found)


_REACHABLE: Mapping[ExecutionState, frozenset[ExecutionState]] = {state: _reachable(state) for state in ExecutionState}


def check_launch(request: AttemptRequest, stored: StoredRun, plan: Plan) -> None:
    """Check that an attempt may start: its intent and everything it builds on are kept."""
    intents = {attempt.id for attempt in stored.attempts if attempt.state is AttemptState.LAUNCHING}
    if request.id not in intents:
        raise ViolationError(f"{request.id} was launched before its intent was kept")
    records = {record.path: record for record in stored.executions}
    record = records[request.path]
    if record.state.is_final:
        raise ViolationError(f"{request.path} was launched after it had ended as {record.state.value}")
    _check_upstream(record, records, plan)


def _check_upstream(record: ExecutionRecord, records: Mapping[ExecutionPath, ExecutionRecord], plan: Plan) -> None:
    assert record.parent is not None
    parent = records[record.parent]
    if parent.kind is ExecutionKind.LOOP:
        return
    graph = plan.graph(parent.component_name)
    task = graph.tasks[graph.index[record.task_name]]
    for index in task.upstream:
        path = ExecutionPath(f"{record.parent}/{graph.tasks[index].name}")
        upstream = records.get(path)
        if upstream is None or not upstream.state.is_final:
            raise ViolationError(f"{record.path} was launched before the end of {path} was kept")
        if upstream.state is not S.SUCCEEDED and not task.is_tolerant:
            raise ViolationError(f"{record.path} was launched though {path} is {upstream.state.value}")


def check_end(stored: StoredRun, plan: Plan) -> None:
    """Check a run that has ended: everything in it has, and every parent's state follows from its children's."""
    records = {record.path: record for record in stored.executions}
    root = records[ExecutionPath("root")]
    if stored.run.state is not root.state:
        raise ViolationError(f"the run is {stored.run.state.value}, its root {root.state.value}")
    children: dict[str, list[ExecutionRecord]] = {}
    for record in records.values():
        if not record.state.is_final:
            raise ViolationError(f"{record.path} is {record.state.value} in a run that has ended")
        if record.parent is not None:
            children.setdefault(record.parent, []).append(record)
    for record in records.values():
        if record.started_at is not None and record.kind in _PARENTS:
            _check_parent(record, children.get(record.path, []), plan)
    live = [
        attempt.id for attempt in stored.attempts if attempt.state in (AttemptState.LAUNCHING, AttemptState.RUNNING)
    ]
    if live:
        raise ViolationError(f"attempts are under way in a run that has ended: {live}")


def _check_parent(record: ExecutionRecord, children: list[ExecutionRecord], plan: Plan) -> None:
    counts = Counter(child.state for child in children)
    was_stopped = record.state is S.CANCELED
    if record.kind is not ExecutionKind.LOOP:
        expected = len(plan.graph(record.component_name).tasks)
        if len(children) != expected:
            raise ViolationError(f"{record.path} ended with {len(children)} of {expected} tasks decided")
    elif was_stopped:
        # Iterations that were never opened leave no record.
        counts[S.CANCELED] += 1
    state = state_of_parent({state: counts[state] for state in ExecutionState}, canceled=was_stopped)
    if state is not record.state:
        raise ViolationError(f"{record.path} is {record.state.value}; from its children it is {state.value}")


_UNDER_WAY = frozenset({AttemptState.LAUNCHING, AttemptState.RUNNING})
_PARENTS = frozenset({ExecutionKind.DAG, ExecutionKind.ITERATION, ExecutionKind.LOOP})
