"""Clients that begin a request and leave it there."""

import asyncio
import contextlib
import logging

import pytest
import uvicorn
from uvicorn.server import ServerState

from penstock.server.patience import PatientProtocol

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"


async def count_body(scope, receive, send):
    """Answer with the size of the body, some time after it came."""
    del scope
    size, message = 0, {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
    await asyncio.sleep(0.2)
    body = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
    await send({"type": "http.response.body", "body": body})


async def said_to(words, **patience):
    """Send words to a server, whose patience is given; return what it says until it closes the connection."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    kind = type("Impatient", (PatientProtocol,), {"look_seconds": 0.01, **patience})
    config = uvicorn.Config(count_body, log_config=None, lifespan="off", timeout_keep_alive=0)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: kind(config, state, {}), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        said = b""
        with contextlib.suppress(ConnectionError):  # on a busy machine it may close before all words are sent
            for word in words:
                writer.write(word)
                await writer.drain()
            said = await reader.read()
        writer.close()
    return said


@pytest.mark.parametrize("words", [[], [HEAD], [HEAD, b"X-More: "]])
def test_a_head_that_does_not_end_is_not_awaited_for_ever(words):
    assert asyncio.run(said_to(words, head_seconds=0.05, silence_seconds=600)) == b""


def test_a_body_that_does_not_go_on_is_not_awaited_for_ever():
    assert asyncio.run(said_to([HEAD + b"\r\nab"], head_seconds=600, silence_seconds=0.05)) == b""


def test_an_answer_may_take_longer_than_any_silence():
    said = asyncio.run(said_to([HEAD + b"\r\nabcd"], head_seconds=600, silence_seconds=0.05))
    assert said.startswith(b"HTTP/1.1 200 ")
    assert said.endswith(b"4")
