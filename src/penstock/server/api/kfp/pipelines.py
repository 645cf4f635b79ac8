"""KFP's PipelineService: pipelines and their versions."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import JsonObject
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.documents import read_inline, shown_document
from penstock.server.api.kfp.experiments import NAMESPACE, NAMESPACES
from penstock.server.api.kfp.listing import Key, Keys, Kind, Listed
from penstock.server.api.kfp.rendering import rendered
from penstock.server.backend import Here
from penstock.services.catalogue import (
    NameAndTags,
    add_version,
    change_pipeline,
    change_version,
    create_pipeline,
    create_pipeline_with_version,
    get_version,
    remove_pipeline,
    remove_version,
)
from penstock.services.pipelines import get_pipeline
from penstock.services.records import NewPipeline, NewVersion, Pipeline, PipelineVersion

router = APIRouter(prefix="/pipelines", tags=["PipelineService"])

_SHARED_KEYS = {
    "id": Key(field="id"),
    "name": Key(field="name"),
    "display_name": Key(field="display_name"),
    "description": Key(field="description"),
    "created_at": Key(field="created_at", kind=Kind.TIME),
    "namespace": Key(field="namespace", spellings=NAMESPACES),
}
PIPELINE_KEYS = Keys(what="pipelines", known={"pipeline_id": Key(field="id"), **_SHARED_KEYS}, has_tags=True)
VERSION_KEYS = Keys(
    what="pipeline versions",
    known={
        "pipeline_version_id": Key(field="id"),
        **_SHARED_KEYS,
        "code_source_url": Key(field="code_source_url"),
    },
    has_tags=True,
)

ClearTags = Annotated[str, Header(alias="x-clear-tags", description="`true`: an empty map removes all tags")]


@router.post("", operation_id="pipeline_service_create_pipeline", response_model=messages.Pipeline)
def create(body: messages.Pipeline, here: Here) -> Response:
    """Create a pipeline without a version."""
    pipeline = create_pipeline(_new_pipeline(body), store=here.pipelines, clock=here.clock, new_id=here.new_id)
    return rendered(pipeline_message(pipeline))


@router.post("/create", operation_id="pipeline_service_create_pipeline_and_version", response_model=messages.Pipeline)
def create_with_version(body: messages.PipelineAndVersion, here: Here) -> Response:
    """Create a pipeline with its first version, whose document is in `pipeline_spec`."""
    new = _new_pipeline(body.pipeline)
    pipeline, _ = create_pipeline_with_version(
        new,
        _new_version(body.pipeline_version, new.name),
        store=here.pipelines,
        clock=here.clock,
        new_id=here.new_id,
    )
    return rendered(pipeline_message(pipeline))


@router.get("", operation_id="pipeline_service_list_pipelines", response_model=messages.ListPipelinesResponse)
def list_(listed: Listed, here: Here, namespace: str = "") -> Response:
    """List pipelines."""
    del namespace
    page = here.pipelines.page(NAMESPACE, listed.request(PIPELINE_KEYS))
    found = [pipeline_message(pipeline) for pipeline in page.items]
    return rendered(
        messages.ListPipelinesResponse(
            pipelines=found or None, total_size=page.total, next_page_token=listed.next_token(page)
        )
    )


@router.get(
    "/names/{name:path}", operation_id="pipeline_service_get_pipeline_by_name", response_model=messages.Pipeline
)
def get_by_name(name: str, here: Here, namespace: str = "") -> Response:
    """Return the pipeline of a name."""
    del namespace
    return rendered(pipeline_message(get_pipeline(name, store=here.pipelines)))


@router.get("/{pipeline_id}", operation_id="pipeline_service_get_pipeline", response_model=messages.Pipeline)
def get(pipeline_id: str, here: Here) -> Response:
    """Return a pipeline."""
    return rendered(pipeline_message(here.pipelines.get(pipeline_id)))


@router.patch("/{pipeline_id}", operation_id="pipeline_service_update_pipeline", response_model=messages.Pipeline)
def update(pipeline_id: str, body: messages.Pipeline, here: Here, clear_tags: ClearTags = "") -> Response:
    """Change the display name and the tags of a pipeline."""
    change = _change(body.display_name, body.tags, clear_tags)
    return rendered(pipeline_message(change_pipeline(pipeline_id, change, store=here.pipelines)))


@router.delete("/{pipeline_id}", operation_id="pipeline_service_delete_pipeline", response_model=messages.Empty)
def delete(pipeline_id: str, here: Here, *, cascade: bool = False) -> Response:
    """Delete a pipeline; with `cascade` also its versions."""
    remove_pipeline(pipeline_id, with_versions=cascade, store=here.pipelines)
    return rendered(messages.Empty())


@router.post(
    "/{pipeline_id}/versions",
    operation_id="pipeline_service_create_pipeline_version",
    response_model=messages.PipelineVersion,
)
def create_version(pipeline_id: str, body: messages.PipelineVersion, here: Here) -> Response:
    """Add a version, whose document is in `pipeline_spec`."""
    new = _new_version(body, "")
    version = add_version(pipeline_id, new, store=here.pipelines, clock=here.clock, new_id=here.new_id)
    return rendered(version_message(version, new.document))


@router.get(
    "/{pipeline_id}/versions",
    operation_id="pipeline_service_list_pipeline_versions",
    response_model=messages.ListPipelineVersionsResponse,
)
def list_versions(pipeline_id: str, listed: Listed, here: Here) -> Response:
    """List the versions of a pipeline, with their documents."""
    page = here.pipelines.page_versions(here.pipelines.get(pipeline_id).id, listed.request(VERSION_KEYS))
    documents = here.pipelines.load_documents([version.id for version in page.items])
    found = [version_message(version, documents.get(version.id)) for version in page.items]
    return rendered(
        messages.ListPipelineVersionsResponse(
            pipeline_versions=found or None, total_size=page.total, next_page_token=listed.next_token(page)
        )
    )


@router.get(
    "/{pipeline_id}/versions/{pipeline_version_id}",
    operation_id="pipeline_service_get_pipeline_version",
    response_model=messages.PipelineVersion,
)
def get_one_version(pipeline_id: str, pipeline_version_id: str, here: Here) -> Response:
    """Return a version with its document."""
    version = get_version(pipeline_id, pipeline_version_id, store=here.pipelines)
    return rendered(version_message(version, here.pipelines.load_document(version.id)))


@router.patch(
    "/{pipeline_id}/versions/{pipeline_version_id}",
    operation_id="pipeline_service_update_pipeline_version",
    response_model=messages.PipelineVersion,
)
def update_version(
    pipeline_id: str, pipeline_version_id: str, body: messages.PipelineVersion, here: Here, clear_tags: ClearTags = ""
) -> Response:
    """Change the display name and the tags of a version."""
    change = _change(body.display_name, body.tags, clear_tags)
    version = change_version(pipeline_id, pipeline_version_id, change, store=here.pipelines)
    return rendered(version_message(version, here.pipelines.load_document(version.id)))


@router.delete(
    "/{pipeline_id}/versions/{pipeline_version_id}",
    operation_id="pipeline_service_delete_pipeline_version",
    response_model=messages.Empty,
)
def delete_version(pipeline_id: str, pipeline_version_id: str, here: Here) -> Response:
    """Delete a version; its runs stay."""
    remove_version(pipeline_id, pipeline_version_id, store=here.pipelines)
    return rendered(messages.Empty())


def pipeline_message(pipeline: Pipeline) -> messages.Pipeline:
    """Render a pipeline."""
    return messages.Pipeline(
        pipeline_id=pipeline.id,
        name=pipeline.name,
        display_name=pipeline.display_name or pipeline.name,
        description=pipeline.description or None,
        created_at=pipeline.created_at,
        tags=dict(pipeline.tags) or None,
    )


def version_message(version: PipelineVersion, document: JsonObject | None) -> messages.PipelineVersion:
    """Render a version."""
    return messages.PipelineVersion(
        pipeline_id=version.pipeline_id,
        pipeline_version_id=version.id,
        name=version.name,
        display_name=version.display_name or version.name,
        description=version.description or None,
        created_at=version.created_at,
        code_source_url=version.code_source_url or None,
        pipeline_spec=None if document is None else shown_document(document),
        tags=dict(version.tags) or None,
    )


def _new_pipeline(body: messages.Pipeline) -> NewPipeline:
    return NewPipeline(
        name=body.name or body.display_name or "",
        display_name=body.display_name or "",
        description=body.description or "",
        tags=body.tags or {},
    )


def _new_version(body: messages.PipelineVersion, name: str) -> NewVersion:
    if body.pipeline_spec is None:
        message = "the version has no pipeline_spec"
        hint = "send the document in pipeline_spec, or upload its file; this server fetches no package_url"
        raise ArgumentsError([Problem("missing-pipeline", "pipeline_version.pipeline_spec", message, hint)])
    return NewVersion(
        name=body.name or body.display_name or name,
        document=read_inline(body.pipeline_spec),
        display_name=body.display_name or "",
        description=body.description or "",
        code_source_url=body.code_source_url or "",
        tags=body.tags or {},
    )


def _change(display_name: str | None, tags: dict[str, str] | None, clear_tags: str) -> NameAndTags:
    return NameAndTags(
        display_name=display_name or None, tags={} if tags is None and clear_tags.lower() == "true" else tags
    )
