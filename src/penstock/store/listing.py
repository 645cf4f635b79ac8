"""Lists that are filtered and sorted by any field, page by page, each page found from where the last one ended."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.services.pages import (
    METRIC_PREFIX,
    PARAMETER_PREFIX,
    TAG_PREFIX,
    Operand,
    Operation,
    PageRequest,
    Position,
    Predicate,
)
from penstock.store.database import AnyRow, AnySelect
from penstock.store.encoding import microseconds

Field: TypeAlias = "sa.ColumnElement[Any]"
FieldByName = Callable[[str], Field]
"""Gives the value of the tag, the metric or the argument of a name, to sort by."""

LARGEST = 2**63 - 1
"""A database holds no larger number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What the items of a list can be chosen and sorted by."""

    key: sa.Column[int]
    """The number that the database gave; items that are equal otherwise are in its order."""
    fields: Mapping[str, Field]
    orders: Mapping[str, Field] = field(default_factory=dict)
    """Where the order along a field is had cheaper along another column."""
    named: Mapping[str, "Named"] = field(default_factory=dict)
    """What items have many of, each with a name of its own, by the prefix of such fields."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Tags, metrics or arguments: rows of their own, which refer to the item."""

    owner: sa.Column[int]
    name: sa.Column[str]
    value: Callable[[Operand], Field]
    """The column that is compared with such an operand."""
    order: FieldByName | None = None

    def condition(self, name: str, operation: Operation, value: Operand, key: sa.Column[int]) -> Field:
        """Hold for items that have such a row."""
        matches = _COMPARISONS[operation](self.value(value), _stored(value))
        return key.in_(sa.select(self.owner).where(self.name == name, matches))


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPage:
    """The rows of a page."""

    rows: Sequence[AnyRow]
    total: int
    end: Position | None


def find_page(connection: Connection, query: AnySelect, listing: Listing, wanted: PageRequest) -> FoundPage:
    """Return the rows of one page, and how many the whole list has."""
    query = query.where(*(_condition(listing, predicate) for predicate in wanted.predicates))
    counted = query.with_only_columns(sa.literal_column("1"), maintain_column_froms=True).order_by(None).subquery()
    total = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    order = _order(listing, wanted.order)
    page = query.add_columns(order.label("sort_value"), listing.key.label("sort_key"))
    if wanted.after is not None:
        page = page.where(_is_after(order, listing.key, wanted.after, is_descending=wanted.is_descending))
    rows = connection.execute(page.order_by(*_orders(order, listing.key, wanted)).limit(wanted.limit + 1)).all()
    shown = rows[: wanted.limit]
    end = Position(value=shown[-1].sort_value, key=shown[-1].sort_key) if len(rows) > wanted.limit else None
    return FoundPage(rows=shown, total=total, end=end)


def _order(listing: Listing, name: str) -> Field:
    prefix, own = _split(name)
    named = listing.named.get(prefix)
    if named is not None and named.order is not None:
        return named.order(own)
    return listing.orders[name] if name in listing.orders else listing.fields[name]


def _split(name: str) -> tuple[str, str]:
    """Cut a field with a name of its own in two."""
    for prefix in (TAG_PREFIX, METRIC_PREFIX, PARAMETER_PREFIX):
        if name.startswith(prefix):
            return prefix, name.removeprefix(prefix)
    return "", name


def _orders(order: Field, key: sa.Column[int], wanted: PageRequest) -> tuple[Field, ...]:
    """Sort by the order, then by the number; what has no value comes last, either way."""
    directed = (order, key) if order is not key else (key,)
    sorted_by = tuple(part.desc() if wanted.is_descending else part.asc() for part in directed)
    return sorted_by if order is key else (order.is_(None), *sorted_by)


def _is_after(order: Field, key: sa.Column[int], after: Position, *, is_descending: bool) -> Field:
    def beyond(column: Field, value: object) -> Field:
        return column < value if is_descending else column > value

    if order is key:
        return beyond(key, after.key)
    if after.value is None:
        return sa.and_(order.is_(None), beyond(key, after.key))
    same = sa.and_(order == after.value, beyond(key, after.key))
    return sa.or_(order.is_(None), beyond(order, after.value), same)


def _condition(listing: Listing, predicate: Predicate) -> Field:
    prefix, name = _split(predicate.field)
    named = listing.named.get(prefix)
    if named is not None:
        return named.condition(name, predicate.operation, predicate.value, listing.key)
    return _COMPARISONS[predicate.operation](listing.fields[name], _stored(predicate.value))


_COMPARISONS: dict[Operation, Callable[[Field, Any], Field]] = {
    Operation.EQUALS: operator.eq,
    Operation.NOT_EQUALS: lambda column, value: column.is_distinct_from(value),
    Operation.GREATER_THAN: operator.gt,
    Operation.GREATER_THAN_EQUALS: operator.ge,
    Operation.LESS_THAN: operator.lt,
    Operation.LESS_THAN_EQUALS: operator.le,
    Operation.IN: lambda column, value: column.in_(value),
    Operation.IS_SUBSTRING: lambda column, value: column.contains(value, autoescape=True),
}


def _stored(value: Operand) -> Any:
    """Return a value as the columns hold it."""
    if isinstance(value, tuple):
        return [_stored(item) for item in value]
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        return max(-LARGEST, min(value, LARGEST))
    return value.encode("utf-8", "replace").decode("utf-8")
