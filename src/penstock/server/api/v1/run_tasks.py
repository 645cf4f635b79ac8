"""The tasks of a run: where each stands, and everything about one."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.errors import NotFoundError
from penstock.core.ids import ExecutionPath, RunId
from penstock.server.api.v1.run_graph import detail_of, drawing_of
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.origins import origin_of
from penstock.server.rendering.runs import run_row
from penstock.server.rendering.tasks import attempt_times, cache_of, line_of, node_of, task_detail, task_row
from penstock.server.schemas.tasks import AttemptList, CachedFrom, TaskDetail, TaskList
from penstock.services.cache_explanation import CacheExplanation, explain_cache
from penstock.services.logs import log_size

router = APIRouter(prefix="/runs", tags=["runs"])

LARGEST = 2**62

Since = Annotated[int, Query(ge=0, le=LARGEST, description="The number of a change; 0 for all tasks")]
Path = Annotated[str, Query(max_length=4000, description="The path of a task: `root/for-loop-1[3]/train`")]


@router.get("/{run_id}/tasks", operation_id="list_run_tasks", response_model=TaskList)
def list_run_tasks(
    run_id: str, here: Here, since: Since = 0, limit: Annotated[int, Query(ge=0, le=100_000)] = 0
) -> Response:
    """List the tasks that changed after a number, groups included."""
    return answered(tasks_since(RunId(run_id), since, here, limit=limit))


@router.get("/{run_id}/task", operation_id="get_run_task", response_model=TaskDetail)
def get_run_task(run_id: str, path: Path, here: Here) -> Response:
    """Return everything about one task."""
    run = RunId(run_id)
    stored = here.tasks.get_task(run, ExecutionPath(path))
    drawing = drawing_of(run, here)
    told = explain_cache(stored.execution, history=here.history)
    row = task_row(line_of(stored, run))
    names = _names(told, here)
    if told.served_from is not None:
        source, place = told.served_from
        cached = CachedFrom(run_id=source, run_name=names[source], path=place, saved_seconds=None)
        row = row.model_copy(update={"cached_from": cached, "cached": True})
    detail = task_detail(
        stored,
        row,
        detail_of(drawing, node_of(path)),
        cache=cache_of(stored.execution, told, names),
        origin_of=lambda name: origin_of(drawing.reader, path, name),
        log_bytes=lambda uri: log_size(uri, artifacts=here.artifacts),
    )
    return answered(detail)


@router.get("/{run_id}/attempts", operation_id="list_run_attempts", response_model=AttemptList)
def list_run_attempts(run_id: str, here: Here) -> Response:
    """List when each attempt of each task waited and ran."""
    return answered(AttemptList(items=[attempt_times(each) for each in here.tasks.list_attempts(RunId(run_id))]))


def tasks_since(run_id: RunId, since: int, here: Backend, *, limit: int = 0) -> TaskList:
    """Return the tasks of a run that changed after a number. Raises `NotFoundError`."""
    changes = here.tasks.list_tasks(run_id, since=since, limit=limit)
    drawing = here.shelf.drawing(changes.spec_key, lambda: here.history.get_run(run_id).spec)
    return TaskList(
        seq=changes.seq,
        run=run_row(changes.run),
        structure_tag=drawing.graph.structure_tag,
        tasks=[task_row(line) for line in changes.tasks],
        has_more=changes.has_more,
    )


def _names(told: CacheExplanation, here: Backend) -> dict[RunId, str]:
    names = {}
    for place in (told.served_from, told.compared_with):
        if place is not None:
            try:
                names[place[0]] = here.history.get_summary(place[0]).display_name
            except NotFoundError:
                names[place[0]] = ""
    return names
