"""What the items of lists can be chosen and sorted by, in SQL."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from penstock.services.pages import (
    METRIC_PREFIX,
    PARAMETER_PREFIX,
    TAG_PREFIX,
    Operand,
    Operation,
    Predicate,
)
from penstock.store.database import AnySelect
from penstock.store.encoding import microseconds

Field: TypeAlias = "sa.ColumnElement[Any]"
FieldByName = Callable[[str], Field]
"""Gives the value of the tag, the metric or the argument of a name, to sort by."""

LARGEST = 2**63 - 1
"""A database holds no larger number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of an order: items whose values lie along one column, so that a page of them is a walk along an index."""

    value: Field
    key: sa.Column[int]
    """The number of the item, which orders equal values."""
    conditions: tuple[Field, ...] = ()
    """Which items belong to the stretch."""
    joined: sa.FromClause | None = None
    """The table of the column, where it is not the one of the items."""
    probe: "AnySelect | None" = None
    """Finds nothing where the stretch is empty: a walk would find that out at its very end only."""
    kinds: tuple[type, ...] = (str, int, float)
    """What the values are; nothing stands for items without a value."""

    def holds(self, value: object) -> bool:
        """Tell whether a page that ended with such a value ended in this stretch."""
        return isinstance(value, self.kinds) if self.kinds else value is None


StretchesByName = Callable[[str], tuple[Stretch, ...]]
"""Gives the stretches of the tag, the metric or the argument of a name, in ascending order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Tags, metrics or arguments: rows of their own, which refer to the item."""

    owner: sa.Column[int]
    name: sa.Column[str]
    value: Callable[[Operand], Field]
    """The column that is compared with such an operand."""
    order: FieldByName | None = None
    stretches: StretchesByName | None = None
    is_single: bool = True
    """Whether an item has one row of a name at most."""

    def listed(self, predicate: Predicate, name: str, key: sa.Column[int]) -> Field:
        """Hold for items that have such a row: quick where there are few of these rows."""
        return key.in_(self.owners(predicate, name))

    def asked(self, predicate: Predicate, name: str, key: sa.Column[int]) -> Field:
        """Hold for the same items: quick where most of them have such a row."""
        own = (self.owner == key, unindexed(self.name) == name, self.matches(predicate))
        return sa.select(sa.literal_column("1")).where(*own).correlate(key.table).exists()

    def owners(self, predicate: Predicate, name: str) -> AnySelect:
        """Select the items that have such a row, as often as they have one."""
        return sa.select(self.owner).where(self.name == name, self.matches(predicate))

    def is_more_than(self, limit: int, predicate: Predicate, name: str, connection: Connection) -> bool:
        """Tell whether there are more such rows."""
        rows: AnySelect = sa.select(sa.literal_column("1")).where(self.name == name, self.matches(predicate))
        count = sa.select(sa.func.count()).select_from(rows.limit(limit + 1).subquery())
        return bool(connection.execute(count).scalar_one() > limit)

    def matches(self, predicate: Predicate) -> Field:
        """Hold for the rows whose values are as asked."""
        return _COMPARISONS[predicate.operation](self.value(predicate.value), _stored(predicate.value))


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What the items of a list can be chosen and sorted by."""

    key: sa.Column[int]
    """The number that the database gave; items that are equal otherwise are in its order."""
    fields: Mapping[str, Field]
    orders: Mapping[str, Field] = field(default_factory=dict)
    """Where the order along a field is had cheaper along another column."""
    named: Mapping[str, Named] = field(default_factory=dict)
    """What items have many of, each with a name of its own, by the prefix of such fields."""
    unindexed: frozenset[str] = frozenset()
    """Fields that stand in no index: the table is read from end to end for them, not each item that an index names."""

    def order(self, name: str) -> Field:
        """Return what a list is sorted by."""
        named, own = self.named_field(name)
        if named is not None and named.order is not None:
            return named.order(own)
        return self.orders[name] if name in self.orders else self.fields[name]

    def stretches(self, name: str, *, is_descending: bool) -> tuple[Stretch, ...]:
        """Return an order in parts; what has no value comes last, either way."""
        order = self.order(name)
        if order is self.key:
            return (Stretch(value=self.key, key=self.key),)
        named, own = self.named_field(name)
        if named is not None and named.stretches is not None:
            valued = named.stretches(own)
        else:
            valued = (Stretch(value=order, key=self.key, conditions=(order.is_not(None),)),)
        rest = Stretch(value=sa.null(), key=self.key, conditions=(order.is_(None),), kinds=())
        return (*(reversed(valued) if is_descending else valued), rest)

    def condition(self, predicate: Predicate) -> Field:
        """Return what must hold of a field of the items."""
        return _COMPARISONS[predicate.operation](self.fields[predicate.field], _stored(predicate.value))

    def named_field(self, name: str) -> tuple[Named | None, str]:
        """Return what a field with a name of its own belongs to, and that name."""
        for prefix in (TAG_PREFIX, METRIC_PREFIX, PARAMETER_PREFIX):
            if name.startswith(prefix):
                return self.named.get(prefix), name.removeprefix(prefix)
        return None, name


def unindexed(column: Field) -> Field:
    """Return a column as SQLite is not to look for an index of: it cannot know that another one is shorter."""
    return UnaryExpression(column.self_group(), operator=operators.custom_op("+"), type_=column.type)


_COMPARISONS: dict[Operation, Callable[[Field, Any], Field]] = {
    Operation.EQUALS: operator.eq,
    Operation.NOT_EQUALS: lambda column, value: column.is_distinct_from(value),
    Operation.GREATER_THAN: operator.gt,
    Operation.GREATER_THAN_EQUALS: operator.ge,
    Operation.LESS_THAN: operator.lt,
    Operation.LESS_THAN_EQUALS: operator.le,
    Operation.IN: lambda column, value: column.in_(value),
    Operation.IS_SUBSTRING: lambda column, value: (
        column.contains(value, autoescape=True) if "\0" not in value else sa.false()  # it would end the pattern
    ),
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
