"""Values to JSON-like data and back, as protobuf's JSON mapping has it: camelCase, defaults left out.

Both directions are built once per class from its type hints, so that converting costs one call per field.
"""

import dataclasses
import enum
import functools
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.spec.types import ABSENT, Absent, Int64

T = TypeVar("T")
Report = Callable[[Problem], None]
Decoder = Callable[[Any, str, Report], Any]
Encoder = Callable[[Any], Any]

_DURATION = re.compile(r"^(-?\d+(?:\.\d{1,9})?)s$")


def decode(cls: type[T], data: object, *, path: str = "") -> tuple[T, tuple[Problem, ...]]:
    """Read a value of a spec class from JSON-like data.

    Never raises: what cannot be read is left at its default and reported with its place, as is every unknown
    field (a warning: a newer KFP may have written it).
    """
    problems: list[Problem] = []
    value = _decoder(cls)(data, path, problems.append)
    return (cls() if value is None else value), tuple(problems)


def encode(value: object) -> dict[str, Any]:
    """Render a spec value as JSON-like data; fields at their default are left out."""
    data = _encoder(type(value))(value)
    assert isinstance(data, dict)
    return data


def json_name(attribute: str) -> str:
    """Return the camelCase name of a field."""
    head, *rest = attribute.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _wrong(report: Report, path: str, expected: str, got: object) -> None:
    shown = repr(got)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    report(Problem("wrong-type", path, f"expects {expected}, got {type(got).__name__} {shown}"))


def _decode_str(data: Any, path: str, report: Report) -> Any:
    if isinstance(data, str):
        return data
    _wrong(report, path, "text", data)
    return None


def _decode_bool(data: Any, path: str, report: Report) -> Any:
    if isinstance(data, bool):
        return data
    _wrong(report, path, "true or false", data)
    return None


def _decode_int(data: Any, path: str, report: Report) -> Any:
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    if isinstance(data, float) and data.is_integer():
        return int(data)
    if isinstance(data, str) and re.fullmatch(r"-?\d{1,19}", data):
        return int(data)
    _wrong(report, path, "a whole number", data)
    return None


def _decode_float(data: Any, path: str, report: Report) -> Any:
    if isinstance(data, int | float) and not isinstance(data, bool):
        return float(data)
    _wrong(report, path, "a number", data)
    return None


def _decode_duration(data: Any, path: str, report: Report) -> Any:
    match = _DURATION.match(data) if isinstance(data, str) else None
    if match:
        return timedelta(seconds=float(match.group(1)))
    _wrong(report, path, "a duration such as '60s'", data)
    return None


def _encode_duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    return f"{int(seconds)}s" if seconds == int(seconds) else f"{seconds:.6f}".rstrip("0") + "s"


def _decode_any(data: Any, _path: str, _report: Report) -> Any:
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


@functools.cache
def _decoder(hint: Any) -> Decoder:
    if hint in _SCALARS:
        return _SCALARS[hint][0]
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _decoder(_without_none(hint))
    if origin is tuple:
        return _sequence_decoder(_decoder(typing.get_args(hint)[0]))
    if origin in (Mapping, dict):
        return _mapping_decoder(_decoder(typing.get_args(hint)[1]))
    if issubclass(hint, enum.Enum):
        return _enum_decoder(hint)
    return _message_decoder(hint)


def _without_none(hint: Any) -> Any:
    (inner,) = (arg for arg in typing.get_args(hint) if arg not in (type(None), Absent))
    return inner


def _sequence_decoder(item: Decoder) -> Decoder:
    def read(data: Any, path: str, report: Report) -> Any:
        if not isinstance(data, list):
            _wrong(report, path, "a list", data)
            return None
        return tuple(item(entry, f"{path}[{index}]", report) for index, entry in enumerate(data))

    return read


def _mapping_decoder(item: Decoder) -> Decoder:
    def read(data: Any, path: str, report: Report) -> Any:
        if not isinstance(data, dict):
            _wrong(report, path, "a mapping", data)
            return None
        values = {str(key): item(entry, f"{path}.{key}", report) for key, entry in data.items()}
        return values if item is _decode_any else {key: value for key, value in values.items() if value is not None}

    return read


def _enum_decoder(cls: type[enum.Enum]) -> Decoder:
    members = {member.value: member for member in cls}
    by_number = dict(enumerate(members.values()))

    def read(data: Any, path: str, report: Report) -> Any:
        member = by_number.get(data) if isinstance(data, int) else members.get(data) if isinstance(data, str) else None
        if member is None:
            hint = did_you_mean(str(data), members)
            report(Problem("unknown-value", path, f"{data!r} is not a value of {cls.__name__}{hint}"))
        return member

    return read


def _message_decoder(cls: type[Any]) -> Decoder:
    hints = typing.get_type_hints(cls)
    fields: dict[str, tuple[str, Decoder]] = {}
    for field in dataclasses.fields(cls):
        entry = (field.name, _lazy_decoder(hints[field.name]))
        fields[json_name(field.name)] = entry
        fields[field.name] = entry

    def read(data: Any, path: str, report: Report) -> Any:
        if not isinstance(data, dict):
            _wrong(report, path, f"a mapping ({cls.__name__})", data)
            return None
        values: dict[str, Any] = {}
        for key, entry in data.items():
            known = fields.get(key)
            place = f"{path}.{key}" if path else str(key)
            if known is None:
                names = (json_name(field.name) for field in dataclasses.fields(cls))
                message = f"{cls.__name__} has no field {key!r}{did_you_mean(str(key), names)}"
                report(Problem("unknown-field", place, message, severity="warning"))
                continue
            name, item = known
            value = item(entry, place, report)
            if value is not None or item is _decode_any:
                values[name] = value
        return cls(**values)

    return read


def _lazy_decoder(hint: Any) -> Decoder:
    """Build the decoder at its first use, since components hold graphs that hold components."""
    if hint in _SCALARS or (typing.get_origin(hint) is types.UnionType and _without_none(hint) is Any):
        return _decoder(hint)
    built: list[Decoder] = []

    def read(data: Any, path: str, report: Report) -> Any:
        if not built:
            built.append(_decoder(hint))
        return built[0](data, path, report)

    return read


@functools.cache
def _encoder(hint: Any) -> Encoder:
    if hint in _SCALARS:
        return _SCALARS[hint][1]
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _encoder(_without_none(hint))
    if origin is tuple:
        item = _encoder(typing.get_args(hint)[0])
        return list if item is _identity else lambda value: [item(entry) for entry in value]
    if origin in (Mapping, dict):
        item = _encoder(typing.get_args(hint)[1])
        return dict if item is _identity else lambda value: {key: item(entry) for key, entry in value.items()}
    if issubclass(hint, enum.Enum):
        return lambda value: value.value
    return _message_encoder(hint)


def _message_encoder(cls: type[Any]) -> Encoder:
    hints = typing.get_type_hints(cls)
    fields = [
        (field.name, json_name(field.name), _lazy_encoder(hints[field.name]), _default(field))
        for field in dataclasses.fields(cls)
    ]

    def write(value: Any) -> Any:
        data: dict[str, Any] = {}
        for name, key, item, default in fields:
            entry = getattr(value, name)
            if entry is default or (default is not ABSENT and entry == default):
                continue
            data[key] = item(entry)
        return data

    return write


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _lazy_encoder(hint: Any) -> Encoder:
    built: list[Encoder] = []

    def write(value: Any) -> Any:
        if not built:
            built.append(_encoder(hint))
        return built[0](value)

    return write
