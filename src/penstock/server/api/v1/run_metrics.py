"""What tasks of a run measured."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import RunId
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.measurements import classifications, scalars, series
from penstock.server.schemas.metrics import RunMetrics
from penstock.services.iteration_items import item_of
from penstock.services.live_metrics import measured_so_far
from penstock.services.measurements import USUAL_POINTS, MeasuredArtifact

router = APIRouter(prefix="/runs", tags=["metrics"])


@router.get("/{run_id}/metrics", operation_id="get_run_metrics", response_model=RunMetrics)
def get_run_metrics(
    run_id: str, here: Here, points: Annotated[int, Query(ge=10, le=100_000)] = USUAL_POINTS
) -> Response:
    """Return the numbers, curves, ROC curves and confusion matrices of a run; long curves are thinned.

    Of tasks under way, what they have measured so far.
    """
    here.history.get_summary(RunId(run_id))
    measured = list(_measured(RunId(run_id), here))
    items = here.tasks.list_items([RunId(run_id)])[RunId(run_id)]
    told = {each.path: item_of(each.path, items) for each in measured}
    return answered(
        RunMetrics(
            scalars=[scalar for each in measured for scalar in scalars(each)],
            series=[curve for each in measured for curve in series(each, points)],
            classification=[found for each in measured for found in classifications(each)],
            items={path: text for path, text in told.items() if text},
        )
    )


def _measured(run_id: RunId, here: Backend) -> Iterator[MeasuredArtifact]:
    for use in here.catalogue.measured(run_id):
        yield MeasuredArtifact(
            path=use.execution.path, task_name=use.execution.task_name, output=use.slot, artifact=use.artifact
        )
    yield from measured_so_far(here.tasks.list_attempts(run_id, under_way=True), artifacts=here.artifacts)
