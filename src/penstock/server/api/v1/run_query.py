"""What lists of runs can be asked for."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Query
from pydantic import BeforeValidator

from penstock.core.errors import ArgumentsError, Problem
from penstock.engine.states import RunState
from penstock.server.api.v1.paging import Order, parse_order
from penstock.server.moments import refuse_numbers
from penstock.services.pages import METRIC_PREFIX, PARAMETER_PREFIX, TAG_PREFIX, Operand, Operation, Predicate
from penstock.services.records import StorageState

ORDERS = {
    "created_at": "created_at",
    "started_at": "started_at",
    "ended_at": "ended_at",
    "name": "display_name",
    "state": "state",
    "seconds": "duration",
}
LONGEST_WORDS = 500
MOST_COLUMNS = 50

_METRIC = re.compile(r"(?P<name>[^<>=!]+)(?P<sign><=|>=|!=|<|>|=)(?P<value>.+)")
_SIGNS = {
    "<": Operation.LESS_THAN,
    "<=": Operation.LESS_THAN_EQUALS,
    ">": Operation.GREATER_THAN,
    ">=": Operation.GREATER_THAN_EQUALS,
    "=": Operation.EQUALS,
    "!=": Operation.NOT_EQUALS,
}

Moment: TypeAlias = Annotated[datetime, BeforeValidator(refuse_numbers)]
Words: TypeAlias = Annotated[str, Query(max_length=LONGEST_WORDS)]
Several: TypeAlias = Annotated[list[Annotated[str, Query(max_length=LONGEST_WORDS)]] | None, Query(max_length=20)]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunQuery:
    """Which runs are wanted, in which order, with which columns."""

    predicates: tuple[Predicate, ...]
    order: Order
    parameters: tuple[str, ...]
    metrics: tuple[str, ...]


def _chosen(
    q: Words = "",
    state: Annotated[list[RunState] | None, Query()] = None,
    tag: Several = None,
    param: Several = None,
    metric: Several = None,
) -> tuple[Predicate, ...]:
    """Read what runs are chosen by: their names, states, tags, arguments and metrics."""
    found = [Predicate(field="display_name", operation=Operation.IS_SUBSTRING, value=q)] if q else []
    if state:
        states = tuple(sorted({item.value for item in state}))
        found.append(Predicate(field="state", operation=Operation.IN, value=states))
    found += [_tag(text) for text in tag or ()]
    found += [_parameter(text) for text in param or ()]
    found += [_metric(text) for text in metric or ()]
    return tuple(found)


def _placed(
    pipeline_id: Words = "",
    pipeline: Words = "",
    version_id: Words = "",
    experiment_id: Words = "",
) -> tuple[Predicate, ...]:
    """Read what runs belong to."""
    given = {
        "pipeline_id": pipeline_id,
        "pipeline_name": pipeline,
        "pipeline_version_id": version_id,
        "experiment_id": experiment_id,
    }
    return tuple(
        Predicate(field=field, operation=Operation.EQUALS, value=value) for field, value in given.items() if value
    )


def _timed(
    since: Moment | None = None, until: Moment | None = None, archived: Literal["false", "true", "any"] = "false"
) -> tuple[Predicate, ...]:
    """Read when runs were made, and whether they are archived."""
    return tuple(_times(since, until, archived))


def _times(since: datetime | None, until: datetime | None, archived: str) -> Iterator[Predicate]:
    if archived != "any":
        state = StorageState.ARCHIVED if archived == "true" else StorageState.AVAILABLE
        yield Predicate(field="storage_state", operation=Operation.EQUALS, value=state.value)
    given = (("since", since, Operation.GREATER_THAN_EQUALS), ("until", until, Operation.LESS_THAN))
    for name, moment, operation in given:
        if moment is None:
            continue
        if moment.tzinfo is None:
            raise _refusal(name, "a time needs a zone, such as 2026-01-31T12:00:00Z")
        yield Predicate(field="created_at", operation=operation, value=moment)


def _run_query(
    chosen: Annotated[tuple[Predicate, ...], Depends(_chosen)],
    placed: Annotated[tuple[Predicate, ...], Depends(_placed)],
    timed: Annotated[tuple[Predicate, ...], Depends(_timed)],
    sort: Words = "-created_at",
    column: Several = None,
) -> RunQuery:
    order = parse_order(sort, ORDERS, PARAMETER_PREFIX, METRIC_PREFIX)
    names: dict[str, list[str]] = {PARAMETER_PREFIX: [], METRIC_PREFIX: []}
    for text in column or ():
        prefix, colon, name = text.partition(":")
        if prefix + colon not in names or not name:
            raise _refusal("column", f"{text[:100]!r} is no column; write param:NAME or metric:NAME")
        names[prefix + colon].append(name)
    return RunQuery(
        predicates=(*timed, *placed, *chosen),
        order=order,
        parameters=tuple(names[PARAMETER_PREFIX]),
        metrics=tuple(names[METRIC_PREFIX]),
    )


RunsWanted: TypeAlias = Annotated[RunQuery, Depends(_run_query)]
"""The argument of a handler that lists runs."""


def _tag(text: str) -> Predicate:
    name, colon, value = text.partition(":")
    if not name or not colon:
        raise _refusal("tag", f"{text[:100]!r} is no tag; write NAME:VALUE")
    return Predicate(field=TAG_PREFIX + name, operation=Operation.EQUALS, value=value)


def _parameter(text: str) -> Predicate:
    name, sign, given = text.partition("=")
    try:
        value = json.loads(given)
    except (ValueError, RecursionError):
        value = given  # a word without quotation marks is a text
    if not name or not sign:
        raise _refusal("param", f"{text[:100]!r} is no argument; write NAME=VALUE, with the value as JSON")
    return Predicate(field=PARAMETER_PREFIX + name, operation=Operation.EQUALS, value=_operand(value))


def _operand(value: object) -> Operand:
    """Return a number as a number, which 1 and 1.0 are equally, and everything else as the text of its JSON."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return json.dumps(value, separators=(",", ":"))


def _metric(text: str) -> Predicate:
    found = _METRIC.fullmatch(text)
    try:
        value = float(found["value"]) if found else math.nan
    except ValueError:
        value = math.nan
    if found is None or math.isnan(value):
        raise _refusal("metric", f"{text[:100]!r} is no comparison; write it like accuracy>0.9")
    return Predicate(field=METRIC_PREFIX + found["name"].strip(), operation=_SIGNS[found["sign"]], value=value)


def _refusal(field: str, message: str) -> ArgumentsError:
    return ArgumentsError([Problem("invalid-query", field, message)])
