"""KFP's ExperimentService."""

from fastapi import APIRouter
from starlette.responses import Response

from penstock.core.ids import ExperimentId
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.listing import Key, Keys, Kind, Listed
from penstock.server.api.kfp.rendering import rendered
from penstock.server.backend import Here
from penstock.services.experiments import create_experiment, delete_experiment
from penstock.services.records import Experiment, StorageState

NAMESPACE = "default"
"""Without users there is one namespace, and what a client names is passed over, as in KFP's single-user mode."""

router = APIRouter(prefix="/experiments", tags=["ExperimentService"])

STORAGE_STATES = {state.value: state.value for state in StorageState}
NAMESPACES = {NAMESPACE: ""}
"""How namespaces are spelled here: answers leave out the only one."""

KEYS = Keys(
    what="experiments",
    known={
        "experiment_id": Key(field="id"),
        "id": Key(field="id"),
        "display_name": Key(field="name"),
        "name": Key(field="name"),
        "description": Key(field="description"),
        "created_at": Key(field="created_at", kind=Kind.TIME),
        "last_run_created_at": Key(field="last_run_created_at", kind=Kind.TIME),
        "storage_state": Key(field="storage_state", spellings=STORAGE_STATES),
        "namespace": Key(field="namespace", spellings=NAMESPACES),
    },
)


@router.post("", operation_id="experiment_service_create_experiment", response_model=messages.Experiment)
def create(body: messages.Experiment, here: Here) -> Response:
    """Create an experiment."""
    experiment = create_experiment(
        body.display_name or "",
        description=body.description or "",
        new_id=ExperimentId(here.new_id()),
        store=here.experiments,
        clock=here.clock,
    )
    return rendered(_message(experiment))


@router.get("", operation_id="experiment_service_list_experiments", response_model=messages.ListExperimentsResponse)
def list_(listed: Listed, here: Here, namespace: str = "") -> Response:
    """List experiments."""
    del namespace
    page = here.experiments.page(NAMESPACE, listed.request(KEYS))
    found = [_message(experiment) for experiment in page.items]
    return rendered(
        messages.ListExperimentsResponse(
            experiments=found or None, total_size=page.total, next_page_token=listed.next_token(page)
        )
    )


@router.get("/{experiment_id}", operation_id="experiment_service_get_experiment", response_model=messages.Experiment)
def get(experiment_id: str, here: Here) -> Response:
    """Return an experiment."""
    return rendered(_message(here.experiments.get(ExperimentId(experiment_id))))


@router.post(
    "/{experiment_id}:archive", operation_id="experiment_service_archive_experiment", response_model=messages.Empty
)
def archive(experiment_id: str, here: Here) -> Response:
    """Archive an experiment and its runs."""
    here.experiments.set_storage_state(ExperimentId(experiment_id), StorageState.ARCHIVED)
    return rendered(messages.Empty())


@router.post(
    "/{experiment_id}:unarchive", operation_id="experiment_service_unarchive_experiment", response_model=messages.Empty
)
def unarchive(experiment_id: str, here: Here) -> Response:
    """Take an experiment out of the archive; its runs stay there."""
    here.experiments.set_storage_state(ExperimentId(experiment_id), StorageState.AVAILABLE)
    return rendered(messages.Empty())


@router.delete("/{experiment_id}", operation_id="experiment_service_delete_experiment", response_model=messages.Empty)
def delete(experiment_id: str, here: Here) -> Response:
    """Delete an experiment; its runs stay."""
    delete_experiment(ExperimentId(experiment_id), store=here.experiments)
    return rendered(messages.Empty())


def _message(experiment: Experiment) -> messages.Experiment:
    return messages.Experiment(
        experiment_id=experiment.id,
        display_name=experiment.name,
        description=experiment.description or None,
        created_at=experiment.created_at,
        storage_state=experiment.storage_state.value,
        last_run_created_at=experiment.last_run_created_at,
    )
