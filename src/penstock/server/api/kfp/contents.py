"""What KFP serves beside its services: the bytes of artifacts, and the logs of tasks."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from penstock.core.errors import ArgumentsError, NotFoundError, Problem
from penstock.core.ids import RunId
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import ArtifactRecord, AttemptRecord, ExecutionRecord, StoredRun
from penstock.server.api.kfp import messages
from penstock.server.api.kfp.run_messages import task_id
from penstock.server.backend import Backend, Here
from penstock.services.contents import FoundKind
from penstock.services.logs import find_attempts, read_log
from penstock.services.runs import show_run

router = APIRouter(tags=["RunService"])

PIECE_BYTES = 3 * (1 << 18)
"""A multiple of three, so that pieces of base64 can be joined."""

FOLLOW_SECONDS = 0.5


@router.get(
    "/apis/v2beta1/runs/{run_id}/nodes/{node_id:path}/artifacts/{artifact_name}:read",
    operation_id="run_service_read_artifact",
    response_model=messages.ArtifactData,
)
@router.get("/apis/v1beta1/runs/{run_id}/nodes/{node_id:path}/artifacts/{artifact_name}:read", include_in_schema=False)
def read_artifact(run_id: str, node_id: str, artifact_name: str, here: Here) -> Response:
    """Return the bytes of an output of a task in base64; a node is a task's id, its path or its name."""
    stored = show_run(RunId(run_id), journal=here.journal)
    artifact = _artifact(stored, node_id, artifact_name)
    if here.contents.find(artifact.uri, "").kind is FoundKind.FOLDER:
        hint = f"read its files at /api/v1/artifacts/{artifact.id}/content?path=..."
        raise ArgumentsError([Problem("is-folder", "artifact_name", f"artifact {artifact_name!r} is a folder", hint)])
    first = here.artifacts.read(artifact.uri, 0, PIECE_BYTES)
    pieces = _as_json(artifact, first, here.artifacts)
    return StreamingResponse(pieces, media_type="application/json", headers={"Cache-Control": "no-cache, private"})


@router.get(
    "/apis/v1alpha1/runs/{run_id}/nodes/{node_id:path}/log",
    operation_id="run_service_read_log",
    response_class=PlainTextResponse,
)
def read_run_log(run_id: str, node_id: str, here: Here, *, follow: bool = False) -> Response:
    """Return the log of the last attempt of a task; with `follow` until the attempt ends."""
    stored = show_run(RunId(run_id), journal=here.journal)
    attempt = _last_attempt(stored, node_id)
    feed = _follow(attempt, here) if follow else read_log(attempt, artifacts=here.artifacts)
    headers = {"Cache-Control": "no-cache, private", "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(feed, media_type="text/plain; charset=utf-8", headers=headers)


async def _follow(attempt: AttemptRecord, here: Backend) -> AsyncIterator[bytes]:
    """Read what an attempt writes until it has ended; waiting takes no thread."""
    position, seq, is_over = 0, 0, False
    while not is_over:
        changes = await run_in_threadpool(here.changes.changes_since, attempt.run_id, seq)
        seq = changes.seq
        ended = any(known.id == attempt.id and known.ended_at is not None for known in changes.attempts)
        is_over = (
            ended or changes.state.is_final or here.bulletin.is_over
        )  # asked first: what is written before the end is read after it
        while piece := await run_in_threadpool(_piece, here.artifacts, attempt.log_uri, position):
            position += len(piece)
            yield piece
        if not is_over:
            await asyncio.sleep(FOLLOW_SECONDS)


def _piece(artifacts: ArtifactStore, uri: str, position: int) -> bytes:
    try:
        return artifacts.read(uri, position, PIECE_BYTES) if uri else b""
    except NotFoundError:
        return b""


def _last_attempt(stored: StoredRun, node_id: str) -> AttemptRecord:
    by_attempt = [attempt for attempt in stored.attempts if attempt.id == node_id]
    found = by_attempt or find_attempts(stored, _execution(stored, node_id).path)
    if not found:
        raise NotFoundError(f"Task {node_id!r} of run {stored.run.id!r} has no log: it did not start")
    return found[-1]


def _execution(stored: StoredRun, node_id: str) -> ExecutionRecord:
    for execution in stored.executions:
        names = (task_id(execution), execution.path, execution.path.removeprefix("root/"), execution.task_name)
        if node_id in names:
            return execution
    raise NotFoundError(f"Run {stored.run.id!r} has no task {node_id!r}")


def _artifact(stored: StoredRun, node_id: str, name: str) -> ArtifactRecord:
    execution = _execution(stored, node_id)
    found = execution.outputs.artifacts.get(name)
    if not found:
        raise NotFoundError(f"Task {execution.path!r} of run {stored.run.id!r} has no output artifact {name!r}")
    return found[0]


def _as_json(artifact: ArtifactRecord, first: bytes, artifacts: ArtifactStore) -> Iterator[bytes]:
    yield b'{"data":"'
    position, piece = 0, first
    while piece:
        yield base64.b64encode(piece)
        position += len(piece)
        piece = artifacts.read(artifact.uri, position, PIECE_BYTES) if len(piece) == PIECE_BYTES else b""
    yield b'"}'
