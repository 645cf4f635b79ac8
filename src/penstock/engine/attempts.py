"""The life of one task's tries: cache, slot, launch, end, and the next try."""

from dataclasses import replace
from datetime import datetime

from penstock.core.clock import elapsed
from penstock.core.errors import PlaceholderError
from penstock.core.ids import AttemptId, attempt_id
from penstock.engine.caching import fingerprint_of, max_age
from penstock.engine.commands import (
    Adopt,
    CancelAttempt,
    CheckEarlierResult,
    IdentifyProgram,
    ImportArtifact,
    Launch,
    LookUpCache,
    SetTimer,
)
from penstock.engine.earlier import EarlierRun
from penstock.engine.events import (
    ArtifactImported,
    AttemptCanceled,
    AttemptEnd,
    AttemptEvent,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
    AttemptWaiting,
    CacheAnswered,
    CacheJoined,
    EarlierResultChecked,
    ProgramIdentified,
)
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun
from penstock.engine.pod_settings import CREATES_CLAIM, DELETES_CLAIM
from penstock.engine.records import AttemptRecord, CachedExecution, Failure, Program
from penstock.engine.redoing import NOTE, is_below
from penstock.engine.retries import retry_later
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState

S = ExecutionState
A = AttemptState

MOST_LOSSES = 10
"""Attempts that may vanish while they run before a task is held to be what makes them vanish."""

_QUEUED = Failure(reason="NoFreeSlot", message="The run has as many attempts under way as its parallelism allows")


def prepare(run: LiveRun, execution: Execution) -> None:
    """Begin an execution whose inputs are known: import, reuse, or try."""
    if execution.kind is ExecutionKind.IMPORTER:
        _import(run, execution)
        return
    execution.cache_note = _why_not_cached(run, execution)
    if not execution.cache_note:
        if _has_to_ask(run, execution):
            return
        _identify(run, execution)
    if run.findings.anew and is_below(execution.path, run.findings.anew):
        execution.cache_note = execution.cache_note or NOTE
        queue_attempt(run, execution)
    elif run.findings.earlier is None or not _take_over(run, execution, run.findings.earlier):
        _reuse_or_try(run, execution)


def program_identified(run: LiveRun, event: ProgramIdentified) -> None:
    """Go on with all that waited to know in what a program would run."""
    run.findings.identities[event.component] = event.parts
    for execution in run.findings.unidentified.pop(event.component, ()):
        if run.live.get(execution.path) is execution and execution.waits_for == "identity":
            execution.waits_for = ""
            prepare(run, execution)


def _has_to_ask(run: LiveRun, execution: Execution) -> bool:
    """Ask the launcher, once for each component, in what it would run; tell whether to wait for the answer."""
    component = execution.component
    container = component.executor.container if component.executor else None
    # A key chosen by the author stands for all of it; an image that follows from inputs is known by its name.
    if container is None or _has_key(execution) or component.name in run.findings.identities or "{{" in container.image:
        return False
    waiting = run.findings.unidentified.setdefault(component.name, [])
    if not waiting:
        program = Program(
            image=container.image, command=container.command, args=container.args, platform=component.platform
        )
        launcher = run.options.launcher
        run.commands.append(
            IdentifyProgram(run_id=run.id, launcher=launcher, component=component.name, program=program)
        )
    waiting.append(execution)
    run.wait(execution, "identity")
    return True


def _has_key(execution: Execution) -> bool:
    return execution.task is not None and bool(execution.task.cache_key)


def _identify(run: LiveRun, execution: Execution) -> None:
    parts = run.driver.fingerprint_parts(execution, execution.task.cache_key if execution.task else "")
    if not _has_key(execution):
        parts |= run.findings.identities.get(execution.component.name, {})
    execution.fingerprint_parts = parts
    execution.fingerprint = fingerprint_of(parts)


def _take_over(run: LiveRun, execution: Execution, earlier: EarlierRun) -> bool:
    """Have the equal result of the run that this one continues looked at, if there is one; tell whether."""
    if execution.task is None or execution.task.is_tolerant:
        execution.cache_note = "It follows tasks however they end, and runs whenever they do"
        return False
    parts = run.driver.fingerprint_parts(execution, "")
    result = earlier.find(parts)
    if result is None:
        execution.cache_note = earlier.explain(execution.path, parts)
        return False
    run.wait(execution, "earlier")
    run.commands.append(CheckEarlierResult(run_id=run.id, path=execution.path, result=result))
    return True


def _reuse_or_try(run: LiveRun, execution: Execution) -> None:
    if execution.fingerprint is not None and run.options.cache == "on":
        _look_up(run, execution)
        return
    if execution.fingerprint is not None and not execution.cache_note:
        execution.cache_note = "The run refreshes the cache: earlier results are not read"
    queue_attempt(run, execution)


def queue_attempt(run: LiveRun, execution: Execution) -> None:
    """Start the next attempt, or wait for a slot of the run's own parallelism."""
    limit = run.options.parallelism
    if limit and len(run.attempts) >= limit:
        run.wait(execution, "slot", _QUEUED)
        run.queue.append(execution)
        return
    _launch(run, execution)


