"""KFP's PipelineUploadService: files, as forms send them."""

import json
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, UploadFile
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.documents import read_upload
from penstock.server.api.kfp.pipelines import pipeline_message, version_message
from penstock.server.api.kfp.rendering import rendered
from penstock.server.backend import Here
from penstock.services.catalogue import add_version, create_pipeline_with_version
from penstock.services.records import NewPipeline, NewVersion

router = APIRouter(prefix="/pipelines", tags=["PipelineUploadService"])

Tags = Annotated[str, Query(description="A JSON object from names to values")]


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadQuery:
    """What a file is to be called."""

    name: str
    display_name: str
    description: str
    tags: dict[str, str]
    code_source_url: str


def _upload_query(
    name: str = "", display_name: str = "", description: str = "", tags: Tags = "", code_source_url: str = ""
) -> UploadQuery:
    return UploadQuery(
        name=name,
        display_name=display_name,
        description=description,
        tags=_tags(tags),
        code_source_url=code_source_url,
    )


Wanted: TypeAlias = Annotated[UploadQuery, Depends(_upload_query)]


@router.post("/upload", operation_id="upload_pipeline", response_model=messages.Pipeline)
def upload(uploadfile: UploadFile, wanted: Wanted, here: Here, namespace: str = "") -> Response:
    """Create a pipeline with its first version from a YAML or JSON file, a zip or a tar.gz."""
    del namespace
    version = _new_version(uploadfile, wanted)
    pipeline = NewPipeline(
        name=version.name, display_name=wanted.display_name, description=wanted.description, tags=wanted.tags
    )
    created, _ = create_pipeline_with_version(
        pipeline, replace(version, tags={}), store=here.pipelines, clock=here.clock, new_id=here.new_id
    )
    return rendered(pipeline_message(created))


@router.post("/upload_version", operation_id="upload_pipeline_version", response_model=messages.PipelineVersion)
def upload_version(uploadfile: UploadFile, wanted: Wanted, here: Here, pipelineid: str = "") -> Response:
    """Add a version to a pipeline from a YAML or JSON file, a zip or a tar.gz."""
    if not pipelineid:
        raise ArgumentsError([Problem("missing-pipeline", "pipelineid", "pipelineid names no pipeline")])
    new = _new_version(uploadfile, wanted)
    version = add_version(pipelineid, new, store=here.pipelines, clock=here.clock, new_id=here.new_id)
    return rendered(version_message(version, new.document))


def _new_version(file: UploadFile, wanted: UploadQuery) -> NewVersion:
    return NewVersion(
        name=wanted.name or wanted.display_name or file.filename or "",
        document=read_upload(file.file.read(), file.filename or "the file"),
        display_name=wanted.display_name,
        description=wanted.description,
        code_source_url=wanted.code_source_url,
        tags=wanted.tags,
    )


def _tags(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        tags = json.loads(text)
    except (ValueError, RecursionError):
        tags = None
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise ArgumentsError([Problem("invalid-tag", "tags", "tags are a JSON object from names to texts")])
    return tags
