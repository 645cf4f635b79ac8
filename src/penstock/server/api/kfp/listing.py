"""Lists as KFP asks for them: `page_size`, `page_token`, `sort_by`, and `filter` as JSON."""

import base64
import enum
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, TypeAlias
from urllib.parse import unquote_plus

from fastapi import Depends, Query

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import JsonObject
from penstock.core.suggest import did_you_mean
from penstock.services.pages import (
    METRIC_PREFIX,
    TAG_PREFIX,
    Operand,
    Operation,
    Page,
    PageRequest,
    Position,
    Predicate,
)

DEFAULT_SIZE = 20
LARGEST_SIZE = 200
LONGEST_FILTER = 16 * 1024
MOST_PREDICATES = 50

_OPERATIONS = dict(zip((1, 2, 3, 5, 6, 7, 8, 9), Operation, strict=True))
"""By the numbers that KFP gives them; there is no 4."""

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_NUMBERS = frozenset({"int_value", "long_value", "int_values", "long_values"})
_VALUES = ("string_value", "int_value", "long_value", "timestamp_value", "string_values", "int_values", "long_values")
_COMPARED: dict[Operation, Callable[[str, Any], bool]] = {
    Operation.EQUALS: lambda own, other: own == other,
    Operation.NOT_EQUALS: lambda own, other: own != other,
    Operation.GREATER_THAN: lambda own, other: own > other,
    Operation.GREATER_THAN_EQUALS: lambda own, other: own >= other,
    Operation.LESS_THAN: lambda own, other: own < other,
    Operation.LESS_THAN_EQUALS: lambda own, other: own <= other,
    Operation.IN: lambda own, others: own in others,
    Operation.IS_SUBSTRING: lambda own, part: part.lower() in own.lower(),
}


class Kind(enum.Enum):
    """What the values of a field are."""

    TEXT = "text"
    TIME = "time"


