"""What the page of one run shows beyond the line of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from penstock.core.ids import ArtifactId, RunId
from penstock.engine.records import RunRecord
from penstock.engine.states import ExecutionState
from penstock.services.ports import ArtifactCatalogue, RunHistory, TaskHistory
from penstock.services.records import ArtifactUse, RunSummary
from penstock.services.task_records import TaskLine

DESCENDING_WORDS = (
    "loss",
    "error",
    "err",
    "mae",
    "mse",
    "rmse",
    "mape",
    "perplexity",
    "latency",
    "seconds",
    "time",
    "cost",
)
"""Parts of the names of metrics of which less is better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BestOfExperiment:
    """A metric of a run beside the best of earlier runs of its experiment."""

    metric: str
    value: float
    best_before: float | None
    maximize: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPageFacts:
    """A run without its tasks."""

    summary: RunSummary
    record: RunRecord
    """Without its document."""
    makers: Mapping[ArtifactId, ArtifactUse]
    """The tasks that made the artifacts among the outputs."""
    best: BestOfExperiment | None
    first_failure: TaskLine | None


def show_run_page(
    run_id: RunId, *, history: RunHistory, tasks: TaskHistory, catalogue: ArtifactCatalogue
) -> RunPageFacts:
    """Return a run without its tasks. Raises `NotFoundError`."""
    record = history.get_head(run_id)
    summary = history.get_summary(run_id)
    artifacts = {artifact.id for found in record.outputs.artifacts.values() for artifact in found}
    makers = {use.artifact.id: use for use in reversed(catalogue.uses(artifacts, "output"))} if artifacts else {}
    has_failed = bool(summary.tasks.by_state.get(ExecutionState.FAILED))
    return RunPageFacts(
        summary=summary,
        record=record,
        makers=makers,
        best=find_best(run_id, tasks=tasks),
        first_failure=tasks.find_first_failure(run_id) if has_failed else None,
    )


def find_best(run_id: RunId, *, tasks: TaskHistory) -> BestOfExperiment | None:
    """Return the last metric of a run beside the best of earlier runs; its name tells whether more is better."""
    found = tasks.find_best(run_id)
    if found is None:
        return None
    maximize = is_more_better(found.metric)
    before = found.highest_before if maximize else found.lowest_before
    return BestOfExperiment(metric=found.metric, value=found.value, best_before=before, maximize=maximize)


def is_more_better(metric: str) -> bool:
    """Tell by its name whether a greater value of a metric is the better one."""
    words = metric.lower().replace("-", "_").replace(".", "_").replace("/", "_").split("_")
    return not any(word in DESCENDING_WORDS for word in words)
