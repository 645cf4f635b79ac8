"""Keeps the documents that pages look at again and again, read once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from penstock.core.json import JsonObject
from penstock.documents import document_from_data
from penstock.server.rendering.graphs import GraphReader
from penstock.server.schemas.graph import Graph

MOST = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A document that was read, and its graph."""

    reader: GraphReader
    graph: Graph


class Shelf:
    """Holds the last documents that were looked at. Safe to share between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Drawing] = OrderedDict()
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
        drawing = Drawing(reader=reader, graph=reader.graph())
        with self._lock:
            self._known[key] = drawing
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return drawing
