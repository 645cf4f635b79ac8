"""Lets go of clients that begin a request and do not go on: each holds a connection, of which there are not many."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class PatientProtocol(H11Protocol):
    """Waits for requests, but not for ever; answers may take as long as they like."""

    head_seconds = 30.0
    """How long the head of a request may take, from its first byte or from the connection on."""
    silence_seconds = 60.0
    """How long nothing may come of a body that has not ended."""
    look_seconds = 5.0
    """How often it is looked at."""

    _timer: asyncio.TimerHandle | None = None
    _heard_at = 0.0
    _head_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._heard_at = self._head_since = self.loop.time()
        self._timer = self.loop.call_later(self.look_seconds, self._look)

    def data_received(self, data: bytes) -> None:
        """Note when something came, and of which part of a request."""
        self._heard_at = self.loop.time()
        if self._head_since is None and self._awaited == "IDLE":
            self._head_since = self._heard_at
        super().data_received(data)
        if self._awaited != "IDLE":
            self._head_since = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to look."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    @property
    def _awaited(self) -> str:
        """Which part of a request comes next, as h11 calls it: ``IDLE`` for the head, ``SEND_BODY`` for the body."""
        return self.conn.their_state.__name__

    def _look(self) -> None:
        if self._is_out_of_patience(self.loop.time()):
            self.transport.close()
        else:
            self._timer = self.loop.call_later(self.look_seconds, self._look)

    def _is_out_of_patience(self, now: float) -> bool:
        if self._head_since is not None:
            return now - self._head_since > self.head_seconds
        is_body_due = self._awaited == "SEND_BODY" and not self.flow.read_paused
        return is_body_due and now - self._heard_at > self.silence_seconds
