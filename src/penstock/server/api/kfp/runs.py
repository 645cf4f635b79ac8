"""KFP's RunService."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.ids import ExperimentId, RunId
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.documents import check_depth, read_inline
from penstock.server.api.kfp.experiments import NAMESPACE, NAMESPACES, STORAGE_STATES
from penstock.server.api.kfp.listing import Key, Keys, Kind, Listed
from penstock.server.api.kfp.rendering import rendered
from penstock.server.api.kfp.run_messages import listed_run, whole_run
from penstock.server.api.kfp.states import RUN_STATES
from penstock.server.backend import Backend, Here
from penstock.services.driving import RunOrder, remove_run, restore_run, retry_run, start_run, terminate_run
from penstock.services.pages import Operation, Predicate
from penstock.services.records import StorageState
from penstock.services.runs import show_run

router = APIRouter(prefix="/runs", tags=["RunService"])

_NO_RECURRING_RUN = dict.fromkeys(STORAGE_STATES, "")
"""Every run has an empty `recurring_run_id`, whichever state it is in."""

KEYS = Keys(
    what="runs",
    known={
        "run_id": Key(field="id"),
        "id": Key(field="id"),
        "display_name": Key(field="display_name"),
        "name": Key(field="display_name"),
        "description": Key(field="description"),
        "created_at": Key(field="created_at", kind=Kind.TIME),
        "scheduled_at": Key(field="created_at", kind=Kind.TIME),
        "finished_at": Key(field="ended_at", kind=Kind.TIME),
        "state": Key(field="state", spellings=RUN_STATES),
        "status": Key(field="state", spellings=RUN_STATES),
        "storage_state": Key(field="storage_state", spellings=STORAGE_STATES),
        "namespace": Key(field="namespace", spellings=NAMESPACES),
        "recurring_run_id": Key(field="storage_state", spellings=_NO_RECURRING_RUN),
        "experiment_id": Key(field="experiment_id"),
        # Beyond KFP, whose runs cannot be asked for by their pipeline.
        "pipeline_id": Key(field="pipeline_id"),
        "pipeline_version_id": Key(field="pipeline_version_id"),
        "pipeline_name": Key(field="pipeline_name"),
    },
    has_tags=True,
    has_metrics=True,
)


@router.post("", operation_id="run_service_create_run", response_model=messages.Run)
def create(body: messages.Run, here: Here, experiment_id: str = "") -> Response:
    """Create a run of a version, of the newest version of a pipeline, or of the document that comes with it."""
    record = start_run(_order(body, experiment_id), here.office)
    return rendered(_whole(record.id, here))


@router.get("", operation_id="run_service_list_runs", response_model=messages.ListRunsResponse)
def list_(listed: Listed, here: Here, namespace: str = "", experiment_id: str = "") -> Response:
    """List runs, without their documents and tasks; arguments that are longer than 1 KiB are left out."""
    del namespace
    request = listed.request(KEYS)
    if experiment_id:
        here.experiments.get(ExperimentId(experiment_id))
        own = Predicate(field="experiment_id", operation=Operation.EQUALS, value=experiment_id)
        request = replace(request, predicates=(*request.predicates, own))
    page = here.history.page(NAMESPACE, request)
    arguments = here.history.list_short_arguments([run.id for run in page.items])
    found = [listed_run(run, arguments[run.id]) for run in page.items]
    return rendered(
        messages.ListRunsResponse(runs=found or None, total_size=page.total, next_page_token=listed.next_token(page))
    )


@router.get("/{run_id}", operation_id="run_service_get_run", response_model=messages.Run)
def get(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Return a run with its tasks."""
    del experiment_id
    return rendered(_whole(RunId(run_id), here))


@router.post("/{run_id}:terminate", operation_id="run_service_terminate_run", response_model=messages.Empty)
def terminate(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Ask a run to end, whichever process drives it."""
    del experiment_id
    terminate_run(RunId(run_id), here.office)
    return rendered(messages.Empty())


@router.post("/{run_id}:retry", operation_id="run_service_retry_run", response_model=messages.Empty)
def retry(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Continue a run that failed or was terminated, from what succeeded."""
    del experiment_id
    retry_run(RunId(run_id), here.office)
    return rendered(messages.Empty())


@router.post("/{run_id}:archive", operation_id="run_service_archive_run", response_model=messages.Empty)
def archive(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Archive a run."""
    del experiment_id
    here.history.set_storage_state(RunId(run_id), StorageState.ARCHIVED)
    return rendered(messages.Empty())


@router.post("/{run_id}:unarchive", operation_id="run_service_unarchive_run", response_model=messages.Empty)
def unarchive(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Take a run out of the archive."""
    del experiment_id
    restore_run(RunId(run_id), here.office)
    return rendered(messages.Empty())


@router.delete("/{run_id}", operation_id="run_service_delete_run", response_model=messages.Empty)
def delete(run_id: str, here: Here, experiment_id: str = "") -> Response:
    """Delete a run; one that is under way is terminated first."""
    del experiment_id
    remove_run(RunId(run_id), here.office)
    return rendered(messages.Empty())


def _order(body: messages.Run, experiment_id: str) -> RunOrder:
    reference = body.pipeline_version_reference or messages.PipelineVersionReference()
    version_id = reference.pipeline_version_id or body.pipeline_version_id or ""
    if body.pipeline_spec is not None and (version_id or reference.pipeline_id):
        message = "the run has both pipeline_spec and pipeline_version_reference"
        raise ArgumentsError([Problem("two-pipelines", "pipeline_spec", message, "send one of them")])
    config = body.runtime_config or messages.RuntimeConfig()
    check_depth(config.parameters, "runtime_config.parameters")
    return RunOrder(
        display_name=body.display_name or "",
        arguments=config.parameters or {},
        document=None if body.pipeline_spec is None else read_inline(body.pipeline_spec),
        pipeline_id=reference.pipeline_id or "",
        pipeline_version_id=version_id,
        experiment_id=body.experiment_id or experiment_id,
        description=body.description or "",
        pipeline_root=config.pipeline_root or "",
        service_account=body.service_account or "",
    )


def _whole(run_id: RunId, here: Backend) -> messages.Run:
    summary = here.history.get_summary(run_id)  # first: where it has ended, its tasks have, too
    return whole_run(show_run(run_id, journal=here.journal), summary)
