"""Serves the web UI that was built into this package: one page for every address, and the files that it loads."""

import base64
import hashlib
import html
import mimetypes
import re
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

BUILT = Path(__file__).parent / "static"
"""Where the build of the package puts the pages."""

CALLS = ("/api/", "/apis/")
"""Addresses of programs; one that does not exist answers with an error that they can read."""

LICENSES = "/licenses.md"

_BASE = re.compile(r"<base href=\"[^\"]*\"\s*/?>")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
"""What some systems, Windows among them, name otherwise."""

_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Penstock</title></head>
<body style="font-family: system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; line-height: 1.5">
<h1>This Penstock has no web pages</h1>
<p>The server works: its API, <code>penstock.Client</code> and the command line do everything. The pages were left out
when this package was installed (<code>PENSTOCK_UI_BUILD=skip</code>).</p>
<p>In a working copy, <code>make ui</code> builds them; elsewhere install Penstock again without that variable. Reload
this page then.</p></body></html>
"""


def install_pages(app: FastAPI, *, prefix: str = "", folder: Path = BUILT) -> None:
    """Answer every address that no other route answers; call it last."""
    for extension, media_type in _MEDIA_TYPES.items():
        mimetypes.add_type(media_type, extension)
    pages = _Pages(folder, prefix)
    app.router.routes.extend(
        [
            Mount("/assets", GZipMiddleware(_Assets(directory=folder / "assets", check_dir=False), compresslevel=6)),
            Route(LICENSES, pages.licenses, methods=["GET"], include_in_schema=False),
            _PageRoute("/{rest:path}", pages.answer, methods=["GET"], include_in_schema=False),
        ],
    )


def content_policy(page: str) -> str:
    """Return what a browser may load for a page: what comes from this server, and the scripts written into it."""
    scripts = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(page))
    rules: Sequence[str] = (
        "default-src 'self'",
        f"script-src 'self' {scripts}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


class _PageRoute(Route):
    """Matches whatever is no call of a program."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Leave the addresses of the APIs alone."""
        if scope["type"] == "http" and f"{scope['path']}/".startswith(CALLS):
            return Match.NONE, {}
        return super().matches(scope)


class _Pages:
    """The one page, told under which prefix it is reached."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._file = folder / "index.html"
        self._base = f'<base href="{html.escape(prefix)}/" />'

    def answer(self, request: Request) -> Response:
        """Return the page; the addresses within it are the page's own matter."""
        del request
        page = self._read()
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": content_policy(page),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(page, headers=headers)

    def licenses(self, request: Request) -> Response:
        """Return what the pages bundle, and under which licenses; the page if they were not built."""
        file = self._file.with_name(LICENSES.removeprefix("/"))
        if not file.is_file():
            return self.answer(request)
        return PlainTextResponse(file.read_text("utf-8"), headers={"X-Content-Type-Options": "nosniff"})

    def _read(self) -> str:
        try:
            return _BASE.sub(self._base, self._file.read_text("utf-8"), count=1)
        except FileNotFoundError:
            return _NOT_BUILT


class _Assets(StaticFiles):
    """Files whose names change with what is in them: a browser asks for each of them once."""

    async def check_config(self) -> None:
        """Raise `HTTPException` where no pages were built."""
        try:
            await super().check_config()
        except RuntimeError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND) from error

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Return a file that may be kept for ever."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class PrefixMiddleware:
    """Lets the server be reached under a prefix, whether or not the proxy in front takes the prefix away."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without the prefix."""
        path = scope.get("path", "")
        if self._prefix and (path == self._prefix or path.startswith(f"{self._prefix}/")):
            raw = scope.get("raw_path") or path.encode()
            cut = len(self._prefix)
            scope = {**scope, "path": path[cut:] or "/", "raw_path": raw[len(self._prefix.encode()) :] or b"/"}
        await self._app(scope, receive, send)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
