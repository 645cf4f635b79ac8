"""Responses: a message without its empty fields, as JSON that any text and any number survives."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response


def rendered(message: BaseModel) -> Response:
    """Return the response that carries a message."""
    data = _without_nothing(message)
    try:
        text = json.dumps(data, default=_encode, allow_nan=False, separators=(",", ":"))
    except ValueError:  # a number that JSON does not have
        text = json.dumps(_finite(data), default=_encode, separators=(",", ":"))
    return Response(text, media_type="application/json")


def timestamp(moment: datetime) -> str:
    """Return a time as protojson writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _encode(value: object) -> str:
    assert isinstance(value, datetime)
    return timestamp(value)


def _without_nothing(message: BaseModel) -> dict[str, Any]:
    return message.model_dump(exclude_none=True)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    return value
