"""Answers as JSON that any text and any number survives."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response


def answered(body: BaseModel, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that carries a body."""
    return Response(json_of(body), status_code=status, headers=headers, media_type="application/json")


def json_of(body: BaseModel, *, exclude_none: bool = False, exclude_unset: bool = False) -> str:
    """Render a body; a number that JSON does not have becomes ``null``, half a surrogate pair a question mark."""
    try:
        return body.model_dump_json(exclude_none=exclude_none, exclude_unset=exclude_unset, by_alias=True)
    except ValueError:
        data = body.model_dump(mode="python", exclude_none=exclude_none, exclude_unset=exclude_unset, by_alias=True)
        cleaned = type(body).model_construct(**_cleaned(data))
        return json.dumps(cleaned.model_dump(mode="json", warnings=False, by_alias=True), separators=(",", ":"))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value
