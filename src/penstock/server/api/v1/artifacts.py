"""Artifacts: lists, what they are, where they come from."""

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.ids import RunId
from penstock.server.api.v1.paging import Paged
from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.artifacts import artifact_row
from penstock.server.schemas.artifacts import ArtifactList, ArtifactRows, ArtifactType, ArtifactTypes
from penstock.services.lines import ArtifactFilter

router = APIRouter(tags=["Artifacts"])

MOST_OF_A_RUN = 10_000

Name = Annotated[str, Query(max_length=300)]


@router.get("/artifacts", operation_id="list_artifacts", response_model=ArtifactList)
def list_artifacts(
    paged: Paged,
    here: Here,
    type: Name = "",  # noqa: A002 - the API's word
    name: Name = "",
    run_id: Name = "",
    q: Annotated[str, Query(max_length=200, description="A part of the name")] = "",
) -> Response:
    """List artifacts, newest first."""
    wanted = ArtifactFilter(type_title=type, name=name, name_contains=q, run_id=RunId(run_id) if run_id else None)
    before = _position(paged.page_token) if paged.page_token else None
    page = here.inventory.page(wanted, limit=paged.page_size, before=before)
    rows = [artifact_row(line) for line in page.lines]
    return answered(ArtifactList(items=rows, next_page_token=_token(page.end), total_size=None))


@router.get("/artifacts/types", operation_id="list_artifact_types", response_model=ArtifactTypes)
def list_artifact_types(here: Here) -> Response:
    """Return how many artifacts there are of each type."""
    counts = here.inventory.list_types("default")
    return answered(ArtifactTypes(items=[ArtifactType(type=name, count=count) for name, count in counts.items()]))


@router.get("/runs/{run_id}/artifacts", operation_id="list_run_artifacts", response_model=ArtifactRows)
def list_run_artifacts(run_id: str, here: Here) -> Response:
    """Return the outputs of the tasks of a run, newest first; also those that it took from the cache."""
    page = here.inventory.page(ArtifactFilter(run_id=RunId(run_id)), limit=MOST_OF_A_RUN)
    return answered(ArtifactRows(items=[artifact_row(line) for line in page.lines], is_cut=page.end is not None))


def _token(end: int | None) -> str | None:
    return None if end is None else base64.urlsafe_b64encode(str(end).encode()).decode()


def _position(token: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not text.isdecimal() or len(text) > 18:
        raise ArgumentsError([Problem("unknown-page-token", "page_token", "no page of this list has that token")])
    return int(text)