def cache_answered(run: LiveRun, event: CacheAnswered) -> None:
    """Take an earlier result, or try the task."""
    execution = run.live.get(event.path)
    if execution is None or execution.waits_for != "cache" or execution.fingerprint != event.fingerprint:
        return
    execution.waits_for = ""
    execution.failure = None
    if event.hit is not None:
        execution.cache_note = event.note
        _serve(run, execution, event.hit)
        return
    if run.findings.earlier is None:
        execution.cache_note = event.note
    queue_attempt(run, execution)


def earlier_result_checked(run: LiveRun, event: EarlierResultChecked) -> None:
    """Take over an earlier result, or go on as in any run."""
    execution = run.live.get(event.path)
    if execution is None or execution.waits_for != "earlier":
        return
    execution.waits_for = ""
    execution.cache_note = event.note
    if event.hit is None:
        _reuse_or_try(run, execution)
    else:
        _serve(run, execution, event.hit)


def _serve(run: LiveRun, execution: Execution, hit: CachedExecution) -> None:
    execution.outputs = hit.outputs
    execution.cached_from = (hit.run_id, hit.path)
    execution.started_at = run.at
    run.move(execution, S.SUCCEEDED)


def cache_joined(run: LiveRun, event: CacheJoined) -> None:
    """Note what an execution waits for."""
    execution = run.live.get(event.path)
    if execution is not None and execution.waits_for == "cache":
        execution.failure = event.why
        run.touch(execution)


def artifact_imported(run: LiveRun, event: ArtifactImported) -> None:
    """End an importer."""
    execution = run.live.get(event.path)
    if execution is None or execution.waits_for != "import":
        return
    execution.waits_for = ""
    if event.failure is None:
        execution.outputs = event.outputs
        execution.fingerprint = event.fingerprint
        run.move(execution, S.SUCCEEDED)
        return
    execution.failure = event.failure
    if not retry_later(run, execution):
        run.move(execution, S.FAILED)


def attempt_moved(run: LiveRun, event: AttemptEvent) -> None:
    """Follow what a launcher says; what is late, doubled or unknown is passed over."""
    known = run.attempts.get(event.attempt_id)
    if known is None:
        return
    execution, attempt = known
    match event:
        case AttemptWaiting():
            execution.failure = event.why
            run.touch(execution)
        case AttemptStarted():
            _started(run, execution, attempt, event)
        case AttemptSucceeded():
            _succeeded(run, execution, attempt, event)
        case AttemptFailed():
            _end(run, replace(attempt, state=A.FAILED, exit_code=event.exit_code, failure=event.failure), event)
            _failed(run, execution, event.failure)
        case AttemptCanceled():
            _canceled(run, execution, attempt, event)
        case AttemptLost():
            _lost(run, execution, attempt, event)


def adopt(run: LiveRun, execution: Execution, attempt: AttemptRecord) -> None:
    """Watch an attempt that an earlier driver left; start it, if that driver may not have come so far."""
    run.attempts[attempt.id] = (execution, attempt)
    execution.attempt = attempt.id
    request = run.driver.request_for(execution, attempt.id, attempt.number)
    is_to_begin = attempt.state is A.LAUNCHING and execution.state is S.PENDING
    take_up = Launch if is_to_begin else Adopt
    run.commands.append(take_up(launcher=attempt.launcher, request=request))
    if execution.state is S.CANCELING:
        run.commands.append(CancelAttempt(launcher=attempt.launcher, attempt_id=attempt.id))
    elif attempt.started_at is not None:
        _limit_time(run, execution, attempt.id, attempt.started_at)


def time_out(run: LiveRun, timer: str) -> None:
    """Stop an attempt whose time limit ended."""
    known = run.attempts.get(AttemptId(timer.split(":", 1)[1]))
    if known is None or known[0].stopping is not None:
        return
    execution, attempt = known
    limit = execution.component.timeout
    seconds = f"{limit.total_seconds():g} s" if limit else "its limit"
    hint = "give it more time: task.set_timeout(...)"
    execution.stopping = Failure(reason="TimedOut", message=f"The task took longer than {seconds}", hint=hint)
    run.commands.append(CancelAttempt(launcher=attempt.launcher, attempt_id=attempt.id))


def _import(run: LiveRun, execution: Execution) -> None:
    output, artifact, reimport = run.driver.import_of(execution)
    run.wait(execution, "import")
    execution.started_at = run.at
    run.commands.append(
        ImportArtifact(
            run_id=run.id,
            path=execution.path,
            namespace=run.record.namespace,
            output=output,
            artifact=artifact,
            reimport=reimport or run.options.cache != "on",
        )
    )


