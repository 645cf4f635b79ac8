"""Tries again what failed: by a task's policy, or a whole subtree on purpose."""

from collections.abc import Collection

from penstock.engine.commands import SetTimer
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun, Work
from penstock.engine.plan import NO_RETRY
from penstock.engine.states import REOPENABLE, ExecutionKind, ExecutionState

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
        reopen_unsuccessful(run, execution)
    run.agenda.append((Work.RETRY, execution, 0))


def reopen_children(run: LiveRun, execution: Execution, states: Collection[ExecutionState]) -> None:
    """Take back to PENDING every descendant that ended in one of the states; the others stay as they are.

    What is PENDING already may hold descendants that ended before it was taken back: these are looked at, too.
    """
    pending = [execution]
    while pending:
        for child in pending.pop().children:
            if child.state in states:
                run.reopen(child)
            if child.state is S.PENDING:
                pending.append(child)


def reopen_unsuccessful(run: LiveRun, execution: Execution) -> None:
    """Take back to PENDING what did not succeed inside an execution, and whatever ran on because of that.

    A task that succeeded stays, unless it went on without one that is tried again now: an exit task, for instance.
    """
    pending = [execution]
    while pending:
        children = list(pending.pop().children)
        again = [child for child in children if child.state in UNSUCCESSFUL]
        for child in children:
            if child.state in UNSUCCESSFUL and _may_end_otherwise(child):
                again += [follower for follower in followers_of(child) if follower.state is S.SUCCEEDED]
        for child in dict.fromkeys(again):
            succeeded = child.state is S.SUCCEEDED
            run.reopen(child)
            if succeeded:
                reopen_children(run, child, REOPENABLE)
            else:
                pending.append(child)


def followers_of(execution: Execution) -> list[Execution]:
    """Return the tasks of the same graph that come after, directly or not, and have been decided on."""
    scope = execution.parent.scope if execution.parent else None
    if scope is None or execution.task is None:
        return []
    seen: set[int] = set()
    pending = list(execution.task.consumers)
    while pending:
        index = pending.pop()
        if index not in seen:
            seen.add(index)
            pending.extend(scope.graph.tasks[index].consumers)
    children = (scope.children[index] for index in sorted(seen))
    return [child for child in children if child is not None]


def _may_end_otherwise(execution: Execution) -> bool:
    is_unwanted = execution.failure is not None and execution.failure.reason == "ConditionFalse"
    return not (execution.state is S.SKIPPED and is_unwanted)
