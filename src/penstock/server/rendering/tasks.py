"""Tasks of a run as lists and panels show them."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.records import UNMEASURED, ArtifactRecord, AttemptRecord, ExecutionRecord, Values
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.server.rendering.runs import shown_failure
from penstock.server.schemas.artifacts import ArtifactRow, TaskSlot
from penstock.server.schemas.graph import IoSpec, NodeDetail
from penstock.server.schemas.tasks import (
    Attempt,
    AttemptTimes,
    CacheDecision,
    CachedFrom,
    CacheDifference,
    IoValue,
    TaskCache,
    TaskCommands,
    TaskDetail,
    TaskOfRun,
    TaskRow,
    Why,
)
from penstock.services.cache_explanation import CacheExplanation
from penstock.services.task_records import StoredTask, TaskLine

_ITERATION = re.compile(r"\[(\d+)\]")
_TITLES = {
    ExecutionState.PENDING: "Waiting",
    ExecutionState.RUNNING: "Running",
    ExecutionState.SUCCEEDED: "Succeeded",
    ExecutionState.SKIPPED: "Skipped",
    ExecutionState.FAILED: "Failed",
    ExecutionState.CANCELING: "Being cancelled",
    ExecutionState.CANCELED: "Cancelled",
    ExecutionState.PAUSED: "Needs approval",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where the value of an input comes from: a task's output, an argument of the run, or the file itself."""

    slot: TaskSlot | None = None
    parameter: str | None = None


def node_of(path: str) -> str:
    """Return the node of the graph that an execution belongs to."""
    return _ITERATION.sub("", path)


def task_row(line: TaskLine) -> TaskRow:
    """Render one line of a list."""
    source = line.cached_from
    is_cached = line.state is ExecutionState.SUCCEEDED and source is not None
    return TaskRow(
        path=line.path,
        node=node_of(line.path),
        name=line.display_name or line.task_name,
        parent=line.parent,
        kind=line.kind.value,
        iteration=line.iteration,
        iterations=[int(number) for number in _ITERATION.findall(line.path)],
        state=line.state,
        cached=is_cached,
        cached_from=CachedFrom(
            run_id=source.run_id, run_name=source.run_name, path=source.path, saved_seconds=source.seconds
        )
        if source is not None
        else None,
        failure=shown_failure(line.failure),
        attempts=line.attempts,
        exit_code=line.exit_code,
        peak_memory_bytes=line.usage.peak_memory_bytes,
        cpu_seconds=line.usage.cpu_seconds,
        created_at=line.created_at,
        started_at=line.started_at,
        ended_at=line.ended_at,
        seconds=(line.ended_at - line.started_at).total_seconds() if line.ended_at and line.started_at else None,
        seq=line.seq,
        note=line.cache_note,
    )


def line_of(stored: StoredTask, run_id: RunId) -> TaskLine:
    """Return the line of a task that was read whole."""
    execution, last = stored.execution, stored.attempts[-1] if stored.attempts else None
    return TaskLine(
        run_id=run_id,
        path=execution.path,
        number=execution.number,
        parent=execution.parent,
        kind=execution.kind,
        task_name=execution.task_name,
        display_name=execution.display_name,
        iteration=execution.iteration,
        state=execution.state,
        attempts=execution.attempts,
        exit_code=last.exit_code if last else None,
        usage=last.usage if last else UNMEASURED,
        failure=execution.failure,
        cache_note=execution.cache_note,
        cached_from=None,
        created_at=execution.created_at,
        started_at=execution.started_at,
        ended_at=execution.ended_at,
        seq=stored.seq,
    )


def task_detail(
    stored: StoredTask,
    row: TaskRow,
    detail: NodeDetail,
    *,
    cache: TaskCache,
    origin_of: Callable[[str], Origin],
    log_bytes: Callable[[str], int | None],
) -> TaskDetail:
    """Render everything about one task."""
    execution = stored.execution
    return TaskDetail(
        **dict(row),
        node_detail=detail,
        why=why_of(execution),
        inputs=_values(detail.inputs, execution.inputs, origin_of),
        outputs=_values(detail.outputs, execution.outputs, lambda _: Origin()),
        attempt_list=[attempt_of(attempt, log_bytes(attempt.log_uri)) for attempt in stored.attempts],
        cache=cache,
        commands=commands_of(execution, stored.attempts, detail),
    )


