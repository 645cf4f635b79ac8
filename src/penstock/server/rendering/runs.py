"""Runs as lists and pages show them."""

from collections.abc import Mapping
from dataclasses import asdict

from penstock.core.ids import attempt_id
from penstock.core.json import JsonValue
from penstock.engine.records import ArtifactRecord, Failure
from penstock.server.schemas import body
from penstock.server.schemas.artifacts import ArtifactRow, TaskSlot
from penstock.server.schemas.runs import (
    ExperimentBest,
    FirstFailure,
    RunDetail,
    RunOptions,
    RunOutputs,
    RunPipeline,
    RunRow,
    TaskCounts,
)
from penstock.services.records import ArtifactUse, RunSummary
from penstock.services.run_pages import BestOfExperiment, RunPageFacts
from penstock.services.task_records import TaskLine


def run_row(
    run: RunSummary,
    *,
    parameters: Mapping[str, JsonValue] | None = None,
    metrics: Mapping[str, float | None] | None = None,
) -> RunRow:
    """Render one line of a list."""
    return RunRow(
        id=run.id,
        name=run.display_name,
        state=run.state,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        seconds=run.duration.total_seconds() if run.duration is not None else None,
        description=run.description,
        experiment=body.Ref(id=run.experiment_id, name=run.experiment_name) if run.experiment_name else None,
        pipeline=RunPipeline(
            id=run.pipeline_id or None,
            name=run.pipeline_name,
            version_id=run.pipeline_version_id or None,
            version_name=run.pipeline_version_name or None,
        ),
        tags=dict(run.tags),
        failure=shown_failure(run.failure),
        storage_state=run.storage_state.value,
        seq=run.seq,
        tasks=TaskCounts(
            total=run.tasks.total,
            by_state={state.value: count for state, count in run.tasks.by_state.items()},
            cached=run.tasks.cached,
        ),
        parameters=dict(parameters or {}),
        metrics=dict(metrics or {}),
    )


def shown_failure(failure: Failure | None) -> body.Failure | None:
    """Render why something waits or failed."""
    if failure is None:
        return None
    return body.Failure(reason=failure.reason, message=failure.message, hint=failure.hint)


def run_detail(facts: RunPageFacts, inputs: list[body.InputSpec]) -> RunDetail:
    """Render a run without its tasks."""
    run = facts.record
    row = run_row(facts.summary)
    options = run.options
    return RunDetail(
        **{**dict(row), "description": run.description},
        arguments=dict(run.arguments),
        outputs=RunOutputs(
            parameters=dict(run.outputs.parameters),
            artifacts={
                name: [_output(artifact, facts) for artifact in artifacts]
                for name, artifacts in run.outputs.artifacts.items()
            },
        ),
        options=RunOptions(**asdict(options)),
        provenance=run.provenance,
        inputs_spec=inputs,
        experiment_best=None if facts.best is None else _best(facts.best),
        first_failure=None if facts.first_failure is None else _first_failure(facts.first_failure),
    )


def _output(artifact: ArtifactRecord, facts: RunPageFacts) -> ArtifactRow:
    use = facts.makers.get(artifact.id)
    is_own = use is not None and use.execution.run_id == facts.summary.id
    return ArtifactRow(
        id=artifact.id,
        name=artifact.name,
        type=artifact.type_title,
        uri=artifact.uri,
        digest=artifact.digest,
        size_bytes=artifact.size_bytes,
        created_at=artifact.created_at,
        run=None
        if use is None
        else body.Ref(id=use.execution.run_id, name=facts.summary.display_name if is_own else ""),
        task=None if use is None else slot_of(use),
        metadata_keys=list(artifact.metadata),
    )


def slot_of(use: ArtifactUse) -> TaskSlot:
    """Render the output of a task that an artifact came from."""
    return TaskSlot(path=use.execution.path, name=use.execution.task_name, output=use.slot)


def _best(best: BestOfExperiment) -> ExperimentBest:
    found = best.headline
    return ExperimentBest(
        metric=found.metric,
        value=found.value,
        best_before=best.best_before,
        maximize=best.maximize,
        path=found.path,
        lowest=found.lowest,
        highest=found.highest,
        count=found.count,
    )


def _first_failure(task: TaskLine) -> FirstFailure:
    return FirstFailure(
        path=task.path,
        name=task.display_name or task.task_name,
        failure=shown_failure(task.failure) or body.Failure(reason="Failed", message="The task failed", hint=""),
        exit_code=task.exit_code,
        attempt_id=attempt_id(task.run_id, task.number, task.attempts) if task.attempts else None,
    )
