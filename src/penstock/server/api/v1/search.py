"""One search over everything."""

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.schemas.search import SearchHit, SearchHits
from penstock.services.search import Shelves, search

router = APIRouter(tags=["Search"])

Kind = Literal["run", "pipeline", "experiment", "artifact"]


@router.get("/search", operation_id="search", response_model=SearchHits)
def search_everything(
    here: Here,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=50, description="Things of each kind")] = 8,
) -> Response:
    """Find pipelines, runs, experiments and artifacts by a part of the name, or by the id."""
    shelves = Shelves(
        history=here.history,
        pipelines=here.pipelines,
        experiments=here.experiments,
        catalogue=here.catalogue,
        inventory=here.inventory,
    )
    hits = [
        SearchHit(kind=cast("Kind", hit.kind), id=hit.id, title=hit.title, subtitle=hit.subtitle, state=hit.state)
        for hit in search(q, shelves, limit=limit)
    ]
    return answered(SearchHits(items=hits))
