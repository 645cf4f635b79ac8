"""Rebuilds a run from its records, so that another process goes on exactly where the last one was."""

from collections.abc import Iterable, Mapping

from penstock.core.clock import elapsed
from penstock.engine.attempts import adopt
from penstock.engine.commands import SetTimer
from penstock.engine.executions import Execution, Loop, Scope
from penstock.engine.inputs import with_item
from penstock.engine.live import LiveRun, Work
from penstock.engine.opening import WINDOW
from penstock.engine.plan import ROOT, ComponentPlan, TaskPlan
from penstock.engine.records import AttemptRecord, ExecutionRecord, StoredRun, Values
from penstock.engine.retries import retry_timer
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState
from penstock.engine.stopping import is_tried_again, stop_again
from penstock.engine.transitions import advance, set_deadline

S = ExecutionState
A = AttemptState

_UNDER_WAY = frozenset({A.LAUNCHING, A.RUNNING})


def restore(run: LiveRun, stored: StoredRun) -> Mapping[str, Execution]:
    """Take in what is kept of a run; return its executions by path."""
    records = sorted(stored.executions, key=lambda record: record.number)
    known: dict[str, Execution] = {}
    for record in records:
        parent = known.get(record.parent) if record.parent is not None else None
        if record.parent is not None and parent is None:
            continue
        known[record.path] = _rebuild(run, record, parent)
    run.root = known.get(ROOT)
    run.canceling = run.root is not None and run.root.state is S.CANCELING
    run.expired = run.record.failure is not None and run.record.failure.reason == "DeadlineExceeded"
    run.stopping = run.options.fail_fast and any(
        execution.state is S.FAILED and not is_tried_again(execution) for execution in known.values()
    )
    _count_attempts(known, stored.attempts)
    for execution in known.values():
        if execution.scope is not None:
            execution.scope.recount()
        if execution.loop is not None:
            del execution.loop.children[len(execution.loop.items) :]
            execution.loop.recount()
    return known


def resume(run: LiveRun, stored: StoredRun) -> None:
    """Go on with a restored run: adopt what runs, wait where it waited, start what is ready.

    Afterwards `take_commands` has the attempts to adopt, the timers, and whatever can start.
    """
    if run.root is None:
        return
    set_deadline(run)
    last = {attempt.path: attempt for attempt in sorted(stored.attempts, key=lambda attempt: attempt.number)}
    for execution in list(run.live.values()):
        if execution.parent is None or execution.parent.state is not S.PENDING:
            attempt = last.get(execution.path)
            _resume_one(run, execution, attempt if attempt and _belongs(attempt, execution) else None)
    stop_again(run)
    advance(run)


def _resume_one(run: LiveRun, execution: Execution, last: AttemptRecord | None) -> None:
    if last is not None and last.state in _UNDER_WAY:
        _hold_slot(execution)
        adopt(run, execution, last)
    elif execution.tally is not None and execution.state is not S.PENDING:
        _resume_parent(run, execution)
    elif execution.state is S.CANCELING:
        run.move(execution, S.CANCELED)
    else:
        _resume_waiting(run, execution, last)


def _rebuild(run: LiveRun, record: ExecutionRecord, parent: Execution | None) -> Execution:
    if parent is not None and parent.tally is None:
        # It was opened before, and is to be opened again.
        _rebuild_children(run, parent)
    task, component = _origin(run, record, parent)
    execution = Execution(record.path, record.number, record.kind, component, task, parent)
    execution.display_name = record.display_name
    execution.iteration = record.iteration
    execution.state = record.state
    execution.inputs, execution.outputs = record.inputs, record.outputs
    execution.failure = record.failure
    execution.fingerprint, execution.fingerprint_parts = record.fingerprint, record.fingerprint_parts
    execution.cached_from, execution.cache_note = record.cached_from, record.cache_note
    execution.attempts = record.attempts
    if record.kind is not ExecutionKind.CONTAINER:
        execution.retries = record.attempts
    execution.started_at, execution.ended_at = record.started_at, record.ended_at
    run.add_known(execution, record.created_at)
    if parent is not None:
        _place(execution, parent)
    if execution.started_at is not None:
        _rebuild_children(run, execution)
    return execution