def why_of(execution: ExecutionRecord) -> Why:
    """Say in words why a task is in its state."""
    failure = execution.failure
    if failure is not None:
        return Why(title=_TITLES[execution.state], message=failure.message, hint=failure.hint)
    note = execution.cache_note if execution.kind is ExecutionKind.CONTAINER else ""
    title = "Cached" if execution.cached_from is not None else _TITLES[execution.state]
    return Why(title=title, message=note, hint="")


def cache_of(execution: ExecutionRecord, told: CacheExplanation, names: Mapping[RunId, str]) -> TaskCache:
    """Render why a task was or was not served from cache."""

    def task_of(place: tuple[RunId, ExecutionPath] | None) -> TaskOfRun | None:
        return None if place is None else TaskOfRun(run_id=place[0], run_name=names.get(place[0], ""), path=place[1])

    return TaskCache(
        decision=_decision(execution),
        note=told.note,
        served_from=task_of(told.served_from),
        compared_with=task_of(told.compared_with),
        differences=[CacheDifference(part=each.part, before=each.before, now=each.now) for each in told.differences],
        fingerprint=execution.fingerprint,
    )


def _decision(execution: ExecutionRecord) -> CacheDecision:
    if execution.kind is not ExecutionKind.CONTAINER:
        return "none"
    if execution.cached_from is not None:
        return "hit"
    if execution.fingerprint is not None:
        return "miss"
    return "off" if execution.state.is_final or execution.attempts else "pending"


def attempt_of(attempt: AttemptRecord, log_bytes: int | None) -> Attempt:
    """Render one try of a task."""
    began = attempt.started_at
    return Attempt(
        id=attempt.id,
        number=attempt.number,
        state=attempt.state,
        launcher=attempt.launcher,
        image=attempt.image,
        command=list(attempt.command),
        environment=attempt.environment,
        exit_code=attempt.exit_code,
        failure=shown_failure(attempt.failure),
        created_at=attempt.created_at,
        started_at=began,
        ended_at=attempt.ended_at,
        queued_seconds=(began - attempt.created_at).total_seconds() if began and attempt.created_at else None,
        run_seconds=(attempt.ended_at - began).total_seconds() if began and attempt.ended_at else None,
        peak_memory_bytes=attempt.usage.peak_memory_bytes,
        cpu_seconds=attempt.usage.cpu_seconds,
        log_bytes=log_bytes,
    )


def attempt_times(attempt: AttemptRecord) -> AttemptTimes:
    """Render when one try of a task waited and ran."""
    return AttemptTimes(
        path=attempt.path,
        number=attempt.number,
        state=attempt.state,
        exit_code=attempt.exit_code,
        created_at=attempt.created_at,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
    )


def commands_of(execution: ExecutionRecord, attempts: tuple[AttemptRecord, ...], detail: NodeDetail) -> TaskCommands:
    """Return what a person can run to do a task again."""
    task = shlex.quote(execution.path.removeprefix("root/"))
    words = attempts[-1].command if attempts else ()
    docker = None
    if detail.image and words and detail.source is None:
        env = [word for name, value in detail.env.items() for word in ("-e", f"{name}={value}")]
        docker = shlex.join(["docker", "run", "--rm", *env, "--entrypoint", words[0], detail.image, *words[1:]])
    return TaskCommands(cli=f"penstock runs rerun-task {execution.run_id} {task}", docker=docker)


def _values(specs: list[IoSpec], values: Values, origin_of: Callable[[str], Origin]) -> list[IoValue]:
    declared = {spec.name: spec for spec in specs}
    names = [*declared, *(name for name in (*values.parameters, *values.artifacts) if name not in declared)]
    shown = []
    for name in names:
        spec = declared.get(name)
        is_artifact = name in values.artifacts or (spec is not None and spec.is_artifact)
        origin = origin_of(name)
        shown.append(
            IoValue(
                name=name,
                type=spec.type if spec else "",
                is_artifact=is_artifact,
                value=None if is_artifact else values.parameters.get(name),
                artifacts=[artifact_of(record) for record in values.artifacts.get(name, ())],
                producer=origin.slot,
                is_run_parameter=origin.parameter,
            )
        )
    return shown


def artifact_of(record: ArtifactRecord) -> ArtifactRow:
    """Render an artifact in an input or output; whose it is says the task around it."""
    return ArtifactRow(
        id=record.id,
        name=record.name,
        type=record.type_title,
        uri=record.uri,
        digest=record.digest,
        size_bytes=record.size_bytes,
        created_at=record.created_at,
        run=None,
        task=None,
        metadata_keys=list(record.metadata),
    )
