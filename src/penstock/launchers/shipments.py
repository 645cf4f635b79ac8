"""Modules that travel with a component, unpacked once for all attempts that import them."""

import threading
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.engine.records import AttemptRequest
from penstock.launchers.idle_programs import SHIPPED, touch
from penstock.runtime.packages import unpack_sources


class Shipments:
    """Keeps them in a folder of the cache. Safe to share between threads."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / SHIPPED
        self._mutex = threading.Lock()

    def unpack(self, request: AttemptRequest) -> tuple[str, ...]:
        """Return the folders to import from, if the component brings modules. Raises `LaunchError` for broken ones."""
        sources = request.platform.get("penstock", {}).get("sources")
        if not sources:
            return ()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with self._mutex:
                place = unpack_sources(sources, str(self._folder))
                touch(place)
                return (place,)
        except ValueError as error:
            raise LaunchError(f"Task {request.task_name!r}: {error}", reason="BadSources") from error
