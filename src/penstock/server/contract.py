"""The OpenAPI document: what FastAPI reads from the routes, and what every route has in common."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from penstock.server.schemas.body import Error
from penstock.server.security import OPEN_PATHS, SESSION_COOKIE

Operation: TypeAlias = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_ERRORS = {
    HTTPStatus.BAD_REQUEST: "Something in the request is wrong; the details name the fields",
    HTTPStatus.UNAUTHORIZED: "The server asks for a token, and the request brings none that is valid",
    HTTPStatus.FORBIDDEN: "The request comes from a page of another site, or goes to a name that is not the server's",
    HTTPStatus.NOT_FOUND: "There is no such thing",
    HTTPStatus.CONFLICT: "The name is taken",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large",
    HTTPStatus.SERVICE_UNAVAILABLE: "The store is busy or its disk is full; nothing was lost: ask again",
}
_NAMES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "REQUEST_ENTITY_TOO_LARGE"}
"""What Python 3.13 calls otherwise: the document is the same on every Python."""
_ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE)
_OF_WRITING = (HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}}}

_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "The token of the server, if it was started with one"},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "Of a browser that logged in"},
}


def install_contract(app: FastAPI) -> None:
    """Let an application answer `/openapi.json` with its whole contract; call it once all routes are there."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    components = document["components"]
    schemas = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):  # of FastAPI, whose errors are answered in our form
        schemas.pop(name, None)
    error = Error.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    schemas.update({**error.pop("$defs"), "Error": error})
    components["securitySchemes"] = _SCHEMES
    components["responses"] = {_name(status): _response(status) for status in _ERRORS}
    for path, method, operation in _operations(document):
        _complete(path, method, operation)
    return document


def _complete(path: str, method: str, operation: Operation) -> None:
    """Say who may call an operation, and how it fails."""
    responses = operation["responses"]
    responses.pop("422", None)
    statuses = [*_ALWAYS, *(_OF_WRITING if method != "get" else ())]
    if operation.get("parameters") or "requestBody" in operation:
        statuses.append(HTTPStatus.NOT_FOUND)
    if path in OPEN_PATHS:
        operation["security"] = []
    else:
        operation["security"] = [{name: []} for name in _SCHEMES]
    if path not in OPEN_PATHS or method == "post":
        statuses.append(HTTPStatus.UNAUTHORIZED)
    for status in sorted(statuses):
        responses.setdefault(str(status.value), {"$ref": f"#/components/responses/{_name(status)}"})


def _name(status: HTTPStatus) -> str:
    return _NAMES.get(status, status.name)


def _response(status: HTTPStatus) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"{_SCHEMAS}Error"}}}
    response: dict[str, Any] = {"description": _ERRORS[status], "content": content}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response["headers"] = _RETRY_AFTER
    return response


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation
