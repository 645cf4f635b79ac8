"""Keeps other web pages of the same browser, and strangers, out.

A page of any site can send requests to this machine, and can give a name of its own to its address. So the `Host` of a
request must be ours, an `Origin` must be ours, and nothing is ever allowed to other origins.
"""

import hmac
import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from penstock.server.problems import FORBIDDEN, INVALID_ARGUMENT, TOO_LARGE, UNAUTHENTICATED, Answer, error_response
from penstock.server.settings import HOSTS_VARIABLE, ServerSettings

LARGEST_BODY = 33 * 1024 * 1024
"""An upload of 32 MiB, as KFP allows, and its form."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
OPEN_PATHS = frozenset({"/healthz", "/apis/v2beta1/healthz", "/api/v1/server", "/api/v1/session"})
"""What is told without a token: that the server is there, and how to log in."""
SESSION_COOKIE = "penstock_session"
GUARDED = ("/api", "/openapi.json")
"""Where everything lies that a token guards; the other addresses are the pages, which hold no data."""


_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]\\]+)(:[0-9]*)?")

_TWO_LENGTHS = "The request tells its length in two ways: by Transfer-Encoding and by Content-Length"
_TOO_LONG = f"The request is larger than {LARGEST_BODY // 2**20} MiB"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    answer: Answer
    message: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """Who may ask."""

    hosts: frozenset[str] | None
    """The names that requests may be sent to; any if ``None``."""
    token: str = ""

    @classmethod
    def of(cls, settings: ServerSettings) -> "Guard":
        """Return the guard of a server.

        One that is reached from elsewhere is reached by names that it does not know; there the token keeps strangers
        out.
        """
        if not settings.is_loopback and not settings.allowed_hosts:
            return cls(hosts=None, token=settings.token)
        names = {settings.host.strip("[]").lower(), *LOOPBACK_NAMES, *(host.lower() for host in settings.allowed_hosts)}
        return cls(hosts=frozenset(names), token=settings.token)

    def refusal(self, path: str, headers: Headers) -> Refusal | None:
        """Return why a request is not answered, or ``None``."""
        host = headers.get("host", "")
        if not self.knows(host):
            hint = f"name it in {HOSTS_VARIABLE} if it is this server"
            return Refusal(FORBIDDEN, f"{host[:200]!r} is not a name of this server; {hint}", "unknown-host")
        if _is_foreign(headers):
            message = f"Pages of other sites may not use this server: {headers.get('origin', 'unknown')[:200]!r}"
            return Refusal(FORBIDDEN, message, "foreign-origin")
        if path.startswith(GUARDED) and path not in OPEN_PATHS and not self.admits(headers):
            message = "The request brings no valid token; send it as `Authorization: Bearer TOKEN`"
            return Refusal(UNAUTHENTICATED, message, "unauthenticated")
        if _is_too_long(headers.get("content-length", "")):
            return Refusal(TOO_LARGE, _TOO_LONG, "too-large")
        return None

    def knows(self, host: str) -> bool:
        """Tell whether a request to this host is meant for this server."""
        return self.hosts is None or name_of(host) in self.hosts

    def admits(self, headers: Headers) -> bool:
        """Tell whether a request brings the token or the cookie of a session, if one is asked for."""
        if not self.token:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.is_token(given.strip())
        shown = cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE, "")
        return hmac.compare_digest(shown.encode(), self.session.encode())

    def is_token(self, text: str) -> bool:
        """Tell whether a text is the token, in a time that tells nothing of it; any is where none is asked for."""
        return not self.token or hmac.compare_digest(text.encode("utf-8", "replace"), self.token.encode())

    @property
    def session(self) -> str:
        """What a browser that logged in shows: it follows from the token, and does not tell it."""
        return hmac.new(self.token.encode(), b"penstock session", "sha256").hexdigest()


def name_of(host: str) -> str:
    """Return the name or address in a host with or without a port."""
    found = _HOST.fullmatch(host.strip())
    return found["name"].strip("[]").lower() if found else ""


def _is_foreign(headers: Headers) -> bool:
    """Tell whether a browser sent the request for a page that is not ours."""
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    scheme, _, place = origin.lower().partition("://")
    return scheme not in {"http", "https"} or place != headers.get("host", "").lower()


class SecurityMiddleware:
    """Refuses what a browser was tricked into, what brings no token, and what is too large."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers and "content-length" in headers:
            # A proxy in front may see another end of the request, and in what follows another request.
            close = {"Connection": "close"}
            response = error_response(INVALID_ARGUMENT, _TWO_LENGTHS, reason="invalid-request", headers=close)
            await response(scope, receive, send)
            return
        refusal = self._guard.refusal(scope["path"], headers)
        if refusal is not None:
            response = error_response(refusal.answer, refusal.message, reason=refusal.reason)
            await response(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)


def _is_too_long(length: str) -> bool:
    return length.isdecimal() and (len(length) > 18 or int(length) > LARGEST_BODY)


def _limited(receive: Receive) -> Receive:
    """Count what comes, whatever was announced."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise HTTPException(TOO_LARGE.status, _TOO_LONG)
        return message

    return counted
