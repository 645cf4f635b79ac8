"""One line in the log for each request."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from penstock.core.clock import Clock

log = logging.getLogger(__name__)


class AccessLogMiddleware:
    """Tells each request once it is answered."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, then tell it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = self._clock.monotonic(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            seconds = round(self._clock.monotonic() - started, 4)
            facts = {"method": scope["method"], "path": scope["path"], "status": status, "seconds": seconds}
            log.info("request answered", extra={"event": "http.answered", **facts})
