"""What is going on, at one glance."""

from fastapi import APIRouter
from starlette.responses import Response

from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.pipelines import pipeline_row
from penstock.server.rendering.runs import run_row
from penstock.server.schemas.overview import Overview, OverviewTotals
from penstock.services.overview import look_around

router = APIRouter(tags=["overview"])


@router.get("/overview", operation_id="get_overview", response_model=Overview)
def get_overview(here: Here) -> Response:
    """Return what runs, what failed within the last 24 hours, and the pipelines that ran last."""
    found = look_around(here.clock.now(), history=here.history, pipelines=here.pipelines, activity=here.activity)
    totals = found.totals
    return answered(
        Overview(
            running=[run_row(run) for run in found.running],
            failed=[run_row(run) for run in found.failed],
            recent_pipelines=[pipeline_row(line) for line in found.recent_pipelines],
            totals=OverviewTotals(
                runs=totals.runs,
                pipelines=totals.pipelines,
                experiments=totals.experiments,
                artifacts=totals.artifacts,
            ),
        )
    )
