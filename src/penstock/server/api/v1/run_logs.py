"""Logs of tasks: parts of them, their ends, and what is in them."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from penstock.core.errors import NotFoundError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.records import AttemptRecord
from penstock.server.api.v1.run_tasks import Path
from penstock.server.backend import Backend, Here
from penstock.server.pattern_search import Pattern, find_matching_lines
from penstock.server.rendering.answering import answered
from penstock.server.schemas.logs import LogLines, LogMatch, LogMatches, LogTail, LogTails
from penstock.services.log_lines import find_text, index_lines
from penstock.services.logs import log_size, read_log

router = APIRouter(prefix="/runs", tags=["logs"])

USUAL, MOST = 256 * 1024, 4 * 1024 * 1024
LARGEST = 2**62
TAIL_BYTES = 16 * 1024
MOST_TAILS = 200
PLAIN = "text/plain; charset=utf-8"

Number = Annotated[int, Query(alias="attempt", ge=0, le=1_000_000, description="Of the attempt; 0 for the last")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="The most bytes that are wanted")]
Offset = Annotated[int, Query(ge=-LARGEST, le=LARGEST, description="Where to begin; from the end if negative")]


@router.get("/{run_id}/log", operation_id="read_run_log", response_class=PlainTextResponse)
def read_part(
    run_id: str, path: Path, here: Here, number: Number = 0, offset: Offset = 0, limit: Limit = USUAL
) -> Response:
    """Return a part of a log; `Content-Range` tells which, `X-Log-Ended` whether more may come."""
    attempt = _attempt(run_id, path, number, here)
    has_ended = attempt.ended_at is not None
    size = log_size(attempt.log_uri, artifacts=here.artifacts) or 0
    start = max(0, size + offset) if offset < 0 else min(offset, size)
    data = _read(attempt, start, min(limit, size - start), here)
    last = start + len(data) - 1
    place = f"bytes {start}-{last}/{size}" if data else f"bytes */{size}"
    headers = {"Content-Range": place, "X-Log-Ended": str(has_ended).lower(), "Cache-Control": "no-store"}
    return Response(data, media_type=PLAIN, headers={**headers, "X-Content-Type-Options": "nosniff"})


def _sought(
    q: Annotated[str, Query(min_length=1, max_length=500, description="A text, or a regular expression of Python's")],
    *,
    regex: Annotated[bool, Query(description="Whether `q` is a regular expression")] = False,
    case: Annotated[bool, Query(description="Whether upper and lower case differ")] = False,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> tuple[Pattern, bool]:
    return Pattern(text=q, is_case_sensitive=case, limit=limit), regex


@router.get("/{run_id}/log/search", operation_id="search_run_log", response_model=LogMatches)
def search(
    run_id: str,
    path: Path,
    here: Here,
    sought: Annotated[tuple[Pattern, bool], Depends(_sought)],
    number: Number = 0,
) -> Response:
    """Find the lines of a log that hold a text, or match a regular expression somewhere.

    The time is bounded: `is_cut` tells that there may be more than what was found by then.
    """
    pattern, is_regex = sought
    log = read_log(_attempt(run_id, path, number, here), artifacts=here.artifacts)
    if is_regex:
        found, is_cut = find_matching_lines(log, pattern)
    else:
        found, is_cut = find_text(log, pattern.text, limit=pattern.limit, is_case_sensitive=pattern.is_case_sensitive)
    matches = [LogMatch(line=line.number, offset=line.offset, text=line.text[:2000]) for line in found]
    return answered(LogMatches(matches=matches, is_cut=is_cut))


@router.get("/{run_id}/log/lines", operation_id="index_run_log", response_model=LogLines)
def lines(run_id: str, path: Path, here: Here, number: Number = 0) -> Response:
    """Tell where the lines of a log begin, so that any of them can be read without those before."""
    index = index_lines(read_log(_attempt(run_id, path, number, here), artifacts=here.artifacts))
    return answered(LogLines(lines=index.lines, size=index.size, every=index.every, offsets=list(index.offsets)))


@router.get("/{run_id}/log/download", operation_id="download_run_log", response_class=PlainTextResponse)
def download(run_id: str, path: Path, here: Here, number: Number = 0) -> StreamingResponse:
    """Return a whole log as a file."""
    attempt = _attempt(run_id, path, number, here)
    name = quote(f"{path.removeprefix('root/').replace('/', '.')}-{attempt.number}.log", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(_pieces(attempt, here), media_type=PLAIN, headers=headers)


@router.get("/{run_id}/log/tail", operation_id="tail_run_logs", response_model=LogTails)
def tails(run_id: str, here: Here, lines: Annotated[int, Query(ge=1, le=200)] = 20) -> Response:
    """Return the last lines of the newest attempt of every task; those of the newest tasks if there are many."""
    newest = {attempt.path: attempt for attempt in here.tasks.list_attempts(RunId(run_id))}
    items = [_tail(attempt, lines, here) for attempt in list(newest.values())[-MOST_TAILS:]]
    return answered(LogTails(items=items))


def _attempt(run_id: str, path: str, number: int, here: Backend) -> AttemptRecord:
    stored = here.tasks.get_task(RunId(run_id), ExecutionPath(path))
    chosen = [attempt for attempt in stored.attempts if number in (0, attempt.number)]
    if not chosen:
        which = f"no attempt {number}" if number else "not been started yet, or was not run by itself"
        raise NotFoundError(f"Task {path[:200]!r} has {which}")
    return chosen[-1]


def _read(attempt: AttemptRecord, start: int, length: int, here: Backend) -> bytes:
    if length <= 0 or not attempt.log_uri:
        return b""
    try:
        return here.artifacts.read(attempt.log_uri, start, length)
    except NotFoundError:
        return b""


def _pieces(attempt: AttemptRecord, here: Backend) -> Iterator[bytes]:
    yield from read_log(attempt, artifacts=here.artifacts)


def _tail(attempt: AttemptRecord, lines: int, here: Backend) -> LogTail:
    size = log_size(attempt.log_uri, artifacts=here.artifacts) or 0
    start = max(0, size - TAIL_BYTES)
    text = _read(attempt, start, size - start, here).decode("utf-8", "replace")
    kept = "\n".join(text.splitlines()[-lines:])
    return LogTail(path=attempt.path, name=attempt.path.rpartition("/")[2], attempt=attempt.number, text=kept)
