"""From errors to HTTP: the one table of status codes, and the body that KFP's clients read."""

import errno
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from penstock.core.errors import (
    ArgumentsError,
    ArtifactStoreError,
    AuthorError,
    CallerError,
    ConflictError,
    NameTakenError,
    NotFoundError,
    PenstockError,
    Problem,
    SpecError,
    StoreError,
)
from penstock.core.json import JsonObject
from penstock.server.methods import allowed_methods

log = logging.getLogger(__name__)

MOST_PROBLEMS = 50
"""Problems that one answer names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a kind of error is told: by an HTTP status, and by the code of google.rpc."""

    status: int
    rpc_code: int


INVALID_ARGUMENT = Answer(400, 3)
NOT_FOUND = Answer(404, 5)
ALREADY_EXISTS = Answer(409, 6)
FORBIDDEN = Answer(403, 7)
FAILED_PRECONDITION = Answer(400, 9)
WRONG_METHOD = Answer(405, 12)
UNIMPLEMENTED = Answer(501, 12)
INTERNAL = Answer(500, 13)
UNAVAILABLE = Answer(503, 14)
UNAUTHENTICATED = Answer(401, 16)
TOO_LARGE = Answer(413, 3)

ANSWERS: tuple[tuple[type[PenstockError], Answer], ...] = (
    (NotFoundError, NOT_FOUND),
    (NameTakenError, ALREADY_EXISTS),
    (ConflictError, FAILED_PRECONDITION),
    (CallerError, INVALID_ARGUMENT),
    (AuthorError, INVALID_ARGUMENT),
    (StoreError, UNAVAILABLE),
    (ArtifactStoreError, UNAVAILABLE),
    (PenstockError, INTERNAL),
)
"""The first that fits counts."""

RETRY_SECONDS = 2
"""When to ask again what could not be done: a store that was locked is free by then, as a rule."""

_HEADERS: dict[Answer, dict[str, str]] = {
    UNAUTHENTICATED: {"WWW-Authenticate": "Bearer"},
    UNAVAILABLE: {"Retry-After": str(RETRY_SECONDS)},
}
_STATUSES = {
    401: UNAUTHENTICATED,
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: WRONG_METHOD,
    413: TOO_LARGE,
    501: UNIMPLEMENTED,
}

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""A full disk or quota; no more files or memory for this process."""

_NO_OBJECT = frozenset({"model_attributes_type", "model_type", "dict_type"})
"""What is said of a body that is something else, or whose media type says that it is no JSON."""

_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


def install_problems(app: FastAPI) -> None:
    """Answer every error of an application in KFP's words."""
    app.add_exception_handler(PenstockError, _on_penstock_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(OSError, _on_os_error)
    app.add_exception_handler(Exception, _on_any_error)


def error_body(answer: Answer, message: str, *, reason: str, problems: tuple[Problem, ...] = ()) -> JsonObject:
    """Render an error; the fields that are at fault are among the details."""
    details: list[JsonObject] = [{"@type": _ERROR_INFO, "reason": reason, "domain": "penstock"}]
    if problems:
        details.append(
            {
                "@type": _BAD_REQUEST,
                "field_violations": [
                    {"field": problem.path, "description": problem.message, "reason": problem.code}
                    for problem in problems[:MOST_PROBLEMS]
                ],
            }
        )
    return {"error": message, "code": answer.rpc_code, "message": message, "details": details}


def error_response(
    answer: Answer,
    message: str,
    *,
    reason: str,
    problems: tuple[Problem, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the response that tells an error."""
    body = error_body(answer, _clean(message), reason=reason, problems=problems)
    return JSONResponse(body, status_code=answer.status, headers={**_HEADERS.get(answer, {}), **(headers or {})})


def answer_for(error: PenstockError) -> Answer:
    """Return how an error is told."""
    return next(answer for kind, answer in ANSWERS if isinstance(error, kind))


def _on_penstock_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PenstockError)
    answer = answer_for(error)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error(
            "request failed",
            exc_info=error,
            extra={"event": "http.failed", "path": request.url.path, "code": error.code},
        )
    problems = error.problems if isinstance(error, SpecError | ArgumentsError) else ()
    wrong = tuple(problem for problem in problems if problem.severity == "error")
    return error_response(answer, str(error), reason=error.code, problems=wrong)


def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    del request
    assert isinstance(error, RequestValidationError)
    problems = tuple(
        Problem(
            "invalid-request", ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]), _words(found)
        )
        for found in error.errors()
    )
    told = "; ".join(f"{problem.path}: {problem.message}" if problem.path else problem.message for problem in problems)
    return error_response(INVALID_ARGUMENT, told[:2000], reason="invalid-request", problems=problems)


def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    cause = error.__cause__
    if isinstance(cause, OSError):  # while the body was read
        return _on_os_error(request, cause)
    unread = _unread(cause)
    if unread:
        return error_response(INVALID_ARGUMENT, unread.message, reason=unread.code, problems=(unread,))
    answer = _STATUSES.get(error.status_code, Answer(error.status_code, INVALID_ARGUMENT.rpc_code))
    place = "" if answer is UNIMPLEMENTED else f": {request.method} {request.url.path}"
    message = f"{error.detail}{place}"
    reason = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = allowed_methods(request.app.openapi(), request.scope["path"])
        headers["Allow"] = ", ".join(methods) or headers.get("Allow", "")
    return error_response(answer, message, reason=reason, headers=headers)


def _on_os_error(request: Request, error: Exception) -> JSONResponse:
    """Tell that the machine has no room: for what is uploaded, for example, before it reaches any store."""
    assert isinstance(error, OSError)
    if error.errno not in _FULL:
        return _on_any_error(request, error)
    log.error("no room", exc_info=error, extra={"event": "http.failed", "path": request.url.path})
    message = f"The server has no room for this request: {error.strerror}"
    return error_response(UNAVAILABLE, message, reason="no-room")


def _on_any_error(request: Request, error: Exception) -> JSONResponse:
    log.error("request broke", exc_info=error, extra={"event": "http.broke", "path": request.url.path})
    message = "The server made a mistake; its log says which"
    return error_response(INTERNAL, message, reason="internal-error")


def _unread(cause: BaseException | None) -> Problem | None:
    """Tell why the body of a request could not be read, if that is what happened."""
    if isinstance(cause, RecursionError):
        return Problem("invalid-request", "body", "the body nests lists and objects too deep")
    if isinstance(cause, UnicodeDecodeError):
        return Problem("invalid-request", "body", f"the body is not UTF-8: {cause.reason} at byte {cause.start}")
    if isinstance(cause, ValueError):  # of what is JSON, Python refuses nothing else
        return Problem("invalid-request", "body", "a number in the body has too many digits")
    return None


def _words(found: JsonObject) -> str:
    if found["type"] == "extra_forbidden":
        return f'unknown field "{found["loc"][-1]}"'
    if found["loc"] == ("body",):
        if found["type"] == "missing":
            return "the request has none"
        if found["type"] in _NO_OBJECT:
            return "it is no JSON object; send one, with `Content-Type: application/json`"
    if found["type"] == "json_invalid":
        return f"the body is not JSON: {found.get('ctx', {}).get('error', '')}"
    return str(found["msg"])


def _clean(text: str) -> str:
    """Replace half surrogate pairs, which no response can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
