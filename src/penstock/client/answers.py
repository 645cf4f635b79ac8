"""What servers answer: JSON, or why not."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from penstock.core.errors import ApiError, Problem
from penstock.core.json import JsonObject

LONGEST = 500
"""How much of a text that is no JSON is told."""
_OTHER = "is this the address of a Penstock or KFP server?"
_HINTS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "pass existing_token=..., or set PENSTOCK_TOKEN",
    HTTPStatus.FORBIDDEN: "ask who runs the server for access",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "a pipeline file has at most 32 MiB",
    HTTPStatus.BAD_GATEWAY: "the proxy in front of the server does not reach it",
    HTTPStatus.SERVICE_UNAVAILABLE: "try again in a moment",
    HTTPStatus.GATEWAY_TIMEOUT: "the proxy in front of the server does not reach it",
}


def value_of(text: bytes, address: str) -> JsonObject | list[Any]:
    """Return the object or list that an answer holds. Raises `ApiError`."""
    try:
        content = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict | list):
        what = "a web page" if text.lstrip()[:1] == b"<" else "something else than JSON"
        message = f"{address} answers with {what}"
        raise ApiError(message, status=HTTPStatus.OK, body=text.decode("utf-8", "replace"), hint=_OTHER)
    return content


def object_of(text: bytes, address: str) -> JsonObject:
    """Return the object that an answer holds. Raises `ApiError`."""
    content = value_of(text, address)
    if isinstance(content, list):
        raise ApiError(f"{address} answers with a list", status=HTTPStatus.OK, hint=_OTHER)
    return content


def error_of(status: int, reason: str, text: bytes, address: str) -> ApiError:
    """Return the error that an answer tells."""
    body = text.decode("utf-8", "replace")
    if 300 <= status < 400:
        hint = "log in there and pass the cookies or a token, or give that address as the host"
        return ApiError(f"{address} sends to {reason!r}", status=status, reason="redirection", body=body, hint=hint)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        told = _one_line(body) if body.lstrip()[:1] != "<" else "a web page"
        message = f"{address} answers {status} {reason}{f': {told}' if told else ''}"
        return ApiError(message, status=status, reason=reason, body=body, hint=_HINTS.get(status, _OTHER))
    told = str(content.get("message") or content.get("error") or f"{address} answers {status} {reason}")
    problems = tuple(_problems(content))
    message, hint = (told, "") if problems else _with_hint(told)
    hint = hint or _HINTS.get(status, "")
    return ApiError(message, status=status, reason=reason, body=body, problems=problems, hint=hint)


def _with_hint(text: str) -> tuple[str, str]:
    """Take a message apart: a server of ours writes its hint in a line of its own."""
    message, _, hint = text.partition("\n  ")
    return (message, hint) if "\n" not in message + hint else (text, "")


def _problems(content: JsonObject) -> Iterator[Problem]:
    """Yield the fields that are at fault."""
    for detail in _objects(content.get("details")):
        for found in _objects(detail.get("field_violations", detail.get("fieldViolations"))):
            code = str(found.get("reason") or "invalid")
            yield Problem(code, str(found.get("field", "")), str(found.get("description", "")))


def _objects(value: Any) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
