"""What follows when an execution ends: its consumers become ready, its parent may end, at last the run."""

from dataclasses import replace

from penstock.engine.commands import FinishRun, OfferResult
from penstock.engine.executions import Execution, state_of_parent
from penstock.engine.live import LiveRun, Work
from penstock.engine.outputs import outputs_of_loop, outputs_of_scope
from penstock.engine.plan import TaskPlan
from penstock.engine.records import CachedExecution, Failure
from penstock.engine.retries import retry_later
from penstock.engine.states import ExecutionState
from penstock.engine.stopping import fail_fast

S = ExecutionState


def settle(run: LiveRun, execution: Execution) -> None:
    """Tell parent and consumers that an execution ended."""
    _offer(run, execution)
    if execution.state is S.FAILED and run.options.fail_fast:
        fail_fast(run, execution)
    if execution.tally is not None and execution.tally.unfinished:
        _abandon_children(run, execution)
    parent = execution.parent
    if parent is None:
        _finish(run, execution)
        return
    if parent.loop is not None:
        parent.loop.open -= execution.iteration is not None and execution.iteration < len(parent.loop.items)
        if parent.loop.unopened or parent.loop.again:
            run.agenda.append((Work.FILL, parent, 0))
    elif execution.task is not None:
        _release_consumers(run, parent, execution.task)
    if parent.tally is not None and not parent.tally.unfinished:
        run.agenda.append((Work.CLOSE, parent, 0))


def _abandon_children(run: LiveRun, execution: Execution) -> None:
    """End what was to be tried again inside an execution that is not tried again after all."""
    state = S.CANCELED if execution.state is S.CANCELED else S.SKIPPED
    for child in execution.children:
        if child.state is S.PENDING:
            child.failure = execution.failure
            run.move(child, state)


def _offer(run: LiveRun, execution: Execution) -> None:
    if execution.fingerprint is None or execution.cached_from is not None:
        return
    result = None
    if execution.state is S.SUCCEEDED:
        result = CachedExecution(run_id=run.id, path=execution.path, outputs=execution.outputs, ended_at=run.at)
    run.commands.append(
        OfferResult(
            run_id=run.id,
            path=execution.path,
            namespace=run.record.namespace,
            fingerprint=execution.fingerprint,
            result=result,
        )
    )


def _release_consumers(run: LiveRun, owner: Execution, task: TaskPlan) -> None:
    assert owner.scope is not None
    waiting = owner.scope.waiting
    for consumer in task.consumers:
        waiting[consumer] -= 1
        if not waiting[consumer]:
            run.agenda.append((Work.OPEN, owner, consumer))


def close(run: LiveRun, execution: Execution) -> None:
    """End an execution whose children have all ended."""
    tally = execution.tally
    assert tally is not None
    if tally.unfinished or execution.state not in (S.RUNNING, S.CANCELING):
        return
    state = state_of_parent(tally.counts, canceled=execution.state is S.CANCELING)
    if state is S.SUCCEEDED:
        execution.outputs = (
            outputs_of_loop(execution.loop, execution.component)
            if execution.loop
            else outputs_of_scope(execution.scope, execution.component)
            if execution.scope
            else execution.outputs
        )
    elif state is S.FAILED:
        execution.failure = _first_failure(execution)
        if retry_later(run, execution):
            return
    elif execution.failure is None:
        execution.failure = Failure(reason="Canceled", message="The run was cancelled")
    if execution.parent is None and run.expired and state is S.CANCELED:
        state = S.FAILED
    run.move(execution, state)


def _first_failure(execution: Execution) -> Failure:
    for child in execution.children:
        if child.state is not S.FAILED:
            continue
        failure = child.failure or Failure(reason="Failed", message="failed")
        if child.scope is not None or child.loop is not None:
            return failure
        return replace(failure, message=f"{child.path}: {failure.message}")
    return Failure(reason="Failed", message="a task failed")


def _finish(run: LiveRun, root: Execution) -> None:
    record = run.record
    failure = record.failure or root.failure
    run.touch_run(replace(record, state=root.state, outputs=root.outputs, failure=failure, ended_at=run.at))
    run.commands.append(FinishRun(run_id=run.id))
