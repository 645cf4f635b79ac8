"""Pages of lists, each found from where the last one ended.

How a page is found depends on how many items are chosen. Few are read and sorted. Of many, the page is met soon on a
walk along an index of its order; sorting them, or reading what they are chosen by, would take as long as the list.
"""

import json
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.services.pages import Operation, PageRequest, Position
from penstock.store.database import AnyRow, AnySelect
from penstock.store.listing import Field, Listing, Stretch, unindexed

FEW = 4000
"""Items that are sorted, in up to three microseconds each; on a walk to a hundred of more, not many others are met."""

FREQUENT = 10_000
"""Rows of a name and value from which on items are asked whether they have one, instead of reading all those rows."""

_NARROW = (Operation.EQUALS, Operation.IN)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPage:
    """The rows of a page."""

    rows: Sequence[AnyRow]
    total: int
    end: Position | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    """What must hold of the items of a list."""

    asked: list[Field]
    """Everything, to ask each item that is met on a walk."""
    found: list[Field]
    """Everything, to find all items."""
    own: list[Field]
    """What concerns their own columns."""
    often: list[Field]
    """What concerns rows of which there are many."""
    frequent: list[AnySelect]
    """For each condition on rows of which there are many: the items that have one."""
    has_rare: bool
    """Whether there is a condition on rows of which there are few."""


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
    choice = _choice(connection, listing, wanted, frequent)
    total, keys = _extent(connection, _unguided(query, listing, wanted), listing, choice, few)
    if keys is not None:
        places = _sorted(connection, listing, wanted, keys)
    else:
        places = _walked(connection, query.where(*choice.asked), listing, wanted)
    shown = places[: wanted.limit]
    rows = connection.execute(query.add_columns(listing.key.label("sort_key")).where(_are(listing, shown)))
    by_key = {row.sort_key: row for row in rows}
    return FoundPage(
        rows=[by_key[place.key] for place in shown], total=total, end=shown[-1] if len(places) > wanted.limit else None
    )


def _choice(connection: Connection, listing: Listing, wanted: PageRequest, frequent: int) -> _Choice:
    own: list[Field] = []
    asked: list[Field] = []
    rare: list[Field] = []
    often: list[tuple[Field, AnySelect]] = []
    for predicate in wanted.predicates:
        named, name = listing.named_field(predicate.field)
        if named is None:
            own.append(listing.condition(predicate))
            continue
        asked.append(named.asked(predicate, name, listing.key))
        if named.is_more_than(frequent, predicate, name, connection):
            owners = named.owners(predicate, name)
            often.append((asked[-1], owners if named.is_single else owners.distinct()))
        else:
            rare.append(named.listed(predicate, name, listing.key))
    return _Choice(
        asked=[*own, *asked],
        found=[*own, *rare, *(condition for condition, _ in often)],
        own=own,
        often=[condition for condition, _ in often],
        frequent=[owners for _, owners in often],
        has_rare=bool(rare),
    )


def _unguided(query: AnySelect, listing: Listing, wanted: PageRequest) -> AnySelect:
    """Have the table read in its own order where that is quicker: where nothing indexed chooses few of its items."""
    own = [predicate for predicate in wanted.predicates if listing.named_field(predicate.field)[0] is None]
    is_unindexed = any(predicate.field in listing.unindexed for predicate in own)
    is_narrow = any(predicate.operation in _NARROW and predicate.field not in listing.unindexed for predicate in own)
    if not is_unindexed or is_narrow or query.whereclause is None or not _is_of_one_table(query, listing):
        return query
    return sa.select(*query.selected_columns).where(unindexed(query.whereclause))


def _is_of_one_table(query: AnySelect, listing: Listing) -> bool:
    return query.get_final_froms() == [listing.key.table]


def _extent(
    connection: Connection, query: AnySelect, listing: Listing, choice: _Choice, few: int
) -> "tuple[int, Sequence[int] | None]":
    """Count the items; return their numbers as well where they are few."""
    if choice.has_rare:  # reading the rows is the work, which is done once
        keys = connection.scalars(_only(query.where(*choice.found), listing.key)).all()
        return len(keys), keys if len(keys) <= few else None
    own = query.where(*choice.own)
    keys = connection.scalars(_only(own, listing.key).limit(few + 1)).all()
    if len(keys) <= few:
        if choice.frequent:
            keys = connection.scalars(sa.select(listing.key).where(_among(keys, listing.key), *choice.often)).all()
        return len(keys), keys
    if choice.frequent:
        return _common(connection, own, listing, choice.frequent, few)
    return _count(connection, own, listing), None


def _common(
    connection: Connection, own: AnySelect, listing: Listing, frequent: Sequence[AnySelect], few: int
) -> "tuple[int, Sequence[int] | None]":
    """Count the items that are in all of several lists, which are walked side by side; read them where they are few."""
    lists = list(frequent)
    if not _holds_for_all(connection, own, listing):
        lists.insert(0, _only(own, listing.key).where(listing.key > 0))
    # One list is in the order that suits it.
    merged = sa.intersect(*lists).order_by(sa.text("1")) if len(lists) > 1 else lists[0]
    (number,) = merged.subquery().c
    if len(frequent) == 1:  # there are hardly few
        total: int = connection.execute(sa.select(sa.func.count(number))).scalar_one()
        return total, connection.scalars(merged).all() if total <= few else None
    # Counted and read at once, as one text: as rows they would take ten times as long.
    total, keys = connection.execute(sa.select(sa.func.count(number), sa.func.group_concat(number))).one()
    return total, [int(key) for key in (keys or "").split(",") if key] if total <= few else None


