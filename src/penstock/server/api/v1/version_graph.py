"""The graph of a version of a pipeline, before anything of it runs."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from penstock.server.api.v1.run_graph import NodeId, detail_of, graph_answer
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.schemas.graph import Graph, NodeDetail
from penstock.server.shelf import Drawing
from penstock.services.catalogue import get_version

router = APIRouter(prefix="/pipelines/{pipeline_id}/versions/{version_id}", tags=["Pipelines"])


@router.get("/graph", operation_id="get_version_graph", response_model=Graph)
def get_version_graph(
    pipeline_id: str, version_id: str, here: Here, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Return the structure of a version; a version never changes, and neither does its ETag."""
    return graph_answer(drawing_of_version(pipeline_id, version_id, here).graph, if_none_match)


@router.get("/graph/node", operation_id="get_version_graph_node", response_model=NodeDetail)
def get_version_graph_node(pipeline_id: str, version_id: str, node: NodeId, here: Here) -> Response:
    """Return what the pipeline file says of one node."""
    return answered(detail_of(drawing_of_version(pipeline_id, version_id, here), node))


def drawing_of_version(pipeline_id: str, version_id: str, here: Backend) -> Drawing:
    """Return the document of a version, read. Raises `NotFoundError` if the pipeline has no such version."""
    version = get_version(pipeline_id, version_id, store=here.pipelines)
    return here.shelf.drawing(f"version:{version.id}", lambda: here.pipelines.load_document(version.id))
