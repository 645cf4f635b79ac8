"""Tells those who watch that the store has changed, whichever process changed it (decision A23)."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from penstock.core.errors import StoreError

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
"""How often the store is asked for its version, while somebody watches."""


class Watch:
    """One who waits for changes."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for a change, at most so long; tell whether there was one since the last call."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    def wake(self) -> None:
        """End the wait, from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._changed.set)
        except RuntimeError:
            log.debug("watcher is gone", extra={"event": "bulletin.gone"})


class Bulletin:
    """Looks at the version of the store on one thread while somebody watches. Safe to share between threads."""

    def __init__(self, version: Callable[[], int]) -> None:
        self._version = version
        self._watches: set[Watch] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._enough = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Give a watch that is woken at each change."""
        watch = Watch()
        with self._lock:
            self._watches.add(watch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="penstock-bulletin", daemon=True)
                self._thread.start()
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.discard(watch)

    @property
    def is_over(self) -> bool:
        """Whether there will be no more news: whoever watches lets go."""
        return self._enough.is_set()

    def end(self) -> None:
        """Let everybody go who watches. Never waits."""
        self._enough.set()
        with self._lock:
            for watch in self._watches:
                watch.wake()

    def close(self) -> None:
        """Stop looking, and let everybody go."""
        self.end()
        thread = self._thread
        if thread is not None:
            thread.join()

    def _look(self) -> None:
        before = -1
        while not self._enough.wait(LOOK_SECONDS):
            try:
                version = self._version()
            except StoreError:
                log.exception("store does not answer", extra={"event": "bulletin.failed"})
                version = before
            # Asked for after the version: whoever comes later looks at the store after it was told.
            with self._lock:
                watches = list(self._watches)
                if not watches:
                    self._thread = None
                    return
            if version != before:
                before = version
                for watch in watches:
                    watch.wake()
