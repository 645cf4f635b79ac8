"""What the page of one run shows beyond the line of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from penstock.core.ids import ArtifactId, RunId
from penstock.engine.records import RunRecord
from penstock.engine.states import ExecutionState
from penstock.services.headlines import Headline, find_headline, is_more_better
from penstock.services.ports import ArtifactCatalogue, RunHistory, TaskHistory
from penstock.services.records import ArtifactUse, RunSummary
from penstock.services.task_records import TaskLine


@dataclass(frozen=True, kw_only=True, slots=True)
class BestOfExperiment:
    """The metric that stands for a run, beside the best of earlier runs of its experiment."""

    headline: Headline
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
        best=find_best(run_id, history=history, tasks=tasks),
        first_failure=tasks.find_first_failure(run_id) if has_failed else None,
    )


def find_best(run_id: RunId, *, history: RunHistory, tasks: TaskHistory) -> BestOfExperiment | None:
    """Return the metric that stands for a run beside the best of earlier runs of its experiment."""
    arguments = history.list_short_arguments([run_id])[run_id]
    found = find_headline(history.list_metrics([run_id]), arguments)
    if found is None:
        return None
    lowest, highest = tasks.find_range_before(run_id, found.metric)
    maximize = is_more_better(found.metric)
    return BestOfExperiment(headline=found, best_before=highest if maximize else lowest, maximize=maximize)
