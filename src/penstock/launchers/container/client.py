"""HTTP to a container engine over its socket: JSON calls, and streams that stay open."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

Connect = Callable[[], socket.socket]
"""Returns a new connection to the engine. Raises `OSError`."""

_PATIENCE_SECONDS = 300.0
"""How long an engine may think about a call; a loaded one takes long to make containers."""
_PIECE = 64 << 10
_SWITCHING = 101
_NONE: Mapping[str, str] = MappingProxyType({})


class EngineError(Exception):
    """The engine refused a call, or was not there to hear it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        """The status of the answer; 0 when there was none."""
        self.message = message

    @property
    def is_gone(self) -> bool:
        """Whether the engine could not be reached, or left in the middle of an answer."""
        return self.status == 0


class Stream:
    """An answer that arrives bit by bit. Read by one thread; `interrupt` may come from another."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._source: Any = None

    def begin(self) -> None:
        """Wait until the engine begins to answer; some do so with the first byte that they have to tell.

        Raises `EngineError` when it refuses.
        """
        response = self._connection.answer()
        # An upgraded connection has no body for the library: what follows the head is the stream.
        self._source = response.fp if response.status == _SWITCHING else response

    def read(self, most: int = _PIECE) -> bytes:
        """Return the next bytes, as soon as there are some; none at the end. Raises `EngineError`."""
        if self._source is None:
            self.begin()
        try:
            piece: bytes = self._source.read1(most)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            raise EngineError(0, f"the engine stopped in the middle of an answer: {error}") from error
        return piece

    def lines(self) -> Iterator[Any]:
        """Yield each line as the JSON that it is. Raises `EngineError`."""
        rest = b""
        while piece := self.read():
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                if line.strip():
                    yield json.loads(line)
        if rest.strip():
            yield json.loads(rest)

    def interrupt(self) -> None:
        """Let the reader find the end."""
        self._connection.interrupt()

    def close(self) -> None:
        """Free the connection."""
        self._connection.close()


class EngineClient:
    """Calls an engine. Safe to share between threads: each call has a connection of its own."""

    def __init__(self, connect: Connect, seconds: float = _PATIENCE_SECONDS) -> None:
        self._connect = connect
        self._seconds = seconds

    def call(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None, patient: bool = False
    ) -> Any:
        """Return the JSON of an answer, or ``None`` where it has none. Raises `EngineError`.

        A patient call waits for the answer as long as it takes.
        """
        connection = self._ask(method, _target(path, query), body=body, headers=_NONE, patient=patient)
        try:
            text = connection.answer().read()
        except (OSError, http.client.HTTPException) as error:
            raise EngineError(0, f"the engine stopped in the middle of an answer: {error}") from error
        finally:
            connection.close()
        try:
            return json.loads(text) if text.strip() else None
        except ValueError:
            return None  # plain text, as of a ping

    def open(self, method: str, path: str, *, query: Mapping[str, Any], headers: Mapping[str, str] = _NONE) -> Stream:
        """Return an answer to be read bit by bit; the caller closes it. Raises `EngineError`."""
        return Stream(self._ask(method, _target(path, query), headers=headers, patient=True))

    def _ask(
        self, method: str, target: str, *, headers: Mapping[str, str], patient: bool, body: Any = None
    ) -> "_Connection":
        connection = _Connection(self._connect, None if patient else self._seconds)
        text = None if body is None else json.dumps(body).encode()
        sent = {**headers} if body is None else {"Content-Type": "application/json", **headers}
        try:
            connection.request(method, target, text, sent)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise EngineError(0, f"the engine does not answer: {error}") from error
        return connection


class _Connection(http.client.HTTPConnection):
    def __init__(self, connect: Connect, seconds: float | None) -> None:
        super().__init__("localhost")
        self._make = connect
        self._seconds = seconds
        self._own: socket.socket | None = None
        self._response: http.client.HTTPResponse | None = None

    def connect(self) -> None:
        self.sock = self._own = self._make()
        self.sock.settimeout(self._seconds)

    def answer(self) -> http.client.HTTPResponse:
        """Return the answer. Raises `EngineError` for one that is a refusal, and when there is none."""
        try:
            response = self._response = self.getresponse()
            refusal = response.read() if response.status >= http.client.BAD_REQUEST else None
        except (OSError, http.client.HTTPException) as error:
            raise EngineError(0, f"the engine does not answer: {error}") from error
        if refusal is not None:
            raise EngineError(response.status, _message(refusal))
        return response

    def interrupt(self) -> None:
        with suppress(OSError):  # it has ended by itself
            if self._own is not None:
                self._own.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self._response is not None:
            self._response.close()
        if self._own is not None:
            self._own.close()


def _target(path: str, query: Mapping[str, Any] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _message(text: bytes) -> str:
    """Return what the engine says about an error."""
    try:
        answer = json.loads(text)
        return str(answer.get("message") or answer.get("cause") or answer)
    except (ValueError, AttributeError):
        return text.decode("utf-8", "replace").strip() or "it gives no reason"
