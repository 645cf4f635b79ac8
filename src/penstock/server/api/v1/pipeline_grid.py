"""The tasks of a pipeline by its newest runs."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.outcomes import NodeOutcome, outcomes_by_node
from penstock.server.rendering.runs import run_row
from penstock.server.schemas.pipelines import GridCell, GridTask, PipelineGrid
from penstock.services.pages import Operation, PageRequest, Predicate
from penstock.services.records import StorageState

router = APIRouter(prefix="/pipelines/{pipeline_id}", tags=["Pipelines"])

USUAL_RUNS = 50
MOST_RUNS = 200


@router.get("/grid", operation_id="get_pipeline_grid", response_model=PipelineGrid)
def get_pipeline_grid(
    pipeline_id: str, here: Here, runs: Annotated[int, Query(ge=1, le=MOST_RUNS)] = USUAL_RUNS
) -> Response:
    """Return how each task went in each of the newest runs that are not archived."""
    pipeline = here.pipelines.get(pipeline_id)
    own = Predicate(field="pipeline_id", operation=Operation.EQUALS, value=pipeline.id)
    shown = Predicate(field="storage_state", operation=Operation.EQUALS, value=StorageState.AVAILABLE.value)
    newest = PageRequest(limit=runs, predicates=(own, shown), is_descending=True)
    found = here.history.page(pipeline.namespace, newest).items
    by_run = outcomes_by_node(here.tasks.list_outcomes([run.id for run in found]))
    names = {node: outcome.name for run in reversed(found) for node, outcome in by_run.get(run.id, {}).items()}
    nodes = dict.fromkeys(node for run in found for node in by_run.get(run.id, {}))
    return answered(
        PipelineGrid(
            runs=[run_row(run) for run in found],
            tasks=[GridTask(node=node, name=names[node], parent=_group_of(node)) for node in nodes],
            cells={run.id: {node: _cell(outcome) for node, outcome in by_run.get(run.id, {}).items()} for run in found},
        )
    )


def _group_of(node: str) -> str | None:
    """Return the group that a node lies in; the root is no node."""
    parent = node.rpartition("/")[0]
    return parent if "/" in parent else None


def _cell(outcome: NodeOutcome) -> GridCell:
    return GridCell(state=outcome.state, seconds=outcome.seconds, cached=outcome.is_cached)
