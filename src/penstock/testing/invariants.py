"""What must hold whatever happens: checked at every commit, at every launch, and at the end of a run."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from penstock.core.errors import StoreError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.planning import Plan
from penstock.engine.ports import Lease
from penstock.engine.records import AttemptRequest, Changes, ExecutionRecord, StoredRun
from penstock.engine.states import NEXT, AttemptState, ExecutionKind, ExecutionState
from penstock.testing.decisions import find_wrong_decisions
from penstock.testing.journal import MemoryJournal

S = ExecutionState
Records = Mapping[ExecutionPath, ExecutionRecord]


class ViolationError(AssertionError):
    """Something happened that must never happen."""


class WatchfulJournal(MemoryJournal):
    """A journal that looks at every commit, and fails when it is told to."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
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
            _check_change(before.get(record.path), record, lambda path: _may_run_again(path, before, after, self._plan))
        numbers = Counter(record.number for record in {**before, **{r.path: r for r in changes.executions}}.values())
        if numbers.most_common(1)[0][1:] > (1,):
            raise ViolationError(f"two executions share a number: {numbers.most_common(1)}")
        super().commit(run_id, changes, lease)


def _may_run_again(path: ExecutionPath | None, before: Records, after: Records, plan: Plan) -> bool:
    """Whether an execution, or something around it, has other inputs now or follows a task that is tried again."""
    while path is not None:
        record = after.get(path) or before.get(path)
        if record is None:
            return False
        if path in before and before[path].inputs != record.inputs:
            return True
        if any(_was_reopened(upstream, before, after) for upstream in _upstream_of(record, {**before, **after}, plan)):
            return True
        path = record.parent
    return False


def _was_reopened(path: ExecutionPath, before: Records, after: Records) -> bool:
    return path in before and before[path].state.is_final and path in after


def _upstream_of(record: ExecutionRecord, records: Records, plan: Plan) -> Iterator[ExecutionPath]:
    parent = records[record.parent] if record.parent is not None else None
    if parent is None or parent.kind is ExecutionKind.LOOP:
        return
    graph = plan.graph(parent.component_name)
    for index in graph.tasks[graph.index[record.task_name]].upstream:
        yield ExecutionPath(f"{parent.path}/{graph.tasks[index].name}")


def _check_change(
    before: ExecutionRecord | None, after: ExecutionRecord, may_run_again: Callable[[ExecutionPath], bool]
) -> None:
    if before is None:
        return
    if before.number != after.number or before.parent != after.parent:
        raise ViolationError(f"{after.path} changed its identity")
    stays = after.state is S.SUCCEEDED and before.outputs == after.outputs
    if before.state is S.SUCCEEDED and not stays and not may_run_again(after.path):
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
    is_tolerant = graph.tasks[graph.index[record.task_name]].is_tolerant
    for path in _upstream_of(record, records, plan):
        upstream = records.get(path)
        if upstream is None or not upstream.state.is_final:
            raise ViolationError(f"{record.path} was launched before the end of {path} was kept")
        if upstream.state is not S.SUCCEEDED and not is_tolerant:
            raise ViolationError(f"{record.path} was launched though {path} is {upstream.state.value}")


def check_end(stored: StoredRun, plan: Plan) -> None:
    """Check a run that has ended: everything in it has, and every parent's state follows from its children's."""
    records = {record.path: record for record in stored.executions}
    root = records[ExecutionPath("root")]
    if stored.run.state is not root.state:
        raise ViolationError(f"the run is {stored.run.state.value}, its root {root.state.value}")
    for record in records.values():
        if not record.state.is_final:
            raise ViolationError(f"{record.path} is {record.state.value} in a run that has ended")
    for wrong in find_wrong_decisions(records, plan):
        raise ViolationError(wrong)
    live = [attempt.id for attempt in stored.attempts if attempt.state in _UNDER_WAY]
    if live:
        raise ViolationError(f"attempts are under way in a run that has ended: {live}")


_UNDER_WAY = frozenset({AttemptState.LAUNCHING, AttemptState.RUNNING})
