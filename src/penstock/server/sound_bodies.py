"""Holds JSON bodies to what JSON can say, before anything is made of them.

Python's reader takes numbers without an end, halves of surrogate pairs and any depth; none of them can be kept, and
none can be answered.
"""

import json

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import JsonValue
from penstock.documents import DEFAULT_LIMITS

DEEPEST = DEFAULT_LIMITS.depth + 10
"""A document is nested so deep at most, and lies within a few levels of a request."""
SMALL_BYTES = 64 * 1024
"""What is looked at at once; more is looked at beside the loop that answers requests."""


async def hold_body(request: Request) -> None:
    """Refuse a body that is JSON only for Python. Raises `ArgumentsError` with the fields."""
    if not _is_json(request.headers.get("content-type", "")):
        return
    body = await request.body()
    try:
        content = await request.json()  # as FastAPI has read it
    except (ValueError, RecursionError):
        return  # what reads the body tells
    if len(body) <= SMALL_BYTES:
        _check(content, body)
    else:
        await run_in_threadpool(_check, content, body)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _check(content: JsonValue, body: bytes) -> None:
    fields = content.items() if isinstance(content, dict) else [("", content)]
    may_be_deep = body.count(b"[") + body.count(b"{") > DEEPEST
    problems = [
        Problem("invalid-request", _shown(name), fault)
        for name, value in fields
        if (fault := _fault(name, value, may_be_deep=may_be_deep))
    ]
    if problems:
        raise ArgumentsError(problems)


def _fault(name: str, value: JsonValue, *, may_be_deep: bool) -> str:
    if may_be_deep and _is_deep(value):
        return f"the value nests lists and objects more than {DEEPEST} levels deep"
    try:
        json.dumps({name: value}, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "the text holds half of a surrogate pair"
    except ValueError:
        return "NaN, Infinity and numbers as large as that are no numbers of JSON"
    return ""


def _is_deep(value: JsonValue) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:80]