def _origin(run: LiveRun, record: ExecutionRecord, parent: Execution | None) -> tuple[TaskPlan | None, ComponentPlan]:
    if parent is None:
        return None, run.plan.root
    if parent.loop is not None:
        return parent.task, parent.component
    assert parent.scope is not None
    task = parent.scope.graph.tasks[parent.scope.graph.index[record.task_name]]
    return task, run.plan.component(task.component)


def _place(execution: Execution, parent: Execution) -> None:
    if parent.loop is not None:
        parent.loop.children.append(execution)
    elif parent.scope is not None and execution.task is not None:
        parent.scope.children[execution.task.index] = execution


def _rebuild_children(run: LiveRun, execution: Execution) -> None:
    """Make the scope or the loop of an execution that was opened before."""
    if execution.kind is ExecutionKind.LOOP:
        assert execution.task is not None
        assert execution.task.iterator is not None
        items = run.driver.items_of(execution.task.iterator, execution.inputs)
        execution.loop = Loop(items, min(execution.task.iterator.limit or WINDOW, WINDOW))
    elif execution.component.kind is ExecutionKind.DAG:
        execution.scope = Scope(run.plan.graph(execution.component.name), _effective_inputs(execution))


def _effective_inputs(execution: Execution) -> Values:
    if execution.iteration is None or execution.parent is None:
        return execution.inputs
    return with_item(execution.parent.inputs, execution.inputs)


def _count_attempts(known: Mapping[str, Execution], attempts: Iterable[AttemptRecord]) -> None:
    for attempt in attempts:
        execution = known.get(attempt.path)
        if execution is None or not _belongs(attempt, execution):
            continue
        execution.attempts = max(execution.attempts, attempt.number)
        execution.retries += attempt.state is A.FAILED
        execution.losses += attempt.state is A.LOST and attempt.started_at is not None


def _belongs(attempt: AttemptRecord, execution: Execution) -> bool:
    """Whether an attempt was made since the execution was last opened, not before a graph around it was tried again."""
    if attempt.created_at is None or execution.created_at is None:
        return True
    return attempt.created_at >= execution.created_at


def _resume_parent(run: LiveRun, execution: Execution) -> None:
    assert execution.tally is not None
    if execution.loop is not None:
        run.agenda.append((Work.FILL, execution, 0))
    elif execution.scope is not None:
        scope = execution.scope
        ready = [index for index, count in enumerate(scope.waiting) if not count and scope.children[index] is None]
        run.agenda.extend((Work.OPEN, execution, index) for index in ready)
    if not execution.tally.unfinished:
        run.agenda.append((Work.CLOSE, execution, 0))


def _resume_waiting(run: LiveRun, execution: Execution, last: AttemptRecord | None) -> None:
    if last is None and not execution.retries:
        _start_when_ready(run, execution)
    elif last is not None and last.state is not A.FAILED:
        _hold_slot(execution)
        run.wait(execution, "")
        run.agenda.append((Work.RETRY, execution, 0))
    else:
        _hold_slot(execution)
        _wait_again(run, execution, last)


def _start_when_ready(run: LiveRun, execution: Execution) -> None:
    """Start what was ready; what was opened again waits like everybody, for its upstream tasks or for its loop."""
    parent = execution.parent
    if parent is None:
        run.agenda.append((Work.START, execution, 0))
        return
    if parent.scope is None or execution.task is None:
        return
    if not parent.scope.waiting[execution.task.index]:
        run.agenda.append((Work.OPEN, parent, execution.task.index))


def _hold_slot(execution: Execution) -> None:
    """Count an iteration that is under way among those that its loop has open."""
    loop = execution.parent.loop if execution.parent else None
    if loop is not None and execution in loop.again:
        loop.again.remove(execution)
        loop.open += 1


def _wait_again(run: LiveRun, execution: Execution, last: AttemptRecord | None) -> None:
    """Set the timer of a back-off anew, for what is left of it."""
    assert execution.task is not None
    execution.retries = max(execution.retries, 1)
    run.wait(execution, "retry")
    delay = execution.task.retry.delay_before(execution.retries)
    if last is not None and last.ended_at is not None:
        delay -= elapsed(last.ended_at, run.at)
    run.commands.append(SetTimer(run_id=run.id, timer=retry_timer(execution), delay=delay))
