"""Values to JSON-like data and back, as protobuf's JSON mapping has it: camelCase, defaults left out.

Both directions are built once per class from its type hints. A place in the document is a chain of cells
(parent, key) that is put into words only when there is a problem to report.
"""

import enum
import functools
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.spec.types import ABSENT, Absent, Int64
from penstock.spec.values import MISSING, Field, fields_of, types_of

T = TypeVar("T")
Report: TypeAlias = Callable[[Problem], None]
Place: TypeAlias = tuple[Any, Any] | None
Decoder: TypeAlias = Callable[[Any, Place, Report], Any]
Encoder: TypeAlias = Callable[[Any], Any]

_DURATION = re.compile(r"(-?\d{1,12}(?:\.\d{1,9})?)s")
_UNKNOWN: tuple[str, Decoder | None] = ("", None)
_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1


def decode(cls: type[T], data: object, *, path: str = "") -> tuple[T, tuple[Problem, ...]]:
    """Read a value of a spec class from JSON-like data.

    Never raises: what cannot be read is left at its default and reported with its place, as is every unknown
    field (a warning: a newer KFP may have written it).
    """
    problems: list[Problem] = []
    read: Decoder = _decoder(cls)  # type: ignore[arg-type]  # a class is hashable
    value = read(data, (None, path), problems.append)
    return (cls() if value is None else value), tuple(problems)


def encode(value: object) -> dict[str, Any]:
    """Render a spec value as JSON-like data; fields at their default are left out."""
    cls: Any = type(value)
    data = _encoder(cls)(value)
    assert isinstance(data, dict)
    return data


@functools.cache
def json_name(attribute: str) -> str:
    """Return the camelCase name of a field."""
    head, *rest = attribute.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _text_of(place: Place) -> str:
    keys: list[Any] = []
    while place is not None:
        place, key = place
        keys.append(key)
    text = ""
    for key in reversed(keys):
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def _wrong(report: Report, place: Place, expected: str, got: object) -> None:
    shown = repr(got)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    report(Problem("wrong-type", _text_of(place), f"expects {expected}, got {type(got).__name__} {shown}"))


def _decode_str(data: Any, place: Place, report: Report) -> Any:
    if type(data) is str:
        return data
    return _wrong(report, place, "text", data)


def _decode_bool(data: Any, place: Place, report: Report) -> Any:
    if isinstance(data, bool):
        return data
    return _wrong(report, place, "true or false", data)


def _decode_int(data: Any, place: Place, report: Report) -> Any:
    number = data
    if (isinstance(data, str) and re.fullmatch(r"-?\d{1,19}", data)) or (isinstance(data, float) and data.is_integer()):
        number = int(data)
    if isinstance(number, int) and not isinstance(number, bool) and _INT64_MIN <= number <= _INT64_MAX:
        return number
    return _wrong(report, place, "a whole number", data)


def _decode_float(data: Any, place: Place, report: Report) -> Any:
    if isinstance(data, int | float) and not isinstance(data, bool) and abs(data) < 2**1023:
        return float(data)
    return _wrong(report, place, "a number", data)


def _decode_duration(data: Any, place: Place, report: Report) -> Any:
    match = _DURATION.fullmatch(data) if isinstance(data, str) else None
    if match:
        return timedelta(seconds=float(match.group(1)))
    return _wrong(report, place, "a duration such as '60s'", data)


def _encode_duration(value: timedelta) -> str:
    whole, rest = divmod(value, timedelta(seconds=1))
    if rest and whole < 0:
        return "-" + _encode_duration(-value)
    fraction = f".{rest.microseconds:06d}".rstrip("0") if rest else ""
    return f"{whole}{fraction}s"


def _decode_any(data: Any, _place: Place, _report: Report) -> Any:
    return data


def _identity(value: Any) -> Any:
    return value


_SCALARS: dict[object, tuple[Decoder, Encoder]] = {
    str: (_decode_str, _identity),
    bool: (_decode_bool, _identity),
    int: (_decode_int, _identity),
    Int64: (_decode_int, str),
    float: (_decode_float, _identity),
    timedelta: (_decode_duration, _encode_duration),
    Any: (_decode_any, _identity),
}


