"""What the iterations of loops were given, in a few words, so that people tell them apart."""

import json
import re
from collections.abc import Mapping

from penstock.core.ids import ExecutionPath
from penstock.core.json import JsonValue

LONGEST = 40
_ITERATION = re.compile(r"\[\d+\]")


def item_text(value: JsonValue) -> str:
    """Say in short what an iteration was given: of an object, its first word if it has one."""
    if isinstance(value, dict):
        value = next((inner for inner in value.values() if isinstance(inner, str) and inner), value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def item_of(path: str, items: Mapping[ExecutionPath, JsonValue]) -> str:
    """Say what the iterations around a task were given, the outer ones first."""
    around = [ExecutionPath(path[: found.end()]) for found in _ITERATION.finditer(path)]
    return " · ".join(item_text(items[place]) for place in around if place in items)
