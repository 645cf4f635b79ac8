"""Messages: from JSON to objects with attributes, and how these show themselves in a terminal and in a notebook."""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from penstock.client.pages import card, rows
from penstock.core.errors import ApiError
from penstock.core.json import JsonObject

LONG = {"penstock": "long"}
"""Marks a field whose content is too long to be shown with the others."""
Convert = Callable[[Any], Any]
WIDTH = 100
"""How long a line of a message in a terminal is at most."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Message:
    """A message of a server. What it does not say is ``None``; what is unknown here is passed over."""

    @classmethod
    def from_dict(cls, data: JsonObject) -> Self:
        """Return the message that JSON holds. Raises `ApiError` for JSON of another shape."""
        converts = _fields(cls)
        try:
            return cls(**{name: converts[name](value) for name, value in data.items() if name in converts})
        except (AttributeError, TypeError, ValueError) as error:
            message = f"The server tells a {cls.__name__} in a shape that is not KFP's: {error}"
            raise ApiError(message, status=HTTPStatus.OK, hint="is this the address of a KFP server?") from error

    def to_dict(self) -> dict[str, Any]:
        """Return every attribute by its name, as the messages of KFP's client do."""
        return {name: _plain(getattr(self, name)) for name in _fields(type(self))}

    def __repr__(self) -> str:
        long = _long(type(self))
        known = {name: getattr(self, name) for name in _fields(type(self)) if getattr(self, name) is not None}
        parts = [f"{name}={'...' if name in long else repr(value)}" for name, value in known.items()]
        line = f"{type(self).__name__}({', '.join(parts)})"
        if len(line) <= WIDTH:
            return line
        inside = ",\n".join(parts).replace("\n", "\n    ")
        return f"{type(self).__name__}(\n    {inside},\n)"

    def _repr_html_(self) -> str:
        shown = self._shown()
        items = next((value for value in shown.values() if isinstance(value, list)), None)
        if items and all(isinstance(item, Linked) for item in items):
            return rows([item.facts() for item in items], [item.link for item in items], shown.get("total_size"))
        return card(type(self).__name__, {name: value for name, value in shown.items() if value is not None}, "")

    def _shown(self) -> dict[str, Any]:
        """Return what is worth a look."""
        values = {name: getattr(self, name) for name in _fields(type(self))}
        return {name: value for name, value in values.items() if name not in _long(type(self))}


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Linked(Message):
    """A message about a thing that has a page in the web interface."""

    link: str = field(default="", compare=False)
    """The address of its page."""

    def facts(self) -> dict[str, Any]:
        """Return what a line of a table says of it."""
        known = self._shown()
        return {name: known[name] for name in _FACTS if known.get(name) is not None}

    def _repr_html_(self) -> str:
        known = {name: value for name, value in self._shown().items() if value is not None}
        return card(type(self).__name__, known, self.link)


_FACTS = ("display_name", "state", "description", "created_at", "finished_at", "last_run_created_at", "storage_state")


def _fields(cls: type[Message]) -> Mapping[str, Convert]:
    return _converts(typing.cast(Hashable, cls))


@functools.cache
def _converts(cls: Hashable) -> Mapping[str, Convert]:
    """Return how each field of a message is read."""
    assert isinstance(cls, type)
    hints = typing.get_type_hints(cls)
    return {item.name: _convert_of(hints[item.name]) for item in dataclasses.fields(cls) if item.name != "link"}


def _long(cls: type[Message]) -> frozenset[str]:
    return frozenset(item.name for item in dataclasses.fields(cls) if item.metadata == LONG)


def _convert_of(hint: Any) -> Convert:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        inner = _convert_of(next(arm for arm in arguments if arm is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    if origin in (list, dict):
        item = _convert_of(arguments[-1])
        return lambda value: _each(value, item)
    if isinstance(hint, type) and issubclass(hint, Message):
        return hint.from_dict
    return datetime.fromisoformat if hint is datetime else _as_it_is


def _each(value: Any, convert: Convert) -> Any:
    if isinstance(value, dict):
        return {name: convert(part) for name, part in value.items()}
    return [convert(part) for part in value]


def _as_it_is(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_dict()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
