"""Requests to one server over HTTP, and its refusals as errors."""

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from penstock.client.answers import error_of, object_of, value_of
from penstock.client.credentials import Configuration, TokenCredentials, TokenCredentialsBase
from penstock.client.surroundings import is_loopback
from penstock.core.errors import UnreachableError
from penstock.core.json import JsonObject, JsonValue

TIMEOUT_SECONDS = 60.0
"""How long a server may be silent."""
PIECE_BYTES = 1 << 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """How a server is reached."""

    address: str
    """With its scheme, without a slash at the end."""
    credentials: TokenCredentialsBase = field(default_factory=lambda: TokenCredentials(""))
    headers: Mapping[str, str] = field(default_factory=dict)
    """What is sent beside, such as cookies."""
    proxy: str = ""
    ca_file: str = ""
    verifies: bool = True
    """Whether the certificate of the server is checked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """What a request carries."""

    content: bytes
    media_type: str


class Connection:
    """Sends requests to one server. Safe to share between threads."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(_proxies(access)),
            urllib.request.HTTPSHandler(context=_tls(access)),
            _Redirects(),
        )

    def get(self, path: str, query: Mapping[str, object] | None = None) -> JsonObject:
        """Return what lies at a path. Raises `ApiError`."""
        return self.send("GET", path, query=query)

    def get_value(self, path: str, query: Mapping[str, object] | None = None) -> JsonValue:
        """Return the object or list that lies at a path. Raises `ApiError`."""
        with self.opened("GET", path, query=query) as answer:
            return value_of(answer.read(), self.access.address)

    def post(self, path: str, message: JsonObject | None = None) -> JsonObject:
        """Send a message; return the answer. Raises `ApiError`."""
        return self.send("POST", path, body=json_body(message or {}))

    def send(
        self, method: str, path: str, *, query: Mapping[str, object] | None = None, body: Body | None = None
    ) -> JsonObject:
        """Send a request; return the JSON of the answer. Raises `ApiError`."""
        with self.opened(method, path, query=query, body=body) as answer:
            text = answer.read()
        return object_of(text, self.access.address)

    def stream(self, path: str, query: Mapping[str, object] | None = None) -> Iterator[bytes]:
        """Yield the bytes at a path as they come. Raises `ApiError`."""
        with self.opened("GET", path, query=query) as answer:
            while piece := answer.read1(PIECE_BYTES):
                yield piece

    @contextmanager
    def opened(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Any]:
        """Give the answer to a request as a file. Raises `ApiError`, also while it is read."""
        request = self._request(method, path, query, body)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            with error:
                raise error_of(error.code, error.reason, error.read(), request.full_url) from None
        except urllib.error.URLError as error:
            raise _unreachable(self.access, error.reason) from None
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(self.access, error) from None

    def _request(
        self, method: str, path: str, query: Mapping[str, object] | None, body: Body | None
    ) -> urllib.request.Request:
        given = urlencode({name: _words(value) for name, value in (query or {}).items()}, doseq=True)
        address = f"{self.access.address}{path}{'?' if given else ''}{given}"
        request = urllib.request.Request(address, method=method)  # noqa: S310 - the scheme was checked
        request.add_header("Accept", "application/json, */*")
        for name, value in self.access.headers.items():
            request.add_unredirected_header(name, value)
        configuration = Configuration()
        self.access.credentials.refresh_api_key_hook(configuration)
        if configuration.authorization:
            request.add_unredirected_header("Authorization", configuration.authorization)
        if body is not None:
            request.data = body.content
            request.add_header("Content-Type", body.media_type)
        return request


def _words(value: object) -> list[str]:
    """Return what a query says: nothing for what is empty, and each of several things."""
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [] if value in (None, "") else [str(value)]


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where a server sends to another address, that is a page for logging in, or the right address."""

    def redirect_request(self, req: urllib.request.Request, *answer: Any) -> None:
        """Raise the error that tells where the server sends."""
        file, code, _, headers, address = answer
        raise urllib.error.HTTPError(req.full_url, code, address, headers, file)


def json_body(message: JsonObject) -> Body:
    """Return the body that carries a message. Raises `ValueError` for a number that JSON does not have."""
    return Body(content=json.dumps(message, allow_nan=False).encode(), media_type="application/json")


def _proxies(access: Access) -> dict[str, str]:
    if access.proxy:
        return {"http": access.proxy, "https": access.proxy}
    return {} if is_loopback(access.address) else urllib.request.getproxies()


def _tls(access: Access) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=access.ca_file or None)
    if not access.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _unreachable(access: Access, reason: object) -> UnreachableError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        message = f"The certificate of {access.address} is not trusted: {reason.verify_message}"
        return UnreachableError(message, hint="name the file of its authority with ssl_ca_cert")
    if isinstance(reason, ssl.SSLError):
        message = f"{access.address} does not answer in HTTPS: {reason.reason or reason}"
        return UnreachableError(message, hint="if the server speaks HTTP, write http://")
    told = (getattr(reason, "strerror", None) or str(reason) or type(reason).__name__).strip()
    here = is_loopback(access.address)
    hint = "start one: penstock server" if here else "check the address, the network and the proxy"
    return UnreachableError(f"No server answers at {access.address}: {told}", hint=hint)
