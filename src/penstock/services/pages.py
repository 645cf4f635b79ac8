"""How lists are asked for: what is wanted of them, in which order, and from where on."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

Item = TypeVar("Item")

Operand: TypeAlias = str | int | float | datetime | tuple[str, ...] | tuple[int, ...]
"""What a field is compared with; several values for `Operation.IN`."""

TAG_PREFIX = "tags."
"""Begins the name of the field that is the tag of that name."""

METRIC_PREFIX = "metric:"
"""Begins the name of the field that is the metric of that name: of a run, any of the tasks that report it."""

PARAMETER_PREFIX = "param:"
"""Begins the name of the field that is the argument of that name: a number, or else the text of its JSON."""


class Operation(enum.Enum):
    """How a field is compared."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_EQUALS = "GREATER_THAN_EQUALS"
    LESS_THAN = "LESS_THAN"
    LESS_THAN_EQUALS = "LESS_THAN_EQUALS"
    IN = "IN"
    IS_SUBSTRING = "IS_SUBSTRING"


@dataclass(frozen=True, kw_only=True, slots=True)
class Predicate:
    """One thing that must hold of every item."""

    field: str
    operation: Operation
    value: Operand


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where a page ended: the value it was ordered by, and the number of the item in the store."""

    value: str | int | float | None
    key: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRequest:
    """A part of a list."""

    limit: int
    predicates: tuple[Predicate, ...] = ()
    """All of them must hold."""
    order: str = "created_at"
    is_descending: bool = False
    after: Position | None = None
    """Where the page before ended; ``None`` for the first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Item]):
    """A part of a list, and where it goes on."""

    items: tuple[Item, ...]
    total: int
    """How many items the whole list has."""
    end: Position | None = None
    """Where the next page begins; ``None`` if this was the last."""
