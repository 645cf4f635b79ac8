"""What happens, as it happens: one stream for all topics of a page, or a long poll with the same contents."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from penstock.core.errors import PenstockError
from penstock.server.api.v1.topics import Cursor, check_topics, news, parse_cursor, render_cursor
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered, json_of
from penstock.server.schemas.events import Messages

router = APIRouter(tags=["events"])

KEEP_ALIVE_SECONDS = 15.0
_PATIENCE = {"log": 0.25, "metrics": 1.0}
"""How often files of running tasks are looked at: their growth is no change of the store."""

STREAM = "text/event-stream"


@router.get("/events", operation_id="follow_events", response_model=Messages)
async def follow(
    request: Request,
    here: Here,
    topic: Annotated[list[str], Query(description="`runs`, `run:ID`, `metrics:ID`, `log:RUN:ATTEMPT`")],
    after: Annotated[str, Query(max_length=20_000, description="The cursor of the last message")] = "",
    wait: Annotated[float, Query(ge=0, le=60, description="Of a long poll: the most seconds to wait")] = 0.0,
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """Follow topics: a stream of server-sent events where it is accepted, else what changed since the cursor."""
    topics = list(dict.fromkeys(topic))
    check_topics(topics)
    cursor = parse_cursor(last_event_id or after)
    if STREAM not in request.headers.get("accept", ""):
        return answered(await _polled(topics, cursor, wait, here))
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(topics, cursor, here), media_type=STREAM, headers=headers)


async def _polled(topics: list[str], cursor: Cursor, wait: float, here: Backend) -> Messages:
    clock = asyncio.get_running_loop().time
    ends = clock() + wait
    with here.bulletin.watching() as watch:
        messages = await run_in_threadpool(news, topics, cursor, here)
        # Not every change of the store is one of these topics.
        while not messages and not here.bulletin.is_over and (left := ends - clock()) > 0:
            await watch.wait(left)
            messages = await run_in_threadpool(news, topics, cursor, here)
    return Messages(cursor=render_cursor(cursor), messages=messages)


async def _stream(topics: list[str], cursor: Cursor, here: Backend) -> AsyncIterator[str]:
    patience = min(_PATIENCE.get(topic.partition(":")[0], KEEP_ALIVE_SECONDS) for topic in topics)
    yield "retry: 1000\n\n"
    with here.bulletin.watching() as watch:
        quiet = 0.0
        while not here.bulletin.is_over:
            try:
                messages = await run_in_threadpool(news, topics, cursor, here)
            except PenstockError:
                return  # the client asks again, and is told then
            for message in messages:
                yield f"event: change\nid: {render_cursor(cursor)}\ndata: {json_of(message, exclude_unset=True)}\n\n"
            quiet = 0.0 if messages or await watch.wait(patience) else quiet + patience
            if quiet >= KEEP_ALIVE_SECONDS:
                quiet = 0.0
                yield ": still here\n\n"
