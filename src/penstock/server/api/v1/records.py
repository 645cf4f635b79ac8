"""What is kept, as it is kept: for `penstock` commands with `--server`, which show it as they show a home.

The shape of these answers is that of the records of this release, not a promise to other programs.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.states import RunState
from penstock.server.api.v1.compare import MOST_RUNS
from penstock.server.backend import Backend, Here
from penstock.services.compare import Comparison
from penstock.services.contents import FolderEntry, FoundKind
from penstock.services.desk import HomeDesk, KeptArtifact, KeptPipeline, KeptRun, RunLines, RunsWanted, TaskFacts
from penstock.services.lines import ArtifactFilter, ArtifactPage, ExperimentLine, PipelineLine
from penstock.services.records import RunChanges
from penstock.services.transport import to_json

router = APIRouter(prefix="/records", tags=["records"], include_in_schema=False)

MOST = 10_000
LONGEST_WAIT = 30.0

Text = Annotated[str, Query(max_length=4096)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


def _runs_wanted(
    state: Annotated[list[RunState] | None, Query()] = None,
    experiment: Text = "",
    pipeline: Text = "",
    name: Text = "",
    *,
    archived: bool = False,
) -> RunsWanted:
    states = tuple(state or ())
    return RunsWanted(states=states, experiment=experiment, pipeline=pipeline, name=name, is_archived=archived)


@router.get("/runs")
def list_runs(here: Here, wanted: Annotated[RunsWanted, Depends(_runs_wanted)], limit: Limit = 20) -> Response:
    """Return the newest runs."""
    return _told(RunLines, desk_of(here).list_runs(wanted, limit))


@router.get("/run")
def get_run(reference: Text, here: Here) -> Response:
    """Return a run with everything that happened in it, by its id, the beginning of one, or its name."""
    return _told(KeptRun, desk_of(here).get_run(reference))


@router.get("/runs/{run_id}/changes")
async def get_changes(
    run_id: str,
    here: Here,
    since: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="The most seconds to wait for a change")] = 0.0,
) -> Response:
    """Return what changed in a run after a number; with `wait` as soon as something does."""
    clock = asyncio.get_running_loop().time
    ends = clock() + wait
    with here.bulletin.watching() as watch:
        changes = await run_in_threadpool(here.changes.changes_since, RunId(run_id), since)
        while _may_wait(changes, since, here) and (left := ends - clock()) > 0:  # other runs change, too
            await watch.wait(left)
            changes = await run_in_threadpool(here.changes.changes_since, RunId(run_id), since)
    return _told(RunChanges, changes)


def _may_wait(changes: RunChanges, since: int, here: Backend) -> bool:
    """Tell whether there may be more to tell: not of an ended run, nor from a server that stops."""
    return changes.seq == since and not changes.state.is_final and not here.bulletin.is_over


@router.get("/runs/{run_id}/task")
def get_task_facts(run_id: str, path: Text, here: Here) -> Response:
    """Return who made the inputs of a task, and how its cache decision came about."""
    return _told(TaskFacts, desk_of(here).get_task_facts(RunId(run_id), ExecutionPath(path)))


@router.get("/comparison")
def get_comparison(here: Here, run: Annotated[list[str], Query(min_length=1, max_length=MOST_RUNS)]) -> Response:
    """Put runs side by side."""
    return _told(Comparison, desk_of(here).compare_runs(run))


@router.get("/pipelines")
def list_pipelines(here: Here, name: Text = "", limit: Limit = 20) -> Response:
    """Return the newest pipelines."""
    return _told(tuple[PipelineLine, ...], desk_of(here).list_pipelines(name, limit))


@router.get("/pipeline")
def get_pipeline(reference: Text, here: Here) -> Response:
    """Return a pipeline with its versions, by its id, the beginning of one, or its name."""
    return _told(KeptPipeline, desk_of(here).get_pipeline(reference))


@router.get("/experiments")
def list_experiments(here: Here, limit: Limit = 20, *, archived: bool = False) -> Response:
    """Return the newest experiments."""
    return _told(tuple[ExperimentLine, ...], desk_of(here).list_experiments(limit, is_archived=archived))


@router.get("/experiment")
def get_experiment(reference: Text, here: Here) -> Response:
    """Return an experiment, by its id, the beginning of one, or its name."""
    return _told(ExperimentLine, desk_of(here).get_experiment(reference))


@router.get("/artifacts")
def list_artifacts(
    here: Here,
    limit: Limit = 20,
    type: Text = "",  # noqa: A002 - the API's word
    name: Text = "",
    run_id: Text = "",
) -> Response:
    """Return the newest artifacts."""
    wanted = ArtifactFilter(type_title=type, name_contains=name, run_id=RunId(run_id) if run_id else None)
    return _told(ArtifactPage, desk_of(here).list_artifacts(wanted, limit))


@router.get("/artifact")
def get_artifact(reference: Text, here: Here) -> Response:
    """Return an artifact with the tasks around it, by its id, the beginning of one, its digest or its URI."""
    return _told(KeptArtifact, desk_of(here).get_artifact(reference))


@router.get("/files")
def list_files(reference: Text, here: Here, path: Text = "") -> Response:
    """Return what lies in a folder that an artifact is, or in one inside it; nothing for a file."""
    uri = desk_of(here).get_artifact(reference).record.uri
    if here.contents.find(uri, path).kind is not FoundKind.FOLDER:
        return _told(tuple[FolderEntry, ...], ())
    entries = here.contents.list_folder(uri, path, limit=MOST + 1)
    if len(entries) > MOST:
        message = f"the folder holds more than {MOST} files"
        raise ArgumentsError([Problem("too-large", "path", message, "read it where the server keeps it")])
    return _told(tuple[FolderEntry, ...], entries)


def desk_of(here: Backend) -> HomeDesk:
    """Return what answers the questions of people."""
    return HomeDesk(
        journal=here.journal,
        history=here.history,
        experiments=here.experiments,
        pipelines=here.pipelines,
        catalogue=here.catalogue,
        inventory=here.inventory,
        activity=here.activity,
    )


def _told(kind: Any, record: Any) -> Response:
    return Response(to_json(kind, record), media_type="application/json")
