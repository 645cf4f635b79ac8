"""Records as JSON and back: what a server tells the commands that ask it, in the shape that the records have."""

import functools
from collections.abc import Hashable
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from penstock.core.json import JsonValue

Record = TypeVar("Record")


class OtherShapeError(ValueError):
    """What was told has another shape: it comes from another release."""


def to_json(kind: type[Record], record: Record) -> bytes:
    """Return the JSON text of a record; a number that JSON does not have becomes ``null``."""
    return _adapter(cast(Hashable, kind)).dump_json(record)


def from_json(kind: type[Record], value: JsonValue) -> Record:
    """Return the record that JSON holds. Raises `OtherShapeError`."""
    try:
        record: Record = _adapter(cast(Hashable, kind)).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise OtherShapeError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return record


@functools.cache
def _adapter(kind: Hashable) -> "TypeAdapter[Any]":
    return TypeAdapter(cast("type[Any]", kind))
