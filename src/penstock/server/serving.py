"""Runs a server until it is told to stop; tasks go on, and the next server adopts them."""

import errno
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from penstock.core.collector import expect_many_objects
from penstock.core.errors import ServerSetupError
from penstock.server.app import create_app
from penstock.server.json_log import log_to_standard_error
from penstock.server.patience import PatientProtocol
from penstock.server.settings import ServerSettings
from penstock.server.wiring import open_backend

log = logging.getLogger(__name__)

LARGEST_HEAD = 1024 * 1024
"""Bytes of the address and the headers of a request: a filter of 16,384 characters, and the page token that carries it,
each character in up to twelve bytes."""

GRACE_SECONDS = 5
"""How long requests under way may take once the server is told to stop."""


def serve(settings: ServerSettings, *, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` is told the address once requests are answered.

    Raises `ServerSetupError`, `HomeError` and `StoreError`.
    """
    expect_many_objects()
    settings.check()
    log_to_standard_error()
    listener = _bind(settings)
    backend = open_backend(settings)
    try:
        config = uvicorn.Config(
            create_app(backend, settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            http=PatientProtocol,
            h11_max_incomplete_event_size=LARGEST_HEAD,
        )
        server = _Server(config, backend.bulletin.end)
        _stop_on_signals(server)
        announce(address_of(settings.host, listener.getsockname()[1]))
        server.run(sockets=[listener])
    finally:
        backend.close()
        log.info("server stopped", extra={"event": "server.stopped"})


class _Server(uvicorn.Server):
    """Ends streams when it is told to stop: they would last as long as somebody listens."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to answer."""
        self._end_streams()
        await super().shutdown(sockets)


def _stop_on_signals(server: uvicorn.Server) -> None:
    """Let a signal stop the server also before uvicorn listens to signals, and after.

    uvicorn raises the signal again once it has stopped; there is still a backend to be closed then.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def address_of(host: str, port: int) -> str:
    """Return the URL of a server."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind(settings: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named: asyncio sends small answers at once (TCP_NODELAY) only where it knows that it is TCP, and
    # they would wait 40 ms for the browser to acknowledge their heads.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host.strip("[]"), settings.port))
        # From here on connections wait instead of being refused.
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        place = address_of(settings.host, settings.port)
        is_elsewhere = isinstance(error, socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL
        hint = (
            "name an address of this machine with --host; 0.0.0.0 is all of them"
            if is_elsewhere
            else "choose another port with --port, 0 for any that is free"
        )
        raise ServerSetupError(f"{place} cannot be listened on: {error}", hint=hint) from error
    return listener
