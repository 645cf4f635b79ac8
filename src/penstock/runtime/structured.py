"""Dataclasses, pydantic models and enumerations as arguments and results of a function that a pipeline calls.

A pipeline carries JSON only. The text of this module travels inside a component that needs it, and runs wherever the
component does: it stands alone, on any Python from 3.9 on.
"""

import dataclasses
import enum
import functools
import inspect
import typing


def penstock_adapted(function: typing.Callable[..., typing.Any], types: typing.Dict[str, typing.Any]) -> typing.Any:
    """Return a function that takes and returns JSON; `types` are the real types of its parameters and ``return``."""

    @functools.wraps(function)
    def adapted(*args: typing.Any, **kwargs: typing.Any) -> typing.Any:
        given = {
            name: penstock_restored(types[name], value) if name in types else value for name, value in kwargs.items()
        }
        returned = function(*args, **given)
        return penstock_plain(returned) if "return" in types else returned

    adapted.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return adapted


def penstock_restored(kind: typing.Any, value: typing.Any) -> typing.Any:
    """Return the value of a type that JSON stands for; whole numbers may come as ``3.0``."""
    members = [member for member in typing.get_args(kind) if member is not type(None)]
    if value is None or (isinstance(kind, type) and not members and isinstance(value, kind)):
        return value
    origin = typing.get_origin(kind)
    if origin is typing.Union or type(kind).__name__ == "UnionType":
        return penstock_restored(members[0], value) if len(members) == 1 else value
    if origin is list and members:
        return [penstock_restored(members[0], item) for item in value]
    if origin is dict and members:
        return {key: penstock_restored(members[-1], item) for key, item in value.items()}
    return penstock_made(kind, value) if isinstance(kind, type) else value


def penstock_made(kind: typing.Any, value: typing.Any) -> typing.Any:
    """Return an instance of a class."""
    if issubclass(kind, enum.Enum):
        return kind(value)
    if hasattr(kind, "model_validate"):
        return kind.model_validate(value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        make: typing.Any = kind
        return make(**{name: penstock_restored(hints.get(name, object), item) for name, item in value.items()})
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return float(value) if kind is float and isinstance(value, int) else value


def penstock_plain(value: typing.Any) -> typing.Any:
    """Return the JSON that stands for a value, at any depth; anything else stays as it is."""
    value = value.value if isinstance(value, enum.Enum) else value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: penstock_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(penstock_plain(item) for item in value))
    if isinstance(value, list):
        return [penstock_plain(item) for item in value]
    return {key: penstock_plain(item) for key, item in value.items()} if isinstance(value, dict) else value
