"""Experiments."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import ExperimentId
from penstock.server.api.v1.paging import Paged, parse_order
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.experiments import experiment_row
from penstock.server.schemas.experiments import ExperimentChange, ExperimentList, ExperimentRow, NewExperiment
from penstock.services.activity import list_experiment_lines, show_experiment
from penstock.services.experiments import change_experiment, create_experiment, delete_experiment
from penstock.services.pages import Operation, Predicate
from penstock.services.records import StorageState

router = APIRouter(prefix="/experiments", tags=["Experiments"])

ORDERS = {"name": "name", "created_at": "created_at", "last_run_at": "last_run_created_at"}


@router.get("", operation_id="list_experiments", response_model=ExperimentList)
def list_experiments(
    paged: Paged,
    here: Here,
    q: Annotated[str, Query(max_length=200, description="A part of the name")] = "",
    archived: Annotated[bool | None, Query(description="Both kinds, if left out")] = None,
    sort: Annotated[str, Query(description="`name`, `created_at`, `last_run_at`; `-` before it turns it")] = (
        "-created_at"
    ),
) -> Response:
    """List experiments with their newest runs."""
    order = parse_order(sort, ORDERS)
    predicates = [Predicate(field="name", operation=Operation.IS_SUBSTRING, value=q)] if q else []
    if archived is not None:
        state = StorageState.ARCHIVED if archived else StorageState.AVAILABLE
        predicates.append(Predicate(field="storage_state", operation=Operation.EQUALS, value=state.value))
    page = list_experiment_lines(
        paged.request(order, *predicates), experiments=here.experiments, activity=here.activity
    )
    rows = [experiment_row(line) for line in page.items]
    return answered(ExperimentList(items=rows, next_page_token=order.next_token(page), total_size=page.total))


@router.post("", operation_id="create_experiment", response_model=ExperimentRow, status_code=HTTPStatus.CREATED)
def add_experiment(body: NewExperiment, here: Here) -> Response:
    """Create an experiment."""
    experiment = create_experiment(
        body.name,
        description=body.description,
        new_id=ExperimentId(here.new_id()),
        store=here.experiments,
        clock=here.clock,
    )
    return answered(_row(experiment.id, here), status=HTTPStatus.CREATED)


@router.get("/{experiment_id}", operation_id="get_experiment", response_model=ExperimentRow)
def get_experiment(experiment_id: str, here: Here) -> Response:
    """Return an experiment."""
    return answered(_row(ExperimentId(experiment_id), here))


@router.patch("/{experiment_id}", operation_id="change_experiment", response_model=ExperimentRow)
def patch_experiment(experiment_id: str, body: ExperimentChange, here: Here) -> Response:
    """Rename or describe an experiment."""
    identity = ExperimentId(experiment_id)
    change_experiment(identity, name=body.name, description=body.description, store=here.experiments)
    return answered(_row(identity, here))


@router.delete("/{experiment_id}", operation_id="delete_experiment", status_code=HTTPStatus.NO_CONTENT)
def remove_experiment(experiment_id: str, here: Here) -> None:
    """Delete an experiment; its runs stay."""
    delete_experiment(ExperimentId(experiment_id), store=here.experiments)


@router.post("/{experiment_id}/archive", operation_id="archive_experiment", response_model=ExperimentRow)
def archive_experiment(experiment_id: str, here: Here) -> Response:
    """Archive an experiment and its runs."""
    return answered(_stored(experiment_id, StorageState.ARCHIVED, here))


@router.post("/{experiment_id}/unarchive", operation_id="unarchive_experiment", response_model=ExperimentRow)
def unarchive_experiment(experiment_id: str, here: Here) -> Response:
    """Take an experiment out of the archive; its runs stay there."""
    return answered(_stored(experiment_id, StorageState.AVAILABLE, here))


def _stored(experiment_id: str, state: StorageState, here: Backend) -> ExperimentRow:
    here.experiments.set_storage_state(ExperimentId(experiment_id), state)
    return _row(ExperimentId(experiment_id), here)


def _row(experiment_id: ExperimentId, here: Backend) -> ExperimentRow:
    return experiment_row(show_experiment(experiment_id, experiments=here.experiments, activity=here.activity))
