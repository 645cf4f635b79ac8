"""Runs and their tasks as KFP's messages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from penstock.core.ids import ExecutionPath
from penstock.core.json import JsonValue
from penstock.engine.records import ArtifactLists, AttemptRecord, ExecutionRecord, RunRecord, StoredRun
from penstock.engine.states import AttemptState
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.documents import shown_document
from penstock.server.api.kfp.states import RUN_STATES, history, run_error
from penstock.services.records import RunSummary

_FAILED = frozenset({AttemptState.FAILED, AttemptState.LOST})


def task_id(execution: ExecutionRecord) -> str:
    """Name a task within all runs."""
    return f"{execution.run_id}-{execution.number}"


def whole_run(stored: StoredRun, summary: RunSummary) -> messages.Run:
    """Render a run with everything that happened in it."""
    run = stored.run
    line = listed_run(summary, run.arguments)
    return line.model_copy(
        update={
            "description": run.description or None,
            "pipeline_spec": None if run.pipeline_version_id else shown_document(run.spec),
            "runtime_config": _config(run),
            "service_account": run.options.service_account or None,
            "run_details": messages.RunDetails(task_details=_tasks(stored) or None),
        }
    )


def listed_run(summary: RunSummary, arguments: Mapping[str, JsonValue]) -> messages.Run:
    """Render a run as lists show it: without its document and its tasks."""
    reference = messages.PipelineVersionReference(
        pipeline_id=summary.pipeline_id, pipeline_version_id=summary.pipeline_version_id
    )
    state = RUN_STATES[summary.state.value]
    times = (summary.created_at, summary.started_at, summary.ended_at)
    return messages.Run(
        run_id=summary.id,
        experiment_id=summary.experiment_id,
        display_name=summary.display_name,
        description=summary.description or None,
        storage_state=summary.storage_state.value,
        pipeline_version_reference=reference if summary.pipeline_version_id else None,
        runtime_config=messages.RuntimeConfig(parameters=dict(arguments)) if arguments else None,
        created_at=summary.created_at,
        scheduled_at=summary.created_at,
        finished_at=summary.ended_at,
        state=state,
        error=run_error(summary.state, summary.failure),
        state_history=history(state, created_at=times[0], started_at=times[1], ended_at=times[2]),
    )


def _config(run: RunRecord) -> messages.RuntimeConfig | None:
    if not run.arguments and not run.options.pipeline_root:
        return None
    return messages.RuntimeConfig(
        parameters=dict(run.arguments) or None, pipeline_root=run.options.pipeline_root or None
    )


def _tasks(stored: StoredRun) -> list[messages.PipelineTaskDetail]:
    children: dict[ExecutionPath, list[messages.ChildTask]] = defaultdict(list)
    attempts: dict[ExecutionPath, list[AttemptRecord]] = defaultdict(list)
    ids = {execution.path: task_id(execution) for execution in stored.executions}
    for execution in stored.executions:
        if execution.parent is not None:
            children[execution.parent].append(messages.ChildTask(task_id=task_id(execution)))
    for attempt in stored.attempts:
        attempts[attempt.path].append(attempt)
    return [
        _task(
            execution,
            attempts=attempts[execution.path],
            children=children[execution.path],
            parent_id=ids.get(execution.parent) if execution.parent else None,
        )
        for execution in stored.executions
    ]


def _task(
    execution: ExecutionRecord,
    *,
    attempts: list[AttemptRecord],
    children: list[messages.ChildTask],
    parent_id: str | None,
) -> messages.PipelineTaskDetail:
    state = RUN_STATES[execution.state.value]
    times = {"created_at": execution.created_at, "started_at": execution.started_at, "ended_at": execution.ended_at}
    return messages.PipelineTaskDetail(
        run_id=execution.run_id,
        task_id=task_id(execution),
        display_name=execution.display_name or execution.task_name,
        create_time=execution.created_at,
        start_time=execution.started_at,
        end_time=execution.ended_at,
        executor_detail=_executor(attempts),
        state=state,
        execution_id=execution.number,
        error=run_error(execution.state, execution.failure),
        inputs=_artifacts(execution.inputs.artifacts),
        outputs=_artifacts(execution.outputs.artifacts),
        parent_task_id=parent_id,
        state_history=history(state, **times),
        child_tasks=children or None,
    )


def _executor(attempts: Iterable[AttemptRecord]) -> messages.ExecutorDetail | None:
    ids = [attempt.id for attempt in attempts]
    if not ids:
        return None
    failed: list[str] = [attempt.id for attempt in attempts if attempt.state in _FAILED]
    return messages.ExecutorDetail(main_job=ids[-1], failed_main_jobs=failed or None)


def _artifacts(lists: ArtifactLists) -> dict[str, messages.ArtifactIds] | None:
    found = {
        name: messages.ArtifactIds(artifact_ids=[artifact.id for artifact in artifacts])
        for name, artifacts in lists.items()
    }
    return found or None
