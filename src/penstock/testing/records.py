"""Records with sensible fields, of which a test names only those that it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from penstock.core.ids import ArtifactId, ExecutionPath, ExperimentId, RunId, attempt_id
from penstock.engine.records import (
    ArtifactRecord,
    AttemptRecord,
    ExecutionRecord,
    RunOptions,
    RunRecord,
)
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState, RunState

NOON = datetime(2026, 1, 2, 12, 0, 0, 123456, tzinfo=UTC)
"""When everything happens, unless a test says otherwise."""


def a_run(number: int = 1, **changes: Any) -> RunRecord:
    """Return a new run; runs of different numbers have different ids and times."""
    run = RunRecord(
        id=RunId(f"00000000-0000-4000-8000-{number:012d}"),
        display_name=f"run {number}",
        experiment_id=ExperimentId("11111111-0000-4000-8000-000000000001"),
        pipeline_name="train",
        spec={"pipeline": {"pipelineInfo": {"name": "train"}}},
        arguments={},
        options=RunOptions(),
        state=RunState.PENDING,
        created_at=NOON + timedelta(minutes=number),
    )
    return replace(run, **changes)


def an_execution(run: RunRecord, number: int = 0, **changes: Any) -> ExecutionRecord:
    """Return an execution: the root for number 0, else a task right below it."""
    is_root = number == 0
    execution = ExecutionRecord(
        run_id=run.id,
        path=ExecutionPath("root" if is_root else f"root/task-{number}"),
        number=number,
        parent=None if is_root else ExecutionPath("root"),
        kind=ExecutionKind.DAG if is_root else ExecutionKind.CONTAINER,
        task_name="root" if is_root else f"task-{number}",
        display_name="" if is_root else f"task {number}",
        component_name="root" if is_root else "comp-task",
        state=ExecutionState.RUNNING,
        created_at=NOON,
    )
    return replace(execution, **changes)


def an_attempt(execution: ExecutionRecord, number: int = 1, **changes: Any) -> AttemptRecord:
    """Return an attempt whose intent is recorded."""
    attempt = AttemptRecord(
        id=attempt_id(execution.run_id, execution.number, number),
        run_id=execution.run_id,
        path=execution.path,
        number=number,
        state=AttemptState.LAUNCHING,
        launcher="process",
        created_at=NOON,
    )
    return replace(attempt, **changes)


def an_artifact(number: int = 1, **changes: Any) -> ArtifactRecord:
    """Return a published artifact; artifacts of different numbers have different ids and places."""
    artifact = ArtifactRecord(
        id=ArtifactId(f"22222222-0000-4000-8000-{number:012d}"),
        name=f"artifact-{number}",
        type_title="system.Dataset",
        type_version="0.0.1",
        uri=f"/artifacts/{number}",
        metadata={},
        created_at=NOON,
    )
    return replace(artifact, **changes)
