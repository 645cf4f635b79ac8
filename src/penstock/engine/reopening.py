"""Continues a run that has ended: from what succeeded, or from a task that is to be done again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ExecutionPath
from penstock.core.suggest import did_you_mean
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun, Work
from penstock.engine.plan import ROOT
from penstock.engine.retries import followers_of, reopen_children, reopen_unsuccessful
from penstock.engine.states import REOPENABLE, ExecutionState
from penstock.engine.transitions import advance, set_deadline

S = ExecutionState


def reopen_run(run: LiveRun, known: Mapping[str, Execution], again: Iterable[ExecutionPath] = ()) -> None:
    """Put back what did not succeed, and of `again` everything and all that depends on it.

    Raises `ConflictError` for a run under way, or one in which there is nothing to do, and `NotFoundError` for a task
    that the run does not have.
    """
    root = known.get(ROOT)
    if root is None or not run.is_final:
        raise ConflictError(f"Run {run.id} has not ended", hint="resume it, or cancel it first")
    chosen = [find_execution(known, path) for path in again]
    if root.state is S.SUCCEEDED and not chosen:
        raise ConflictError(f"Run {run.id} succeeded: there is nothing to try again", hint="name a task with --from")
    run.root = root
    run.canceling = run.expired = run.stopping = False
    run.reopen(root)
    reopen_unsuccessful(run, root)
    for execution in chosen:
        _redo(run, execution)
    # What is asked for again must not be answered with what is there.
    cache = "refresh" if chosen and run.options.cache == "on" else run.options.cache
    run.options = replace(run.options, cache=cache)
    run.touch_run(
        replace(run.record, state=S.RUNNING, options=run.options, failure=None, started_at=run.at, ended_at=None)
    )


def continue_run(run: LiveRun) -> None:
    """Start what is ready in a run that was put back."""
    assert run.root is not None
    set_deadline(run)
    run.agenda.append((Work.START, run.root, 0))
    advance(run)


def find_execution(known: Mapping[str, Execution], path: ExecutionPath) -> Execution:
    """Return an execution by its path, with or without ``root/``. Raises `NotFoundError`."""
    execution = known.get(path) or known.get(f"{ROOT}/{path}")
    if execution is None or execution.parent is None:
        raise NotFoundError(f"The run has no task {path!r}{did_you_mean(path, [*known][:1000])}")
    return execution


def _redo(run: LiveRun, execution: Execution) -> None:
    """Put back an execution, all around it, and all that follows any of these."""
    current: Execution | None = execution
    _reopen_whole(run, execution)
    while current is not None and current.parent is not None:
        for follower in followers_of(current):
            _reopen_whole(run, follower)
        current = current.parent
        if current.state in REOPENABLE:
            run.reopen(current)


def _reopen_whole(run: LiveRun, execution: Execution) -> None:
    if execution.state in REOPENABLE:
        run.reopen(execution)
    reopen_children(run, execution, REOPENABLE)