def _why_not_cached(run: LiveRun, execution: Execution) -> str:
    if run.options.cache == "off":
        return "Caching is off for this run"
    if execution.task is None or not execution.task.is_cached:
        return "Caching is off for this task"
    container = execution.component.executor.container if execution.component.executor else None
    if container is not None and container.image in (CREATES_CLAIM, DELETES_CLAIM):
        return "It makes or removes a claim, which no earlier result can do"
    graph = execution.parent
    while graph is not None:
        if graph.task is not None and graph.task.turns_cache_off:
            return f"Caching is off for {graph.task_name!r}, which this task is part of"
        graph = graph.parent
    return ""


def _look_up(run: LiveRun, execution: Execution) -> None:
    assert execution.fingerprint is not None
    run.wait(execution, "cache")
    run.commands.append(
        LookUpCache(
            run_id=run.id,
            path=execution.path,
            namespace=run.record.namespace,
            fingerprint=execution.fingerprint,
            max_age=max_age(execution.component.platform, run.options.cache_seconds),
        )
    )


def _launch(run: LiveRun, execution: Execution) -> None:
    number = execution.attempts + 1
    identity = attempt_id(run.id, execution.number, number)
    try:
        request = run.driver.request_for(execution, identity, number)
    except PlaceholderError as error:
        execution.failure = Failure(reason="UnresolvedPlaceholder", message=error.message, hint=error.hint)
        run.move(execution, S.FAILED)
        return
    attempt = AttemptRecord(
        id=identity,
        run_id=run.id,
        path=execution.path,
        number=number,
        state=A.LAUNCHING,
        launcher=run.options.launcher,
        image=request.image,
        command=(*request.command, *request.args),
        log_uri=request.log_uri,
        created_at=max(run.at, execution.created_at or run.at),
    )
    execution.attempts, execution.attempt = number, identity
    execution.waits_for, execution.failure, execution.stopping = "", None, None
    run.attempts[identity] = (execution, attempt)
    run.touch(execution)
    run.touch_attempt(attempt)
    run.commands.append(Launch(launcher=run.options.launcher, request=request))


def _started(run: LiveRun, execution: Execution, attempt: AttemptRecord, event: AttemptStarted) -> None:
    if attempt.state is not A.LAUNCHING:
        return
    attempt = replace(attempt, state=A.RUNNING, started_at=event.at, environment=event.environment)
    run.attempts[attempt.id] = (execution, attempt)
    run.touch_attempt(attempt)
    if execution.state is S.PENDING:
        execution.failure = None
        execution.started_at = execution.started_at or event.at
        run.move(execution, S.RUNNING)
        if execution.stopping is not None and execution.stopping.reason != "TimedOut":
            run.move(execution, S.CANCELING)
    _limit_time(run, execution, attempt.id, event.at)


def _succeeded(run: LiveRun, execution: Execution, attempt: AttemptRecord, event: AttemptSucceeded) -> None:
    _end(run, replace(attempt, state=A.SUCCEEDED, exit_code=event.exit_code), event)
    execution.outputs, execution.failure, execution.stopping = event.outputs, None, None
    run.move(execution, S.SUCCEEDED)


def _limit_time(run: LiveRun, execution: Execution, attempt: AttemptId, since: datetime) -> None:
    limit = execution.component.timeout
    if limit is not None:
        delay = limit - elapsed(since, run.at)
        run.commands.append(SetTimer(run_id=run.id, timer=f"timeout:{attempt}", delay=delay))


def _end(run: LiveRun, attempt: AttemptRecord, event: AttemptEnd) -> None:
    execution, _ = run.attempts.pop(attempt.id)
    execution.attempt = None
    run.touch_attempt(replace(attempt, ended_at=event.at, usage=event.usage))
    while run.queue and len(run.attempts) < run.options.parallelism:
        waiting = run.queue.popleft()
        if waiting.waits_for == "slot":
            _launch(run, waiting)


def _failed(run: LiveRun, execution: Execution, failure: Failure) -> None:
    stopping, execution.stopping = execution.stopping, None
    if execution.state is S.CANCELING or (stopping is not None and stopping.reason != "TimedOut"):
        execution.failure = stopping or failure
        run.move(execution, S.CANCELED)
        return
    execution.failure = stopping or failure
    if not retry_later(run, execution):
        run.move(execution, S.FAILED)


def _canceled(run: LiveRun, execution: Execution, attempt: AttemptRecord, event: AttemptCanceled) -> None:
    why = execution.stopping
    if why is None:
        why = Failure(reason="Stopped", message="The attempt was stopped from outside")
    state = A.FAILED if why.reason in ("TimedOut", "Stopped") else A.CANCELED
    _end(run, replace(attempt, state=state, failure=why), event)
    _failed(run, execution, why)


def _lost(run: LiveRun, execution: Execution, attempt: AttemptRecord, event: AttemptLost) -> None:
    _end(run, replace(attempt, state=A.LOST, failure=event.why), event)
    execution.losses += attempt.started_at is not None
    if execution.stopping is not None or execution.state is S.CANCELING or execution.losses >= MOST_LOSSES:
        _failed(run, execution, event.why)
        return
    run.wait(execution, "", event.why)
    queue_attempt(run, execution)
