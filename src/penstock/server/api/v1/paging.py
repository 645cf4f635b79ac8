"""Pages of lists: how many items, in which order, from where on."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Query

from penstock.core.errors import ArgumentsError, Problem
from penstock.services.pages import Page, PageRequest, Position, Predicate

LARGEST_PAGE = 200
DEFAULT_PAGE = 50
LONGEST_TOKEN = 4096

Size: TypeAlias = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Token: TypeAlias = Annotated[str, Query(max_length=LONGEST_TOKEN)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paging:
    """Which part of a list is wanted."""

    page_size: int
    page_token: str

    def request(self, order: "Order", *predicates: Predicate) -> PageRequest:
        """Return the page that is wanted. Raises `ArgumentsError` for a token that no page of this list gave."""
        return PageRequest(
            limit=self.page_size,
            predicates=predicates,
            order=order.field,
            is_descending=order.is_descending,
            after=_position(self.page_token, order) if self.page_token else None,
        )


def _paging(page_size: Size = DEFAULT_PAGE, page_token: Token = "") -> Paging:
    return Paging(page_size=page_size, page_token=page_token)


Paged: TypeAlias = Annotated[Paging, Depends(_paging)]
"""The argument of a handler that answers a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a list is sorted by."""

    field: str
    is_descending: bool

    def next_token(self, page: Page[Any]) -> str | None:
        """Return the token of the page that follows."""
        if page.end is None:
            return None
        text = json.dumps([self.field, self.is_descending, page.end.value, page.end.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode()


def parse_order(text: str, known: dict[str, str], *prefixes: str) -> Order:
    """Read ``name`` or ``-name``; the names with a prefix stand for themselves. Raises `ArgumentsError`."""
    name = text.removeprefix("-")
    has_own_name = any(name.startswith(prefix) and len(name) > len(prefix) for prefix in prefixes)
    field = name if has_own_name else known.get(name)
    if field is None:
        names = ", ".join([*known, *(f"{prefix}NAME" for prefix in prefixes)])
        message = f"{text[:100]!r} is no order; known: {names}, and each with - before it"
        raise ArgumentsError([Problem("unknown-order", "sort", message)])
    return Order(field=field, is_descending=text.startswith("-"))


def _position(token: str, order: Order) -> Position:
    try:
        field, is_descending, value, key = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        field, is_descending, value, key = None, None, None, None
    is_value = value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
    is_key = isinstance(key, int) and not isinstance(key, bool) and abs(key) < 2**63
    is_large = isinstance(value, int) and abs(value) >= 2**63
    if (field, is_descending) != (order.field, order.is_descending) or not (is_value and is_key) or is_large:
        hint = "ask with the same sort, or from the first page on"
        raise ArgumentsError([Problem("unknown-page-token", "page_token", "no page of this list has that token", hint)])
    return Position(value=value, key=key)
