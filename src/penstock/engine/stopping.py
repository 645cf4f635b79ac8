"""Stops what runs: on request, after a failure (fail fast), or when the time of the run is over."""

from dataclasses import replace

from penstock.engine.commands import CancelAttempt
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun
from penstock.engine.plan import TaskPlan
from penstock.engine.records import Failure
from penstock.engine.retries import has_retry_left
from penstock.engine.states import ExecutionState

S = ExecutionState

_CANCELED = Failure(reason="Canceled", message="The run was cancelled")
_FAIL_FAST = Failure(reason="FailFast", message="Another task failed, and the run stops at the first failure")


def cancel(run: LiveRun, why: Failure | None = None) -> None:
    """Stop everything but exit tasks; asked for a second time, those too."""
    root = run.root
    if root is None or root.state.is_final:
        return
    again, run.canceling = run.canceling, True
    if root.state is S.RUNNING:
        run.touch_run(replace(run.record, state=S.CANCELING, failure=why or run.record.failure))
    for execution in list(run.live.values()):
        if again or not is_protected(execution):
            _stop(run, execution, _CANCELED, S.CANCELED)


def expire(run: LiveRun) -> None:
    """End a run whose time limit is over: it failed."""
    if run.root is None or run.root.state.is_final or run.expired:
        return
    run.expired = True
    limit = run.plan.deadline
    message = f"The run took longer than its limit of {limit.total_seconds():g} s" if limit else "The time is over"
    cancel(run, Failure(reason="DeadlineExceeded", message=message))


def fail_fast(run: LiveRun, failed: Execution) -> None:
    """Stop the rest of the run after a failure that nothing above will try again."""
    if run.stopping or run.canceling or is_tried_again(failed):
        return
    run.stopping = True
    for execution in list(run.live.values()):
        if not is_protected(execution):
            _stop(run, execution, _FAIL_FAST, S.SKIPPED)


def stop_again(run: LiveRun) -> None:
    """Do once more what a stop did, after a restart: nobody knows how far the last driver came."""
    if not (run.canceling or run.stopping):
        return
    why, unstarted = (_CANCELED, S.CANCELED) if run.canceling else (_FAIL_FAST, S.SKIPPED)
    for execution in list(run.live.values()):
        if not is_protected(execution):
            _stop(run, execution, why, unstarted)


def barred(run: LiveRun, owner: Execution, task: TaskPlan) -> tuple[ExecutionState, Failure] | None:
    """Say why a task must not start in a run that is being stopped, or ``None``."""
    if not (run.canceling or run.stopping) or is_protected(owner):
        return None
    if run.canceling:
        return None if task.is_exit and _follows_a_start(owner, task) else (S.CANCELED, _CANCELED)
    return None if task.is_tolerant else (S.SKIPPED, _FAIL_FAST)


def is_protected(execution: Execution) -> bool:
    """Whether it is an exit task, or belongs to one: these run to their end."""
    current: Execution | None = execution
    while current is not None:
        if current.task is not None and current.task.is_exit:
            return True
        current = current.parent
    return False


def _stop(run: LiveRun, execution: Execution, why: Failure, unstarted: ExecutionState) -> None:
    if execution.loop is not None and execution.state is not S.PENDING:
        dropped = execution.loop.unopened
        execution.loop.unopened = 0
        execution.loop.tally.move(S.PENDING, unstarted, dropped)
        for iteration in execution.loop.again:
            iteration.failure = why
            run.move(iteration, unstarted)
        execution.loop.again.clear()
    if execution.attempt is not None:
        _stop_attempt(run, execution, why)
    elif execution.waits_for == "retry" and (execution.tally is not None or not run.canceling):
        # It failed, and the try that it waits for will not come.
        run.move(execution, S.FAILED)
    elif execution.state is S.PENDING:
        execution.failure = why
        run.move(execution, unstarted)
    elif execution.state is S.RUNNING and run.canceling:
        run.move(execution, S.CANCELING)


def _stop_attempt(run: LiveRun, execution: Execution, why: Failure) -> None:
    assert execution.attempt is not None
    execution.stopping = why
    if execution.state is S.RUNNING:
        run.move(execution, S.CANCELING)
    run.commands.append(CancelAttempt(launcher=run.options.launcher, attempt_id=execution.attempt))


def _follows_a_start(owner: Execution, task: TaskPlan) -> bool:
    assert owner.scope is not None
    upstream = [owner.scope.children[index] for index in task.upstream]
    return any(child is not None and child.started_at is not None for child in upstream)


def is_tried_again(execution: Execution) -> bool:
    """Whether something around a failed execution has a try left."""
    current = execution.parent
    while current is not None:
        if has_retry_left(current):
            return True
        current = current.parent
    return False
