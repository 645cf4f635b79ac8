"""Measures what a container takes of its machine: what the engine says while it runs, what our runtime left in it."""

import json
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from penstock.core.json import JsonObject
from penstock.launchers.container.client import EngineError
from penstock.launchers.container.engine import ContainerEngine
from penstock.runtime.usage import USAGE

_FIRST_SECONDS = 0.25
_LONGEST_SECONDS = 5.0


class Meter:
    """Asks about one container on a thread of its own, from entering to leaving; at first often, then seldom.

    An engine forgets what a container took when it ends: of one that ends before the first question, only what our
    runtime left is known.
    """

    def __init__(self, engine: ContainerEngine, name: str, folder: Path) -> None:
        self._engine = engine
        self._name = name
        self._left = folder / USAGE
        self._over = threading.Event()
        self._facts: JsonObject = {}

    def __enter__(self) -> Self:
        threading.Thread(target=self._ask, name=f"meter-{self._name}", daemon=True).start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _traceback: TracebackType | None) -> None:
        self._over.set()

    def facts(self) -> JsonObject:
        """Return what is known as facts of a result."""
        facts = self._facts
        try:
            left = json.loads(self._left.read_text("utf-8"))
        except (OSError, ValueError):
            return facts
        return _most(facts, left) if isinstance(left, dict) else facts

    def _ask(self) -> None:
        pause = _FIRST_SECONDS
        while not self._over.wait(pause):
            try:
                self._facts = _most(self._facts, self._engine.usage(self._name))
            except EngineError:
                return  # it has ended, or the engine is away: whoever follows it learns that
            pause = min(pause * 2, _LONGEST_SECONDS)


def _most(known: JsonObject, found: JsonObject) -> JsonObject:
    """Return the larger of each number: both grow, or are peaks."""
    numbers = ((name, value) for name, value in found.items() if isinstance(value, int | float))
    return {**known, **{name: max(value, known.get(name) or 0) for name, value in numbers}}
