"""The graph of a run: its structure, and what the pipeline file says of each task."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from penstock.core.errors import NotFoundError
from penstock.core.ids import RunId
from penstock.documents import document_from_data, dump_document
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.nodes import node_detail
from penstock.server.schemas.graph import Graph, NodeDetail
from penstock.server.shelf import Drawing

router = APIRouter(prefix="/runs", tags=["runs"])

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The graph that somebody has is still right"}}
PIPELINE_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/yaml": {"schema": {}}}}}
"""How routes say what else they answer."""

NodeId = Annotated[str, Query(alias="id", max_length=2000, description="The id of a node of the graph")]


@router.get("/{run_id}/graph", operation_id="get_run_graph", response_model=Graph, responses=NOT_MODIFIED)
def get_run_graph(run_id: str, here: Here, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the structure of a run; its ETag changes only when the structure does."""
    return graph_answer(drawing_of(RunId(run_id), here).graph, if_none_match)


@router.get("/{run_id}/graph/node", operation_id="get_run_graph_node", response_model=NodeDetail)
def get_run_graph_node(run_id: str, node: NodeId, here: Here) -> Response:
    """Return what the pipeline file says of one node."""
    return answered(detail_of(drawing_of(RunId(run_id), here), node))


@router.get("/{run_id}/document", operation_id="get_run_document", response_class=Response, responses=PIPELINE_FILE)
def get_run_document(run_id: str, here: Here) -> Response:
    """Return the pipeline file that a run was made from."""
    spec = here.history.get_run(RunId(run_id)).spec
    text = dump_document(document_from_data(spec["pipeline"], spec.get("platform")).document)
    return Response(text.encode("utf-8", "replace"), media_type="application/yaml")


def graph_answer(graph: Graph, if_none_match: str) -> Response:
    """Answer with a graph, or say that the one that somebody has is still right."""
    tag = f'"{graph.structure_tag}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return answered(graph, headers=headers)


def drawing_of(run_id: RunId, here: Backend) -> Drawing:
    """Return the document of a run, read. Raises `NotFoundError`."""
    key = here.tasks.get_mark(run_id).spec_key
    return here.shelf.drawing(key, lambda: here.history.get_run(run_id).spec)


def detail_of(drawing: Drawing, node: str) -> NodeDetail:
    """Render one node. Raises `NotFoundError`."""
    placed = drawing.reader.find(node)
    if placed is None:
        raise NotFoundError(f"The graph has no node {node[:200]!r}")
    return node_detail(drawing.reader, placed)
