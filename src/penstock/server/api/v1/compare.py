"""Many runs side by side."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import RunId
from penstock.server.api.v1.run_graph import drawing_of
from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.comparing import compared_artifacts, compared_columns, compared_metrics, compared_tasks
from penstock.server.rendering.outcomes import outcomes_by_node
from penstock.server.rendering.runs import run_row
from penstock.server.schemas.body import Ref
from penstock.server.schemas.compare import MetricsTable, MetricSummary, RunComparison
from penstock.services.compare import compare_runs
from penstock.services.lines import ArtifactFilter
from penstock.services.metric_table import metric_ranges

router = APIRouter(tags=["compare"])

MOST_RUNS = 50
MOST_ARTIFACTS = 500
"""Of each run."""

ChosenRuns: TypeAlias = Annotated[
    list[Annotated[str, Query(max_length=200)]],
    Query(alias="run", min_length=1, max_length=MOST_RUNS, description="The id of a run; up to 50 times"),
]


@router.get("/compare", operation_id="compare_runs", response_model=RunComparison)
def get_comparison(chosen: ChosenRuns, here: Here) -> Response:
    """Put runs side by side: what they were given, what they reached, how their tasks went and what these made."""
    run_ids = [RunId(run_id) for run_id in dict.fromkeys(chosen)]
    found = compare_runs(run_ids, history=here.history)
    readers = {run_id: drawing_of(run_id, here).reader for run_id in run_ids}
    outcomes = outcomes_by_node(here.tasks.list_outcomes(run_ids))
    names = {node: told.name for by_node in outcomes.values() for node, told in by_node.items()}
    artifacts = {
        run_id: here.inventory.page(ArtifactFilter(run_id=run_id), limit=MOST_ARTIFACTS).lines for run_id in run_ids
    }
    return answered(
        RunComparison(
            runs=[run_row(run) for run in found.runs],
            parameters=compared_columns(found.parameters),
            metrics=compared_metrics(found.metrics, names, here.tasks.list_items(run_ids)),
            tasks=compared_tasks({run_id: outcomes.get(run_id, {}) for run_id in run_ids}, readers),
            artifacts=compared_artifacts(artifacts),
        )
    )


@router.get("/metrics/table", operation_id="get_metrics_table", response_model=MetricsTable)
def get_metrics_table(chosen: ChosenRuns, here: Here) -> Response:
    """Return the metrics of many runs: the last value of each, the least and the greatest."""
    runs = here.history.list_summaries([RunId(run_id) for run_id in dict.fromkeys(chosen)])
    ranges = {run.id: metric_ranges(run.id, catalogue=here.catalogue) for run in runs}
    rows = {
        str(run_id): {
            name: MetricSummary(last=found.last, min=found.lowest, max=found.highest) for name, found in own.items()
        }
        for run_id, own in ranges.items()
    }
    return answered(
        MetricsTable(
            runs=[Ref(id=run.id, name=run.display_name) for run in runs],
            names=list(dict.fromkeys(name for own in ranges.values() for name in own)),
            rows=rows,
        )
    )
