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

    def drawing(self, key: str, load: Callable[[], JsonObject]) -> Drawing:
        """Return the document of a key, loaded at its first use. Raises `SpecError`, and what `load` raises."""
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        document = load()
        reader = GraphReader(document_from_data(document["pipeline"], document.get("platform")).document)
        drawing = Drawing(reader)
        with self._lock:
            if key not in self._known:
                self._tasks += reader.task_count
            self._known[key] = drawing
            while len(self._known) > 1 and (len(self._known) > MOST or self._tasks > MOST_TASKS):
                self._tasks -= self._known.popitem(last=False)[1].reader.task_count
        return drawing
