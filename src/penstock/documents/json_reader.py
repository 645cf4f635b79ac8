"""Reads JSON text strictly: no duplicate keys, no numbers without an end, within limits."""

import json
import math
from collections import Counter
from typing import Any, NoReturn

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonValue
from penstock.documents.text import Limits, place, refuse


def read_json(text: str, *, name: str, limits: Limits) -> JsonValue:
    """Return the value of a JSON text.

    Raises `SpecError` with every duplicate key, or with the first thing that is no JSON or breaks a limit.
    """
    problems: list[Problem] = []
    try:
        value = json.loads(text, object_pairs_hook=_pairs_into(problems), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        refuse(Problem("invalid-json", place(error.lineno, error.colno), f"this is not JSON: {error.msg}"), name)
    except RecursionError:
        _refuse_depth(name, limits)
    except ValueError as error:
        refuse(Problem("invalid-number", "", str(error).split(";")[0]), name)
    _check_tree(value, name, limits)
    if problems:
        raise SpecError(problems[:100], source=name)
    return value


def _pairs_into(problems: list[Problem]) -> Any:
    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            double = next(key for key, count in counts.items() if count > 1)
            problems.append(Problem("duplicate-key", "", f"the key {double[:80]!r} is there twice in one object"))
        return data

    return build


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")


def _check_tree(value: JsonValue, name: str, limits: Limits) -> None:
    level, depth, nodes = [value], 0, 0
    while level:
        depth, nodes = depth + 1, nodes + len(level)
        if depth > limits.depth + 1:
            _refuse_depth(name, limits)
        if nodes > limits.nodes:
            refuse(Problem("too-many-values", "", f"the file holds more than {limits.nodes:,} values"), name)
        if any(isinstance(node, float) and not math.isfinite(node) for node in level):
            refuse(Problem("invalid-number", "", "a number is too large for JSON's doubles"), name)
        level = [child for node in level for child in _children(node)]


def _children(node: JsonValue) -> Any:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _refuse_depth(name: str, limits: Limits) -> NoReturn:
    refuse(Problem("too-deep", "", f"the file nests lists and mappings more than {limits.depth} levels deep"), name)