def _without_none(hint: Any) -> Any:
    """Strip ``| None`` and ``| Absent`` from a hint."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint
    (inner,) = (arg for arg in typing.get_args(hint) if arg not in (type(None), Absent))
    return inner


@functools.cache
def _decoder(given: Any) -> Decoder:
    hint = _without_none(given)
    if hint in _SCALARS:
        return _SCALARS[hint][0]
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _sequence_decoder(_decoder(typing.get_args(hint)[0]))
    if origin in (Mapping, dict):
        return _mapping_decoder(_decoder(typing.get_args(hint)[1]))
    return _enum_decoder(hint) if issubclass(hint, enum.Enum) else _message_decoder(hint)


def _sequence_decoder(item: Decoder) -> Decoder:
    def read(data: Any, place: Place, report: Report) -> Any:
        if not isinstance(data, list):
            return _wrong(report, place, "a list", data)
        values = [item(entry, (place, index), report) for index, entry in enumerate(data)]
        return tuple(values if item is _decode_any else [value for value in values if value is not None])

    return read


def _mapping_decoder(item: Decoder) -> Decoder:
    def read(data: Any, place: Place, report: Report) -> Any:
        if not isinstance(data, dict):
            return _wrong(report, place, "a mapping", data)
        if item is _decode_any:
            return {str(key): entry for key, entry in data.items()}
        values = {}
        for key, entry in data.items():
            value = item(entry, (place, str(key)), report)
            if value is not None:
                values[str(key)] = value
        return values

    return read


def _enum_decoder(cls: type[enum.Enum]) -> Decoder:
    members = {member.value: member for member in cls}
    by_number = dict(enumerate(members.values()))

    def read(data: Any, place: Place, report: Report) -> Any:
        member = by_number.get(data) if type(data) is int else members.get(data) if type(data) is str else None
        if member is None:
            message = f"{str(data)[:60]!r} is not a value of {cls.__name__}{did_you_mean(str(data), members)}"
            report(Problem("unknown-value", _text_of(place), message))
        return member

    return read


def _message_decoder(cls: type[Any]) -> Decoder:
    hints = types_of(cls)
    names = list(fields_of(cls))
    fields: dict[Any, tuple[str, Decoder | None]] = {}
    for name in names:
        fields[json_name(name)] = fields[name] = (name, _decoder(hints[name]))

    def read(data: Any, place: Place, report: Report) -> Any:
        if not isinstance(data, dict):
            return _wrong(report, place, f"a mapping ({cls.__name__})", data)
        values: dict[str, Any] = {}
        for key, entry in data.items():
            name, item = fields.get(key, _UNKNOWN)
            if item is _decode_any or (item is _decode_str and type(entry) is str):
                values[name] = entry
            elif item is None:
                _unknown(cls, key, place, report)
            elif entry is not None and (value := item(entry, (place, key), report)) is not None:
                values[name] = value
        return cls(**values)

    return read


def _unknown(cls: type[Any], key: object, place: Place, report: Report) -> None:
    names = [json_name(name) for name in fields_of(cls)]
    message = f"{cls.__name__} has no field {str(key)[:80]!r}{did_you_mean(str(key)[:80], names)}"
    report(Problem("unknown-field", _text_of((place, key)), message, severity="warning"))


@functools.cache
def _encoder(given: Any) -> Encoder:
    hint = _without_none(given)
    if hint in _SCALARS:
        return _SCALARS[hint][1]
    origin = typing.get_origin(hint)
    if origin is tuple:
        item = _encoder(typing.get_args(hint)[0])
        return list if item is _identity else lambda value: [item(entry) for entry in value]
    if origin in (Mapping, dict):
        item = _encoder(typing.get_args(hint)[1])
        return dict if item is _identity else lambda value: {key: item(entry) for key, entry in value.items()}
    return _encode_enum if issubclass(hint, enum.Enum) else _message_encoder(hint)


def _encode_enum(value: Any) -> Any:
    return value.value


def _message_encoder(cls: type[Any]) -> Encoder:
    hints = types_of(cls)
    fields = [(name, json_name(name), _encoder(hints[name]), _default(field)) for name, field in fields_of(cls).items()]

    def write(value: Any) -> Any:
        data: dict[str, Any] = {}
        for name, key, item, default in fields:
            entry = getattr(value, name)
            if entry is default or (default is not ABSENT and entry == default):
                continue
            data[key] = entry if item is _identity else item(entry)
        return data

    return write


def _default(field: Field) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default
