"""Makes a value fit the type of the input it is bound to, as KFP promises it for each type."""

import json
from collections.abc import Callable, Mapping

from penstock.core.json import JsonValue, dumps, whole_numbers
from penstock.spec.component import InputParameterSpec
from penstock.spec.types import ParameterType, PrimitiveType

P = ParameterType

_OLD_TYPES = {
    PrimitiveType.INT: P.NUMBER_INTEGER,
    PrimitiveType.DOUBLE: P.NUMBER_DOUBLE,
    PrimitiveType.STRING: P.STRING,
    PrimitiveType.UNSPECIFIED: P.UNSPECIFIED,
}
_WORDS = {
    P.NUMBER_INTEGER: "a whole number",
    P.NUMBER_DOUBLE: "a number",
    P.BOOLEAN: "true or false",
    P.LIST: "a list",
}


class ConversionError(ValueError):
    """A value does not fit a type."""


def type_of(spec: InputParameterSpec) -> ParameterType:
    """Return the type of a parameter, also where only the deprecated field gives it."""
    return _OLD_TYPES[spec.type] if spec.parameter_type is P.UNSPECIFIED else spec.parameter_type


def fit(value: JsonValue, spec: InputParameterSpec, *, whole: bool) -> JsonValue:
    """Return the value as its type wants it; `whole` turns ``3.0`` in lists and structs into ``3`` (decision S4).

    Raises `ConversionError`.
    """
    if value is None:
        return None
    kind = type_of(spec)
    if kind is P.STRING:
        fitted = value if isinstance(value, str) else dumps(whole_numbers(value))
    elif kind is P.UNSPECIFIED:
        fitted = value
    else:
        fitted = _fit_typed(value, kind)
        if whole and isinstance(fitted, list | dict):
            fitted = whole_numbers(fitted)
    if spec.literals and fitted not in spec.literals:
        raise ConversionError(f"expects one of {', '.join(map(repr, spec.literals))}, got {fitted!r}")
    return fitted


def _fit_typed(value: JsonValue, kind: ParameterType) -> JsonValue:
    fitter = _FITTERS.get(kind, _struct)
    fitted = fitter(value)
    if fitted is None and isinstance(value, str):
        # A value that went through an input of type STRING: read it back.
        fitted = fitter(_parsed(value))
    if fitted is None:
        raise ConversionError(f"expects {_WORDS.get(kind, 'a mapping')}, got {type(value).__name__} {_shown(value)}")
    return fitted


def _integer(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _double(value: JsonValue) -> JsonValue:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _boolean(value: JsonValue) -> JsonValue:
    return value if isinstance(value, bool) else None


def _list(value: JsonValue) -> JsonValue:
    return value if isinstance(value, list) else None


def _struct(value: JsonValue) -> JsonValue:
    return value if isinstance(value, dict) else None


_FITTERS: Mapping[ParameterType, Callable[[JsonValue], JsonValue]] = {
    P.NUMBER_INTEGER: _integer,
    P.NUMBER_DOUBLE: _double,
    P.BOOLEAN: _boolean,
    P.LIST: _list,
}


def _parsed(text: str) -> JsonValue:
    try:
        return json.loads(text)
    except ValueError:
        lowered = text.strip().lower()
        return {"true": True, "false": False}.get(lowered)


def _shown(value: JsonValue) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
