"""Keeps the documents that pages look at again and again, read once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from penstock.core.json import JsonObject
from penstock.documents import document_from_data
from penstock.server.rendering.graphs import GraphReader
from penstock.server.schemas.graph import Graph

MOST = 100
MOST_TASKS = 20_000
"""Of all documents together: the documents of many small pipelines take as much memory as that of one large one."""


class Drawing:
    """A document that was read, and its graph."""

    def __init__(self, reader: GraphReader) -> None:
        self.reader = reader

    @cached_property
    def graph(self) -> Graph:
        """The graph, drawn at its first use."""
        return self.reader.graph()


class Shelf:
    """Holds the last documents that were looked at. Safe to share between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Drawing] = OrderedDict()
        self._tasks = 0
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def drawing(self, key: str, load: Callable[[], JsonObject]) -> Drawing:
        """Return the document of a key, loaded at its first use. Raises `SpecError`, and what `load` raises.

        A page asks for several things of one document at once: the first of them loads it, the others wait.
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            try:
                return self._recall(key) or self._keep(key, load())
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _recall(self, key: str) -> Drawing | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def _keep(self, key: str, document: JsonObject) -> Drawing:
        reader = GraphReader(document_from_data(document["pipeline"], document.get("platform")).document)
        with self._lock:
            self._known[key] = Drawing(reader)
            self._tasks += reader.task_count
            while len(self._known) > 1 and (len(self._known) > MOST or self._tasks > MOST_TASKS):
                self._tasks -= self._known.popitem(last=False)[1].reader.task_count
            return self._known[key]
