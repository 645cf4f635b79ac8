"""Pipelines and their versions."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.documents import document_from_data, dump_document
from penstock.server.api.v1.paging import Paged, parse_order
from penstock.server.api.v1.run_graph import PIPELINE_FILE
from penstock.server.api.v1.sent_files import REQUEST_BODY, Sent
from penstock.server.backend import Backend, Here
from penstock.server.pipeline_files import inspect_file, read_file
from penstock.server.rendering.answering import answered
from penstock.server.rendering.graphs import drawable
from penstock.server.rendering.inputs import input_specs
from penstock.server.rendering.pipelines import pipeline_row, version_row
from penstock.server.rendering.problems import shown_problem
from penstock.server.schemas.pipelines import (
    PipelineChange,
    PipelineCheck,
    PipelineDetail,
    PipelineList,
    Uploaded,
    VersionDetail,
)
from penstock.services.activity import list_pipeline_lines, show_pipeline
from penstock.services.catalogue import NameAndTags, change_pipeline, get_version, remove_pipeline, remove_version
from penstock.services.pages import TAG_PREFIX, Operation, Predicate
from penstock.services.records import PipelineVersion
from penstock.services.uploading import Upload, upload
from penstock.spec.pipeline import PipelineDocument

router = APIRouter(prefix="/pipelines", tags=["Pipelines"])

ORDERS = {"name": "display_name", "created_at": "created_at", "last_run_at": "last_run_created_at"}
MOST_TAGS = 20


@router.get("", operation_id="list_pipelines", response_model=PipelineList)
def list_pipelines(
    paged: Paged,
    here: Here,
    q: Annotated[str, Query(max_length=200, description="A part of the name")] = "",
    tag: Annotated[tuple[str, ...], Query(max_length=MOST_TAGS, description="`name:value`")] = (),
    sort: Annotated[str, Query(description="`name`, `created_at`, `last_run_at`; `-` before it turns it")] = (
        "-created_at"
    ),
) -> Response:
    """List pipelines with their newest runs."""
    order = parse_order(sort, ORDERS)
    predicates = [_tag(text) for text in tag]
    if q:
        predicates.append(Predicate(field="display_name", operation=Operation.IS_SUBSTRING, value=q))
    page = list_pipeline_lines(paged.request(order, *predicates), pipelines=here.pipelines, activity=here.activity)
    rows = [pipeline_row(line) for line in page.items]
    return answered(PipelineList(items=rows, next_page_token=order.next_token(page), total_size=page.total))


@router.post("/check", operation_id="check_pipeline", response_model=PipelineCheck, openapi_extra=REQUEST_BODY)
def check_pipeline(sent: Sent) -> Response:
    """Look at a pipeline file and tell everything that is wrong with it; nothing is kept."""
    found = inspect_file(sent.data, sent.name)
    pipeline = found.document.pipeline if found.document else None
    info = pipeline.pipeline_info if pipeline else None
    return answered(
        PipelineCheck(
            name=(info.name or None) if info else None,
            description=info.description if info else "",
            problems=[shown_problem(problem) for problem in found.problems],
            graph=drawable(found.document) if found.document and found.is_valid else None,
            inputs=input_specs(pipeline) if pipeline else [],
        )
    )


@router.post(
    "",
    operation_id="upload_pipeline_file",
    response_model=Uploaded,
    status_code=HTTPStatus.CREATED,
    openapi_extra=REQUEST_BODY,
)
def upload_pipeline(sent: Sent, here: Here) -> Response:
    """Add a pipeline, or a version to the pipeline in `pipeline_id`, from its file."""
    wanted = Upload(
        document=read_file(sent.data, sent.name),
        name=sent.text("name"),
        description=sent.text("description"),
        pipeline_id=sent.text("pipeline_id"),
        version_name=sent.text("version_name"),
    )
    pipeline, version = upload(wanted, store=here.pipelines, clock=here.clock, new_id=here.new_id)
    line = show_pipeline(pipeline.id, pipelines=here.pipelines, activity=here.activity)
    body = Uploaded(
        pipeline=pipeline_row(line),
        version=version_row(version, 0),
        created="version" if wanted.pipeline_id else "pipeline",
    )
    return answered(body, status=HTTPStatus.CREATED)


@router.get("/{pipeline_id}", operation_id="get_pipeline", response_model=PipelineDetail)
def get_pipeline(pipeline_id: str, here: Here) -> Response:
    """Return a pipeline and its versions."""
    return answered(_detail(pipeline_id, here))


@router.patch("/{pipeline_id}", operation_id="change_pipeline", response_model=PipelineDetail)
def patch_pipeline(pipeline_id: str, body: PipelineChange, here: Here) -> Response:
    """Rename a pipeline for people, describe it, replace its tags."""
    change = NameAndTags(display_name=body.display_name, description=body.description, tags=body.tags)
    change_pipeline(pipeline_id, change, store=here.pipelines)
    return answered(_detail(pipeline_id, here))


@router.delete("/{pipeline_id}", operation_id="delete_pipeline", status_code=HTTPStatus.NO_CONTENT)
def delete_pipeline(pipeline_id: str, here: Here) -> None:
    """Delete a pipeline with its versions; its runs stay."""
    remove_pipeline(pipeline_id, with_versions=True, store=here.pipelines)


@router.get("/{pipeline_id}/versions/{version_id}", operation_id="get_version", response_model=VersionDetail)
def get_one_version(pipeline_id: str, version_id: str, here: Here) -> Response:
    """Return a version, and what its runs are given."""
    version = get_version(pipeline_id, version_id, store=here.pipelines)
    document = _document(version, here)
    row = version_row(version, here.activity.count_runs([version.id]).get(version.id, 0))
    return answered(
        VersionDetail(
            **dict(row), inputs=input_specs(document.pipeline), has_platform=bool(document.platform.platforms)
        )
    )


@router.delete("/{pipeline_id}/versions/{version_id}", operation_id="delete_version", status_code=HTTPStatus.NO_CONTENT)
def delete_version(pipeline_id: str, version_id: str, here: Here) -> None:
    """Delete a version; its runs stay."""
    remove_version(pipeline_id, version_id, store=here.pipelines)


@router.get(
    "/{pipeline_id}/versions/{version_id}/document",
    operation_id="get_version_document",
    response_class=Response,
    responses=PIPELINE_FILE,
)
def get_version_document(pipeline_id: str, version_id: str, here: Here) -> Response:
    """Return the pipeline file of a version."""
    version = get_version(pipeline_id, version_id, store=here.pipelines)
    return Response(dump_document(_document(version, here)), media_type="application/yaml")


def _detail(pipeline_id: str, here: Backend) -> PipelineDetail:
    line = show_pipeline(pipeline_id, pipelines=here.pipelines, activity=here.activity)
    versions = here.pipelines.list_versions(pipeline_id)
    runs = here.activity.count_runs([version.id for version in versions])
    rows = [version_row(version, runs.get(version.id, 0)) for version in versions]
    return PipelineDetail(**dict(pipeline_row(line)), version_list=rows)


def _document(version: PipelineVersion, here: Backend) -> PipelineDocument:
    stored = here.pipelines.load_document(version.id)
    return document_from_data(stored["pipeline"], stored.get("platform"), name=version.name).document


def _tag(text: str) -> Predicate:
    name, separator, value = text.partition(":")
    if not separator:
        raise ArgumentsError([Problem("invalid-tag", "tag", f"{text[:80]!r} is no tag", "write it as name:value")])
    return Predicate(field=f"{TAG_PREFIX}{name}", operation=Operation.EQUALS, value=value)