def _holds_for_all(connection: Connection, own: AnySelect, listing: Listing) -> bool:
    """Tell whether no item of the table is left out: those that are in other lists need not be asked, then."""
    if own.whereclause is None or not _is_of_one_table(own, listing):
        return False
    left_out = sa.select(listing.key).where(own.whereclause.is_not(sa.true())).limit(1)
    return connection.execute(left_out).first() is None


def _count(connection: Connection, query: AnySelect, listing: Listing) -> int:
    # Every number is positive: that is said so that SQLite takes an index in their order, where rows lie side by side.
    counted = _only(query, sa.literal_column("1")).where(listing.key > 0).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one())


def _only(query: AnySelect, *columns: Field) -> AnySelect:
    return query.with_only_columns(*columns, maintain_column_froms=True).order_by(None)


def _among(keys: Sequence[int], key: sa.Column[int]) -> Field:
    """Hold for items of these numbers, given as one text instead of thousands of parameters."""
    return key.in_(sa.select(sa.func.json_each(json.dumps([*keys])).table_valued("value").c.value))


def _are(listing: Listing, places: Sequence[Position]) -> Field:
    return listing.key.in_([place.key for place in places])


def _sorted(connection: Connection, listing: Listing, wanted: PageRequest, keys: Sequence[int]) -> list[Position]:
    """Sort a few items; what has no value comes last, either way."""
    if not keys:
        return []
    order, key = listing.order(wanted.order), listing.key
    # Set apart by its limit, or else the value would be looked up each time that it is named.
    valued = sa.select(order.label("sort_value"), key.label("sort_key")).where(_among(keys, key)).limit(len(keys))
    own = valued.subquery().c
    number = own.sort_key
    value = number if order is key else own.sort_value
    page = sa.select(value.label("sort_value"), number)
    if wanted.after is not None:
        page = page.where(_is_after(value, number, wanted.after, is_descending=wanted.is_descending))
    directed = [part.desc() if wanted.is_descending else part.asc() for part in (value, number)]
    ordered = page.order_by(value.is_(None), *directed).limit(wanted.limit + 1)
    return [Position(value=row.sort_value, key=row.sort_key) for row in connection.execute(ordered)]


def _walked(connection: Connection, query: AnySelect, listing: Listing, wanted: PageRequest) -> list[Position]:
    """Walk along the stretches of an order until the page is full."""
    found: list[Position] = []
    after = wanted.after
    for stretch in listing.stretches(wanted.order, is_descending=wanted.is_descending):
        if (after is not None and not stretch.holds(after.value)) or _is_empty(connection, stretch):
            continue
        narrowed = _narrowed(listing, wanted) if stretch.joined is not None else []
        for beyond in _beyond(stretch, after, is_descending=wanted.is_descending):
            missing = wanted.limit + 1 - len(found)
            if missing:
                page = _walk(query.where(*narrowed, *beyond), listing, stretch, is_descending=wanted.is_descending)
                rows = connection.execute(page.limit(missing))
                found += [Position(value=row.sort_value, key=row.sort_key) for row in rows]
        after = None
    return found


def _beyond(stretch: Stretch, after: Position | None, *, is_descending: bool) -> list[tuple[Field, ...]]:
    """Return what follows a place: first what has the same value, then the rest; both are entered along an index."""
    if after is None:
        return [()]
    on = operator.lt if is_descending else operator.gt
    if stretch.value is stretch.key or after.value is None:
        return [(on(stretch.key, after.key),)]
    return [(stretch.value == after.value, on(stretch.key, after.key)), (on(stretch.value, after.value),)]


def _narrowed(listing: Listing, wanted: PageRequest) -> list[Field]:
    """Return what is asked of the very values that are walked along: the walk begins and ends with it."""
    named, _ = listing.named_field(wanted.order)
    if named is None or not named.is_single:
        return []
    return [named.matches(predicate) for predicate in wanted.predicates if predicate.field == wanted.order]


def _is_empty(connection: Connection, stretch: Stretch) -> bool:
    return stretch.probe is not None and connection.execute(stretch.probe.limit(1)).first() is None


def _walk(query: AnySelect, listing: Listing, stretch: Stretch, *, is_descending: bool) -> AnySelect:
    value, key = stretch.value, stretch.key
    page = _only(query, value.label("sort_value"), key.label("sort_key")).where(*stretch.conditions)
    if stretch.joined is not None:
        page = page.join(stretch.joined, key == listing.key)
    order = (value, key) if stretch.kinds and value is not key else (key,)
    return page.order_by(*(part.desc() if is_descending else part.asc() for part in order))


def _is_after(value: Field, key: Field, after: Position, *, is_descending: bool) -> Field:
    """Hold for what follows a place; what has no value comes last."""
    on = operator.lt if is_descending else operator.gt
    following: Field = on(key, after.key)
    if value is key:
        return following
    if after.value is None:
        return sa.and_(value.is_(None), following)
    ties = sa.and_(value == after.value, following)
    return sa.or_(value.is_(None), on(value, after.value), ties)
