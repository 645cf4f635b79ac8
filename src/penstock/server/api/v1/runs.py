"""Runs."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from penstock.core.errors import SpecError
from penstock.core.ids import RunId
from penstock.server.api.v1.paging import Paged
from penstock.server.api.v1.run_graph import drawing_of
from penstock.server.api.v1.run_query import RunsWanted, Words
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.inputs import input_specs
from penstock.server.rendering.runs import run_detail, run_row
from penstock.server.schemas.body import InputSpec
from penstock.server.schemas.runs import RunColumns, RunDetail, RunList, RunRow
from penstock.services.driving import remove_run, restore_run, terminate_run
from penstock.services.records import StorageState
from penstock.services.run_pages import show_run_page

NAMESPACE = "default"

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get("", operation_id="list_runs", response_model=RunList)
def list_runs(here: Here, wanted: RunsWanted, paging: Paged) -> Response:
    """List runs; the columns that are asked for come with each."""
    page = here.history.page(NAMESPACE, paging.request(wanted.order, *wanted.predicates))
    ids = [run.id for run in page.items]
    arguments = here.history.list_short_arguments(ids) if wanted.parameters else {}
    metrics = here.tasks.list_named_metrics(ids, wanted.metrics)
    items = [
        run_row(
            run,
            parameters={name: value for name, value in arguments.get(run.id, {}).items() if name in wanted.parameters},
            metrics=metrics[run.id],
        )
        for run in page.items
    ]
    return answered(RunList(items=items, next_page_token=wanted.order.next_token(page), total_size=page.total))


@router.get("/columns", operation_id="list_run_columns", response_model=RunColumns)
def list_run_columns(here: Here, pipeline_id: Words = "", experiment_id: Words = "") -> Response:
    """List the parameters and metrics that occur in the newest runs."""
    parameters, metrics = here.tasks.list_columns(NAMESPACE, pipeline_id=pipeline_id, experiment_id=experiment_id)
    return answered(RunColumns(parameters=list(parameters), metrics=list(metrics)))


@router.get("/{run_id}", operation_id="get_run", response_model=RunDetail)
def get_run(run_id: str, here: Here) -> Response:
    """Return a run, without its tasks."""
    return detail_of(RunId(run_id), here)


@router.delete("/{run_id}", operation_id="delete_run", status_code=HTTPStatus.NO_CONTENT)
def delete_run(run_id: str, here: Here) -> None:
    """Delete a run; one that is under way is ended first."""
    remove_run(RunId(run_id), here.office)


@router.post("/{run_id}/cancel", operation_id="cancel_run", response_model=RunRow, status_code=HTTPStatus.ACCEPTED)
def cancel_run(run_id: str, here: Here) -> Response:
    """Ask a run to end, whichever process drives it."""
    terminate_run(RunId(run_id), here.office)
    return row_of(RunId(run_id), here, status=HTTPStatus.ACCEPTED)


@router.post("/{run_id}/archive", operation_id="archive_run", response_model=RunRow)
def archive_run(run_id: str, here: Here) -> Response:
    """Archive a run, so that lists leave it out."""
    here.history.set_storage_state(RunId(run_id), StorageState.ARCHIVED)
    return row_of(RunId(run_id), here)


@router.post("/{run_id}/unarchive", operation_id="unarchive_run", response_model=RunRow)
def unarchive_run(run_id: str, here: Here) -> Response:
    """Take a run out of the archive."""
    restore_run(RunId(run_id), here.office)
    return row_of(RunId(run_id), here)


def row_of(run_id: RunId, here: Backend, *, status: int = HTTPStatus.OK) -> Response:
    """Answer with the line of a run. Raises `NotFoundError`."""
    return answered(run_row(here.history.get_summary(run_id)), status=status)


def detail_of(run_id: RunId, here: Backend, *, status: int = HTTPStatus.OK) -> Response:
    """Answer with a run, without its tasks. Raises `NotFoundError`."""
    facts = show_run_page(run_id, history=here.history, tasks=here.tasks, catalogue=here.catalogue)
    return answered(run_detail(facts, _inputs(run_id, here)), status=status)


def _inputs(run_id: RunId, here: Backend) -> list[InputSpec]:
    try:
        return input_specs(drawing_of(run_id, here).reader.document.pipeline)
    except SpecError:  # an older Penstock took what this one does not
        return []
