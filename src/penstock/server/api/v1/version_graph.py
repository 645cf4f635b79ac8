"""The graph of a version of a pipeline, before anything of it runs, and what became of it in other versions."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from penstock.server.api.v1.run_graph import NOT_MODIFIED, NodeId, detail_of, graph_answer
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.diffs import version_diff
from penstock.server.schemas.graph import Graph, NodeDetail
from penstock.server.schemas.pipelines import VersionDiff
from penstock.server.shelf import Drawing
from penstock.services.catalogue import get_version

router = APIRouter(prefix="/pipelines/{pipeline_id}/versions/{version_id}", tags=["Pipelines"])


@router.get("/graph", operation_id="get_version_graph", response_model=Graph, responses=NOT_MODIFIED)
def get_version_graph(
    pipeline_id: str, version_id: str, here: Here, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Return the structure of a version; a version never changes, and neither does its ETag."""
    return graph_answer(drawing_of_version(pipeline_id, version_id, here).graph, if_none_match)


@router.get("/graph/node", operation_id="get_version_graph_node", response_model=NodeDetail)
def get_version_graph_node(pipeline_id: str, version_id: str, node: NodeId, here: Here) -> Response:
    """Return what the pipeline file says of one node."""
    return answered(detail_of(drawing_of_version(pipeline_id, version_id, here), node))


@router.get("/diff", operation_id="get_version_diff", response_model=VersionDiff)
def get_version_diff(
    pipeline_id: str,
    version_id: str,
    against: Annotated[
        str, Query(max_length=200, description="The version to set it against, as a rule an earlier one")
    ],
    here: Here,
) -> Response:
    """Tell how a version differs from another of the same pipeline: line by line, and task by task."""
    versions = [get_version(pipeline_id, version, store=here.pipelines) for version in (against, version_id)]
    before, now = (drawing_of_version(pipeline_id, version.id, here) for version in versions)
    names = (versions[0].display_name or versions[0].name, versions[1].display_name or versions[1].name)
    return answered(version_diff(before.reader, now.reader, names=names))


def drawing_of_version(pipeline_id: str, version_id: str, here: Backend) -> Drawing:
    """Return the document of a version, read. Raises `NotFoundError` if the pipeline has no such version."""
    version = get_version(pipeline_id, version_id, store=here.pipelines)
    return here.shelf.drawing(f"version:{version.id}", lambda: here.pipelines.load_document(version.id))
