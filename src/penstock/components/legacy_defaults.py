"""Default values of ``component.yaml``, which are text more often than not."""

import json
from collections.abc import Callable
from typing import Any

from penstock.core.errors import Problem
from penstock.dsl.parameter_types import canonical_name
from penstock.spec.types import Json, ParameterType

_TRUE = ("y", "yes", "t", "true", "on", "1")
_FALSE = ("n", "no", "f", "false", "off", "0")


def converted_default(
    value: Any, parameter: ParameterType, place: str, report: Callable[[Problem], None]
) -> Json | None:
    """Return a default as its type says, or None when there is none; reports one that does not suit."""
    if value is None:
        return None
    try:
        return _CONVERSIONS[parameter](value)
    except (ValueError, TypeError, KeyError):
        report(Problem("wrong-type", place, f"{value!r} is no {canonical_name(parameter)}"))
        return None


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in _TRUE + _FALSE:
        raise ValueError(text)
    return text in _TRUE


def _container(value: Any) -> Json:
    """Read a list or a mapping as KFP does: what is no JSON, such as ``None``, stays text, and callers give a value."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


_CONVERSIONS: dict[ParameterType, Callable[[Any], Json]] = {
    ParameterType.NUMBER_INTEGER: int,
    ParameterType.NUMBER_DOUBLE: float,
    ParameterType.STRING: str,
    ParameterType.BOOLEAN: _boolean,
    ParameterType.LIST: _container,
    ParameterType.STRUCT: _container,
}
