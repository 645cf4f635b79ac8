"""Runs that are to begin, to change, or to go on."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import ExecutionPath, RunId
from penstock.core.json import JsonObject
from penstock.documents import load_pipeline
from penstock.server.api.v1.runs import detail_of, row_of
from penstock.server.backend import Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.forecasts import retry_plan, run_forecast
from penstock.server.rendering.problems import shown_problem
from penstock.server.schemas.runs import NewRun, RetryOrder, RetryPlan, RunChange, RunCheck, RunDetail, RunRow
from penstock.services.driving import (
    LONGEST_RUN_NAME,
    RunOrder,
    check_order,
    forecast_run,
    foresee_retry,
    retry_run,
    start_run,
)
from penstock.services.naming import check_name, check_tags
from penstock.spec.codec import encode

router = APIRouter(prefix="/runs", tags=["runs"])


@router.post("", operation_id="create_run", response_model=RunDetail, status_code=HTTPStatus.CREATED)
def create_run(body: NewRun, here: Here) -> Response:
    """Start a run of a document, of a version, or of the newest version of a pipeline."""
    record = start_run(_order(body, here.clock.now().strftime("%Y-%m-%d %H-%M-%S")), here.office)
    return detail_of(record.id, here, status=HTTPStatus.CREATED)


@router.post("/validate", operation_id="validate_run", response_model=RunCheck)
def validate_run(
    body: NewRun,
    here: Here,
    *,
    forecast: Annotated[bool, Query(description="Whether to say what would be served from the cache")] = False,
) -> Response:
    """Tell everything that keeps a run from being started, and what the cache would serve; nothing is kept."""
    order = _order(body, "")
    problems = check_order(order, here.office)
    is_sound = all(problem.severity != "error" for problem in problems)
    foreseen = run_forecast(forecast_run(order, here.office)) if forecast and is_sound else None
    return answered(RunCheck(problems=[shown_problem(problem) for problem in problems], forecast=foreseen))


@router.patch("/{run_id}", operation_id="update_run", response_model=RunDetail)
def update_run(run_id: str, body: RunChange, here: Here) -> Response:
    """Change what people call a run and say of it, and its tags."""
    run = RunId(run_id)
    if body.name is not None:
        check_name(body.name, "name", longest=LONGEST_RUN_NAME)
    if body.tags is not None:
        check_tags(body.tags)
        here.history.set_tags(run, body.tags)
    here.history.describe(run, display_name=body.name, description=body.description)
    return detail_of(run, here)


@router.post(
    "/{run_id}/retry",
    operation_id="retry_run",
    response_model=RunRow,
    status_code=HTTPStatus.ACCEPTED,
    responses={200: {"model": RetryPlan, "description": "What would be done, with `dry_run`"}},
)
def retry(
    run_id: str,
    body: RetryOrder,
    here: Here,
    *,
    dry_run: Annotated[bool, Query(description="Whether only to say what would be done again")] = False,
) -> Response:
    """Continue a run that failed or was cancelled, from what succeeded; `from` does a task and what follows anew."""
    again = [ExecutionPath(body.from_)] if body.from_ else []
    if dry_run:
        return answered(retry_plan(foresee_retry(RunId(run_id), here.office, again)))
    retry_run(RunId(run_id), here.office, again)
    return row_of(RunId(run_id), here, status=HTTPStatus.ACCEPTED)


def _order(body: NewRun, moment: str) -> RunOrder:
    return RunOrder(
        display_name=body.name,
        moment=moment,
        arguments=body.arguments,
        document=None if body.document is None else _document(body.document),
        pipeline_id=body.pipeline_id,
        pipeline_version_id=body.pipeline_version_id,
        experiment_id=body.experiment_id,
        description=body.description,
        tags=body.tags,
        cache=body.cache or "",
        fail_fast=body.fail_fast,
        parallelism=body.parallelism,
        cache_seconds=body.cache_seconds or 0,
        isolated=body.isolated or False,
        provenance=body.provenance,
    )


def _document(text: str) -> JsonObject:
    document = load_pipeline(text.encode("utf-8", "replace"), name="document").document
    return {"pipeline": encode(document.pipeline), "platform": encode(document.platform) or None}
