"""What people do with runs: start, list, find, show, delete."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from penstock.core.clock import Clock, time_json
from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import RunId
from penstock.core.json import JsonObject
from penstock.engine.ports import RunJournal
from penstock.engine.records import (
    ArtifactRecord,
    ExecutionRecord,
    Failure,
    RunOptions,
    RunRecord,
    StoredRun,
    Values,
)
from penstock.engine.states import ExecutionState, RunState
from penstock.services.ports import RunHistory
from penstock.services.records import ArtifactReference, NewRun, RunFilter, RunPage, RunSummary

DEFAULT_LIMIT = 50
"""Runs on a page, unless the caller says otherwise."""

AMBIGUOUS = 5
"""How many candidates a message names."""


def prepare_run(new: NewRun, options: RunOptions, *, run_id: RunId, clock: Clock) -> RunRecord:
    """Return the record of a run that is to be started: the engine checks its arguments and keeps it."""
    now = clock.now()
    return RunRecord(
        id=run_id,
        display_name=new.display_name or f"{new.pipeline_name} {now:%Y-%m-%d %H-%M-%S}",
        experiment_id=new.experiment_id,
        pipeline_name=new.pipeline_name,
        spec=new.document,
        arguments=new.arguments,
        options=options,
        state=RunState.PENDING,
        provenance=new.provenance,
        created_at=now,
        namespace=new.namespace,
        description=new.description,
        tags=new.tags,
        pipeline_id=new.pipeline_id,
        pipeline_version_id=new.pipeline_version_id,
    )


def list_runs(wanted: RunFilter, *, history: RunHistory, limit: int = DEFAULT_LIMIT, token: str = "") -> RunPage:
    """Return a page of runs, newest first."""
    return history.list_runs(wanted, limit=limit, token=token)


def find_run(reference: str, *, history: RunHistory, namespace: str = "default") -> RunId:
    """Return the run that a person means: an id, the beginning of one, a display name, or ``latest``.

    Raises `NotFoundError` when there is none, `ConflictError` when several are meant.
    """
    if reference == "latest":
        newest = history.list_runs(RunFilter(namespace=namespace), limit=1).runs
        if not newest:
            raise NotFoundError("There are no runs yet")
        return newest[0].id
    found = history.find_ids(reference, limit=AMBIGUOUS) if reference else ()
    if reference in found:
        return RunId(reference)
    if not found:
        named = history.list_runs(RunFilter(namespace=namespace, name_contains=reference), limit=AMBIGUOUS).runs
        exact = tuple(run.id for run in named if run.display_name == reference)
        found = exact or tuple(run.id for run in named if reference)
    if not found:
        raise NotFoundError(
            f"There is no run with the id or name {reference!r}", hint="`penstock runs list` shows the runs"
        )
    if len(found) > 1:
        raise ConflictError(f"{reference!r} means several runs: {', '.join(found)}", hint="write more of the id")
    return found[0]


def show_run(run_id: RunId, *, journal: RunJournal) -> StoredRun:
    """Return a run with everything that happened in it. Raises `NotFoundError`."""
    return journal.load_run(run_id)


def delete_run(run_id: RunId, *, history: RunHistory, journal: RunJournal) -> None:
    """Remove a run; the artifacts stay until garbage is collected.

    Raises `NotFoundError`, or `ConflictError` while a process drives the run.
    """
    lease = journal.acquire(run_id)
    if lease is None:
        raise ConflictError(f"Run {run_id!r} is being driven by another process", hint="cancel it, or wait for its end")
    try:
        history.delete_run(run_id)
    finally:
        lease.release()


def tag_run(run_id: RunId, tags: Mapping[str, str], *, history: RunHistory) -> RunSummary:
    """Add tags to a run; an empty text removes one. Returns the run as it is then."""
    summary = history.get_summary(run_id)
    merged = {name: value for name, value in {**summary.tags, **tags}.items() if value}
    history.set_tags(run_id, merged)
    return replace(summary, tags=merged)


def run_json(stored: StoredRun) -> JsonObject:
    """Render a run as `penstock run --json` prints it; the shape is stable."""
    run = stored.run
    tasks = [_task_json(execution) for execution in stored.executions if execution.parent is not None]
    return {
        "run_id": run.id,
        "name": run.display_name,
        "pipeline": run.pipeline_name,
        "experiment_id": run.experiment_id,
        **_times_json(run.state, run.created_at, run.started_at, run.ended_at),
        "arguments": dict(run.arguments),
        "tasks": tasks,
        "outputs": values_json(run.outputs),
        "error": _failure_json(run.failure),
    }


def summary_json(summary: RunSummary) -> JsonObject:
    """Render a line of `penstock runs list --json`: like a run, without its tasks and arguments."""
    artifacts = {
        name: [_reference_json(artifact) for artifact in references]
        for name, references in summary.output_artifacts.items()
    }
    return {
        "run_id": summary.id,
        "name": summary.display_name,
        "pipeline": summary.pipeline_name,
        "experiment_id": summary.experiment_id,
        "experiment": summary.experiment_name,
        **_times_json(summary.state, summary.created_at, summary.started_at, summary.ended_at),
        "tags": dict(summary.tags),
        "outputs": {**summary.outputs, **{name: _one_or_list(items) for name, items in artifacts.items()}},
        "error": _failure_json(summary.failure),
    }


def values_json(values: Values) -> JsonObject:
    """Render inputs or outputs: parameters as they are, an artifact as an object, several as a list."""
    artifacts = {name: [artifact_json(item) for item in items] for name, items in values.artifacts.items()}
    return {**values.parameters, **{name: _one_or_list(items) for name, items in artifacts.items()}}


def artifact_json(artifact: ArtifactRecord) -> JsonObject:
    """Render an artifact."""
    return {
        "id": artifact.id,
        "name": artifact.name,
        "type": artifact.type_title,
        "uri": artifact.uri,
        "digest": artifact.digest,
        "size_bytes": artifact.size_bytes,
        "metadata": artifact.metadata,
    }


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return how long something took, or ``None`` if it did not begin or end."""
    return (end - start).total_seconds() if start and end else None


def _task_json(execution: ExecutionRecord) -> JsonObject:
    return {
        "path": execution.path,
        "name": execution.display_name or execution.task_name,
        "kind": execution.kind.value,
        "state": execution.state.value,
        "cached": execution.state is ExecutionState.SUCCEEDED and execution.cached_from is not None,
        "cache_note": execution.cache_note,
        "seconds": seconds_between(execution.started_at, execution.ended_at),
        "attempts": execution.attempts,
        "inputs": values_json(execution.inputs),
        "outputs": values_json(execution.outputs),
        "error": _failure_json(execution.failure),
    }


def _times_json(
    state: RunState, created_at: datetime | None, started_at: datetime | None, ended_at: datetime | None
) -> JsonObject:
    return {
        "state": state.value,
        "created_at": time_json(created_at),
        "started_at": time_json(started_at),
        "ended_at": time_json(ended_at),
        "seconds": seconds_between(started_at, ended_at),
    }


def _failure_json(failure: Failure | None) -> JsonObject | None:
    return {"reason": failure.reason, "message": failure.message, "hint": failure.hint} if failure else None


def _reference_json(artifact: ArtifactReference) -> JsonObject:
    return {
        "id": artifact.id,
        "name": artifact.name,
        "type": artifact.type_title,
        "uri": artifact.uri,
        "digest": artifact.digest,
        "size_bytes": artifact.size_bytes,
    }


def _one_or_list(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items
