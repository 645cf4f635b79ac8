"""Tries again what failed: by a task's policy, or a whole subtree on purpose."""

from collections.abc import Collection

from penstock.engine.commands import SetTimer
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun, Work
from penstock.engine.plan import NO_RETRY
from penstock.engine.states import ExecutionKind, ExecutionState

S = ExecutionState

UNSUCCESSFUL = frozenset({S.FAILED, S.SKIPPED, S.CANCELED})


def retry_later(run: LiveRun, execution: Execution) -> bool:
    """Let a failed execution wait for its next try, if its policy allows one more; tell whether."""
    if not has_retry_left(execution) or execution.state is S.CANCELING or run.canceling or run.stopping:
        return False
    assert execution.task is not None
    execution.retries += 1
    if execution.kind is not ExecutionKind.CONTAINER:
        execution.attempts = execution.retries
    run.wait(execution, "retry")
    delay = execution.task.retry.delay_before(execution.retries)
    run.commands.append(SetTimer(run_id=run.id, timer=retry_timer(execution), delay=delay))
    return True


def has_retry_left(execution: Execution) -> bool:
    """Whether the policy of an execution's task allows one more try."""
    policy = execution.task.retry if execution.task and execution.kind is not ExecutionKind.LOOP else NO_RETRY
    return execution.retries < policy.count


def retry_timer(execution: Execution) -> str:
    """Name the timer of an execution's next try, so that a stale one is known."""
    return f"retry:{execution.retries}.{execution.attempts}:{execution.path}"


def try_again(run: LiveRun, timer: str) -> None:
    """Start the execution whose back-off ended."""
    path = timer.split(":", 2)[2]
    execution = run.live.get(path)  # type: ignore[call-overload]  # a path is a text
    if execution is None or execution.waits_for != "retry" or retry_timer(execution) != timer:
        return
    execution.waits_for = ""
    execution.failure = None
    if execution.tally is not None:
        reopen_children(run, execution, UNSUCCESSFUL)
    run.agenda.append((Work.RETRY, execution, 0))


def reopen_children(run: LiveRun, execution: Execution, states: Collection[ExecutionState]) -> None:
    """Take back to PENDING every descendant that ended in one of the states; the others stay as they are."""
    pending = [execution]
    while pending:
        for child in pending.pop().children:
            if child.state in states:
                run.reopen(child)
                pending.append(child)
