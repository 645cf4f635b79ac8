"""Where artifacts come from, and what became of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import ArtifactId
from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.lineage import artifact_detail, artifact_lineage
from penstock.server.schemas.artifacts import ArtifactDetail, ArtifactLineage
from penstock.services.lineage import downstream, upstream
from penstock.services.previews import kind_of_artifact

router = APIRouter(prefix="/artifacts", tags=["Artifacts"])

DEEPEST = 20


@router.get("/{artifact_id}", operation_id="get_artifact", response_model=ArtifactDetail)
def get_artifact(artifact_id: str, here: Here) -> Response:
    """Return an artifact, and the tasks that made and used it."""
    identity = ArtifactId(artifact_id)
    artifact = here.catalogue.get(identity)
    uses = {role: here.catalogue.uses([identity], role) for role in ("input", "output")}
    kind, found = kind_of_artifact(artifact, contents=here.contents)
    return answered(artifact_detail(artifact, kind, found, uses, inventory=here.inventory))


@router.get("/{artifact_id}/lineage", operation_id="get_artifact_lineage", response_model=ArtifactLineage)
def get_lineage(
    artifact_id: str,
    here: Here,
    direction: Literal["up", "down", "both"] = "both",
    depth: Annotated[int, Query(ge=1, le=DEEPEST)] = 3,
) -> Response:
    """Return the tasks and artifacts before and after an artifact, across runs and through the cache."""
    walks = {"up": (upstream,), "down": (downstream,), "both": (upstream, downstream)}[direction]
    found = [walk(ArtifactId(artifact_id), catalogue=here.catalogue, depth=depth) for walk in walks]
    return answered(artifact_lineage(ArtifactId(artifact_id), found, inventory=here.inventory))
