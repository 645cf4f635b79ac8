"""The pure core: takes an event, moves the run, and says what is to be written and done.

Deterministic: the same events at the same times give the same changes and commands. The cost of an event follows from
what it touches, never from the size of the run.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from penstock.core.clock import elapsed
from penstock.core.ids import ExecutionPath
from penstock.engine.attempts import (
    artifact_imported,
    attempt_moved,
    cache_answered,
    cache_joined,
    earlier_result_checked,
    program_identified,
    queue_attempt,
    time_out,
)
from penstock.engine.commands import SetTimer
from penstock.engine.events import (
    ArtifactImported,
    CacheAnswered,
    CacheJoined,
    CancelRequested,
    EarlierResultChecked,
    Event,
    ProgramIdentified,
    RunStarted,
    TimerFired,
)
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun, Work
from penstock.engine.opening import fill_loop, open_task, start
from penstock.engine.plan import ROOT
from penstock.engine.retries import try_again
from penstock.engine.settling import close, settle
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.engine.stopping import cancel, expire

DEADLINE = "deadline"


def apply(run: LiveRun, event: Event, at: datetime) -> None:
    """Move a run by one event; afterwards `take_changes` and `take_commands` say what follows."""
    run.at = at
    match event:
        case RunStarted():
            _start_run(run)
        case ProgramIdentified() | CacheAnswered() | CacheJoined() | EarlierResultChecked() | ArtifactImported():
            _answered(run, event)
        case TimerFired():
            _timer_fired(run, event.timer)
        case CancelRequested():
            cancel(run)
        case _:
            attempt_moved(run, event)
    advance(run)


def _answered(
    run: LiveRun,
    event: ProgramIdentified | CacheAnswered | CacheJoined | EarlierResultChecked | ArtifactImported,
) -> None:
    match event:
        case ProgramIdentified():
            program_identified(run, event)
        case CacheAnswered():
            cache_answered(run, event)
        case CacheJoined():
            cache_joined(run, event)
        case EarlierResultChecked():
            earlier_result_checked(run, event)
        case ArtifactImported():
            artifact_imported(run, event)


def advance(run: LiveRun) -> None:
    """Look at everything that waits to be looked at."""
    agenda = run.agenda
    while agenda:
        work, execution, index = agenda.popleft()
        if work is Work.OPEN:
            open_task(run, execution, index)
        else:
            _STEPS[work](run, execution)


def set_deadline(run: LiveRun) -> None:
    """Set the timer for the time limit of the run, if the document gives one."""
    limit = run.plan.deadline
    if limit is not None and run.record.started_at is not None:
        delay = limit - elapsed(run.record.started_at, run.at)
        run.commands.append(SetTimer(run_id=run.id, timer=DEADLINE, delay=delay))


def _start_run(run: LiveRun) -> None:
    if run.root is not None:
        return
    component = run.plan.root
    root = Execution(ExecutionPath(ROOT), 0, ExecutionKind.DAG, component, None, None)
    root.display_name = run.plan.name
    run.root = root
    run.add(root)
    run.touch_run(replace(run.record, state=ExecutionState.RUNNING, started_at=run.at))
    set_deadline(run)
    run.agenda.append((Work.START, root, 0))


def _start(run: LiveRun, execution: Execution) -> None:
    if execution.state is ExecutionState.PENDING:
        start(run, execution)


def _retry(run: LiveRun, execution: Execution) -> None:
    if execution.state is not ExecutionState.PENDING:
        return
    if execution.kind is ExecutionKind.CONTAINER:
        queue_attempt(run, execution)
    else:
        start(run, execution)


def _timer_fired(run: LiveRun, timer: str) -> None:
    if timer == DEADLINE:
        expire(run)
    elif timer.startswith("retry:"):
        try_again(run, timer)
    elif timer.startswith("timeout:"):
        time_out(run, timer)


_STEPS: Mapping[Work, Callable[[LiveRun, Execution], None]] = {
    Work.START: _start,
    Work.RETRY: _retry,
    Work.SETTLE: settle,
    Work.FILL: fill_loop,
    Work.CLOSE: close,
}
