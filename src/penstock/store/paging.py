"""Pages of lists, each found from where the last one ended.

How a page is found depends on how many items are chosen. Few are read and sorted. Of many, the page is met soon on a
walk along an index of its order; sorting them, or reading what they are chosen by, would take as long as the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.services.pages import PageRequest, Position
from penstock.store.database import AnyRow, AnySelect
from penstock.store.listing import Field, Listing, Stretch

FEW = 1000
"""Items that are sorted; of more of them, at most one in so many rows is met on a walk."""

FREQUENT = 50_000
"""Rows of a name and value from which on items are asked whether they have one, instead of reading all those rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPage:
    """The rows of a page."""

    rows: Sequence[AnyRow]
    total: int
    end: Position | None


def find_page(
    connection: Connection,
    query: AnySelect,
    listing: Listing,
    wanted: PageRequest,
    *,
    few: int = FEW,
    frequent: int = FREQUENT,
) -> FoundPage:
    """Return the rows of one page, and how many the whole list has."""
    chosen, asked = _conditions(connection, listing, wanted, frequent)
    has_named = any(listing.named_field(predicate.field)[0] is not None for predicate in wanted.predicates)
    total, keys = _extent(connection, query.where(*chosen), listing, few, has_named=has_named)
    if keys is not None:
        places = _sorted(connection, listing, wanted, keys)
    else:
        places = _walked(connection, query.where(*asked), listing, wanted)
    shown = places[: wanted.limit]
    rows = connection.execute(query.add_columns(listing.key.label("sort_key")).where(_are(listing, shown)))
    by_key = {row.sort_key: row for row in rows}
    return FoundPage(
        rows=[by_key[place.key] for place in shown], total=total, end=shown[-1] if len(places) > wanted.limit else None
    )


def _conditions(
    connection: Connection, listing: Listing, wanted: PageRequest, frequent: int
) -> tuple[list[Field], list[Field]]:
    """Return what must hold of the items: to find all of them, and to ask each that is met on a walk."""
    chosen: list[Field] = []
    asked: list[Field] = []
    for predicate in wanted.predicates:
        named, name = listing.named_field(predicate.field)
        if named is None:
            chosen.append(listing.condition(predicate))
            asked.append(chosen[-1])
        else:
            asked.append(named.asked(predicate, name, listing.key))
            is_frequent = named.is_more_than(frequent, predicate, name, connection)
            chosen.append(asked[-1] if is_frequent else named.listed(predicate, name, listing.key))
    return chosen, asked


def _extent(
    connection: Connection, query: AnySelect, listing: Listing, few: int, *, has_named: bool
) -> "tuple[int, Sequence[int] | None]":
    """Count the items; return their numbers as well where they are few.

    What is chosen by rows of its own is counted first: reading those rows is most of the work.
    """
    total = _count(connection, query, listing) if has_named else few
    keys = connection.scalars(_only(query, listing.key).limit(few + 1)).all() if total <= few else None
    if keys is not None and len(keys) <= few:
        return len(keys), keys
    return total if has_named else _count(connection, query, listing), None


def _count(connection: Connection, query: AnySelect, listing: Listing) -> int:
    # Every number is positive: that is said so that SQLite takes an index in their order, where rows lie side by side.
    counted = _only(query, sa.literal_column("1")).where(listing.key > 0).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one())


def _only(query: AnySelect, *columns: Field) -> AnySelect:
    return query.with_only_columns(*columns, maintain_column_froms=True).order_by(None)


def _are(listing: Listing, places: Sequence[Position]) -> Field:
    return listing.key.in_([place.key for place in places])


def _sorted(connection: Connection, listing: Listing, wanted: PageRequest, keys: Sequence[int]) -> list[Position]:
    """Sort a few items; what has no value comes last, either way."""
    if not keys:
        return []
    order, key = listing.order(wanted.order), listing.key
    page = sa.select(order.label("sort_value"), key.label("sort_key")).where(key.in_(keys))
    if wanted.after is not None:
        page = page.where(_is_after(order, key, wanted.after, is_descending=wanted.is_descending))
    directed = [part.desc() if wanted.is_descending else part.asc() for part in (order, key)]
    ordered = page.order_by(order.is_(None), *directed).limit(wanted.limit + 1)
    return [Position(value=row.sort_value, key=row.sort_key) for row in connection.execute(ordered)]


def _walked(connection: Connection, query: AnySelect, listing: Listing, wanted: PageRequest) -> list[Position]:
    """Walk along the stretches of an order until the page is full."""
    found: list[Position] = []
    after = wanted.after
    for stretch in listing.stretches(wanted.order, is_descending=wanted.is_descending):
        missing = wanted.limit + 1 - len(found)
        if missing and (after is None or stretch.holds(after.value)) and not _is_empty(connection, stretch):
            page = _walk(query, listing, stretch, after, is_descending=wanted.is_descending).limit(missing)
            found += [Position(value=row.sort_value, key=row.sort_key) for row in connection.execute(page)]
            after = None
    return found


def _is_empty(connection: Connection, stretch: Stretch) -> bool:
    return stretch.probe is not None and connection.execute(stretch.probe.limit(1)).first() is None


def _walk(
    query: AnySelect, listing: Listing, stretch: Stretch, after: Position | None, *, is_descending: bool
) -> AnySelect:
    value, key = stretch.value, stretch.key
    page = _only(query, value.label("sort_value"), key.label("sort_key")).where(*stretch.conditions)
    if stretch.joined is not None:
        page = page.join(stretch.joined, key == listing.key)
    if after is not None:
        page = page.where(_is_beyond(value, key, after, is_descending=is_descending))
    order = (value, key) if stretch.kinds and value is not key else (key,)
    return page.order_by(*(part.desc() if is_descending else part.asc() for part in order))


def _is_after(order: Field, key: sa.Column[int], after: Position, *, is_descending: bool) -> Field:
    beyond = _is_beyond(order, key, after, is_descending=is_descending)
    if after.value is None and order is not key:
        return sa.and_(order.is_(None), beyond)
    return beyond if order is key else sa.or_(order.is_(None), beyond)


def _is_beyond(value: Field, key: sa.Column[int], after: Position, *, is_descending: bool) -> Field:
    """Hold for what follows a place; written so that an index is entered there."""

    def beyond(column: Field, place: object) -> Field:
        return column < place if is_descending else column > place

    if value is key or after.value is None:
        return beyond(key, after.key)
    from_there = value <= after.value if is_descending else value >= after.value
    return sa.and_(from_there, sa.or_(beyond(value, after.value), beyond(key, after.key)))