_OPERANDS: dict[Kind, tuple[type, str]] = {
    Kind.TEXT: (str, "string_value or string_values"),
    Kind.TIME: (datetime, "timestamp_value"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A field as the API names it."""

    field: str
    """Its name in the services."""
    kind: Kind = Kind.TEXT
    spellings: Mapping[str, str] | None = None
    """For a field that has one of a few values: how the API spells each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """What one list can be filtered and sorted by."""

    what: str
    known: Mapping[str, Key]
    has_tags: bool = False
    has_metrics: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ListQuery:
    """What a list was asked for."""

    page_token: str
    page_size: int
    sort_by: str
    filter: str

    def request(self, keys: Keys) -> PageRequest:
        """Return the page that is wanted. Raises `ArgumentsError`."""
        query, after = self._continued() if self.page_token else (self, None)
        order, is_descending = _parse_order(query.sort_by, keys)
        return PageRequest(
            limit=_parse_size(self.page_size),
            predicates=_parse_filter(query.filter, keys),
            order=order,
            is_descending=is_descending,
            after=after,
        )

    def next_token(self, page: Page[Any]) -> str | None:
        """Return the token of the page that follows."""
        if page.end is None:
            return None
        query = self._continued()[0] if self.page_token else self
        token = {"sort_by": query.sort_by, "filter": query.filter, "value": page.end.value, "key": page.end.key}
        return base64.b64encode(json.dumps(token, separators=(",", ":")).encode()).decode()

    def _continued(self) -> tuple["ListQuery", Position]:
        """Take order and filter from the token, which is bound to them."""
        token = _read_token(self.page_token)
        for name in ("sort_by", "filter"):
            given = getattr(self, name)
            if given and given != token[name]:
                raise _refusal("page_token", f"the page token belongs to a list with another {name}")
        query = replace(self, sort_by=token["sort_by"], filter=token["filter"])
        return query, Position(value=token["value"], key=token["key"])


def _list_query(
    page_token: Annotated[str, Query(max_length=2 * LONGEST_FILTER)] = "",
    page_size: Annotated[int, Query(lt=2**31, description="At most 200; 20 if nothing is said.")] = 0,
    sort_by: Annotated[str, Query(max_length=200, description="`field`, `field asc` or `field desc`")] = "",
    filter: Annotated[  # noqa: A002 - KFP's name
        str, Query(max_length=LONGEST_FILTER, description="A JSON-serialized Filter")
    ] = "",
) -> ListQuery:
    return ListQuery(page_token=page_token, page_size=page_size, sort_by=sort_by, filter=filter)


Listed: TypeAlias = Annotated[ListQuery, Depends(_list_query)]


def _refusal(field: str, message: str, hint: str = "") -> ArgumentsError:
    return ArgumentsError([Problem("invalid-list", field, message, hint)])


def _parse_size(size: int) -> int:
    if size < 0:
        raise _refusal("page_size", f"the page size {size} is negative")
    return min(size or DEFAULT_SIZE, LARGEST_SIZE)


def _parse_order(sort_by: str, keys: Keys) -> tuple[str, bool]:
    words = sort_by.split()
    if not words:
        return "created_at", False
    name, direction = words[0], words[1].lower() if len(words) > 1 else "asc"
    if len(words) > 2 or direction not in {"asc", "desc"}:
        raise _refusal("sort_by", f"{sort_by!r} is no order", "write `field`, `field asc` or `field desc`")
    if keys.has_metrics and name.startswith(METRIC_PREFIX):
        return name, direction == "desc"
    return _known(name.lower(), "sort_by", keys).field, direction == "desc"


def _known(name: str, place: str, keys: Keys) -> Key:
    key = keys.known.get(name)
    if key is None:
        raise _refusal(place, f"{keys.what} have no field {name[:100]!r}{did_you_mean(name[:100], list(keys.known))}")
    return key


def _parse_filter(text: str, keys: Keys) -> tuple[Predicate, ...]:
    if not text:
        return ()
    content = _read_json(text if text.lstrip().startswith("{") else unquote_plus(text), "filter")
    _check_names(content, {"predicates"}, "filter")
    predicates = content.get("predicates") or []
    if not isinstance(predicates, list) or len(predicates) > MOST_PREDICATES:
        raise _refusal("filter.predicates", f"predicates are a list of at most {MOST_PREDICATES}")
    return tuple(_predicate(item, f"filter.predicates[{place}]", keys) for place, item in enumerate(predicates))


def _predicate(item: object, place: str, keys: Keys) -> Predicate:
    if not isinstance(item, dict):
        raise _refusal(place, "a predicate is an object")
    given = {_snake(name): value for name, value in item.items()}
    _check_names(given, {"operation", "key", *_VALUES}, place)
    operation = _operation(given.get("operation"), place)
    name = given.get("key")
    if not isinstance(name, str):
        raise _refusal(f"{place}.key", "the predicate names no field")
    names = [value for value in _VALUES if given.get(value) is not None]
    if len(names) != 1:
        raise _refusal(place, f"a predicate has one of {', '.join(_VALUES)}")
    value = _operand(names[0], given[names[0]], f"{place}.{names[0]}")
    _check_operand(operation, value, place)
    if keys.has_tags and name.startswith(TAG_PREFIX):
        if operation is not Operation.EQUALS or not isinstance(value, str):
            raise _refusal(place, "tags are compared with EQUALS and string_value only")
        return Predicate(field=name, operation=operation, value=value)
    return _typed(_known(name, f"{place}.key", keys), operation, value, place)


def _typed(key: Key, operation: Operation, value: Operand, place: str) -> Predicate:
    wanted, name = _OPERANDS[key.kind]
    if not all(isinstance(item, wanted) for item in (value if isinstance(value, tuple) else (value,))):
        raise _refusal(place, f"this field is compared with {name}")
    if key.spellings is not None:
        compare = _COMPARED[operation]
        chosen = tuple(stored for stored, spelled in key.spellings.items() if compare(spelled, value))
        return Predicate(field=key.field, operation=Operation.IN, value=chosen)
    return Predicate(field=key.field, operation=operation, value=value)


def _operation(given: object, place: str) -> Operation:
    if isinstance(given, int) and not isinstance(given, bool) and given in _OPERATIONS:
        return _OPERATIONS[given]
    if isinstance(given, str) and given in Operation.__members__:
        return Operation[given]
    raise _refusal(
        f"{place}.operation", f"{str(given)[:80]!r} is no operation; known: {', '.join(Operation.__members__)}"
    )


def _operand(name: str, value: Any, place: str) -> Operand:
    if name.endswith("_values"):
        items = value.get("values") if isinstance(value, dict) else value
        if not isinstance(items, list):
            raise _refusal(place, 'several values are written {"values": [...]}')
        return tuple(_scalar(name, item, place) for item in items)  # type: ignore[return-value]  # all of one type
    if name == "timestamp_value":
        return _moment(value, place)
    return _scalar(name, value, place)


def _scalar(name: str, value: object, place: str) -> str | int:
    if name in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | str) or not _WHOLE.fullmatch(str(value)):
            raise _refusal(place, f"{str(value)[:80]!r} is no whole number")
        return int(value)
    if not isinstance(value, str):
        raise _refusal(place, f"{str(value)[:80]!r} is no text")
    return value


def _moment(value: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _refusal(place, f"{str(value)[:80]!r} is no time", "write it like 2026-01-31T12:00:00Z")
    return moment


def _check_operand(operation: Operation, value: Operand, place: str) -> None:
    if isinstance(value, tuple) != (operation is Operation.IN):
        wanted = "several values" if operation is Operation.IN else "one value"
        raise _refusal(place, f"{operation.value} takes {wanted}")
    if operation is Operation.IS_SUBSTRING and not isinstance(value, str):
        raise _refusal(place, "IS_SUBSTRING takes string_value")


def _check_names(given: Mapping[str, object], known: set[str], place: str) -> None:
    for name in given:
        if name not in known:
            raise _refusal(f"{place}.{name[:80]}", f'unknown field "{name[:80]}"')


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _read_token(text: str) -> JsonObject:
    try:
        token = _read_json(base64.b64decode(text, validate=True).decode(), "page_token")
    except ValueError:  # no base64, no ASCII, or no text in it
        token = {}
    expected: dict[str, Callable[[Any], bool]] = {
        "sort_by": lambda value: isinstance(value, str),
        "filter": lambda value: isinstance(value, str),
        "value": lambda value: value is None or isinstance(value, str | float) or _is_key(value),
        "key": _is_key,
    }
    if token.keys() != expected.keys() or not all(fits(token[name]) for name, fits in expected.items()):
        raise _refusal("page_token", "no page of this list has that token")
    return token


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _read_json(text: str, place: str) -> JsonObject:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise _refusal(place, f"{text[:80]!r} is no JSON object")
    return content
