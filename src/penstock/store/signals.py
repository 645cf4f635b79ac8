"""Lets other processes ask the one that drives a run to cancel it: through a named pipe beside the run's lease."""

import contextlib
import errno
import logging
import os
import selectors
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from penstock.core.errors import HomeError
from penstock.core.ids import RunId
from penstock.engine.records import Changes

log = logging.getLogger(__name__)

_CANCEL, _QUIT, _WAKE = b"c", b"q", b"w"


@contextmanager
def listening(folder: Path, run_id: RunId, cancel: Callable[[], None]) -> Iterator[None]:
    """Call a function, on a thread of its own, whenever another process asks for the cancellation of a run.

    For the process that drives the run: another one would take its pipe away. On Windows nothing can be asked from
    outside.
    """
    listener = SignalListener(folder, lambda _: cancel())
    listener.add(run_id)
    try:
        yield
    finally:
        listener.close()


class SignalListener:
    """Listens for many runs on one thread, for a process that drives them. Safe to share between threads.

    A pipe that cannot be made is told to the log: the run goes on, but cannot be ended from another process.
    """

    def __init__(self, folder: Path, cancel: Callable[[RunId], None]) -> None:
        self._folder = folder
        self._cancel = cancel
        self._lock = threading.Lock()
        self._pipes: dict[RunId, int] = {}
        self._closed = False
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = os.pipe()
        self._selector.register(self._wake_reader, selectors.EVENT_READ, None)
        self._thread = threading.Thread(target=self._listen, name="penstock-signals", daemon=True)
        if sys.platform != "win32":
            self._thread.start()

    def observe(self, run_id: RunId, changes: Changes) -> None:
        """Listen for a run from its first change to its end: an observer of the engine."""
        if changes.run is not None and changes.run.state.is_final:
            self.forget(run_id)
        elif run_id not in self._pipes:
            self.add(run_id)

    def add(self, run_id: RunId) -> None:
        """Listen for a run, unless this was closed."""
        path = _pipe_of(self._folder, run_id)
        if sys.platform == "win32" or self._closed:
            return
        try:
            with contextlib.suppress(FileExistsError):  # left by a process that was killed
                os.mkfifo(path, 0o600)
            pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            log.warning("no pipe for a run", extra={"event": "signals.failed", "run_id": run_id, "error": str(error)})
            return
        with self._lock:
            if self._closed:
                os.close(pipe)
                path.unlink(missing_ok=True)
                return
            self._pipes[run_id] = pipe
            self._selector.register(pipe, selectors.EVENT_READ, run_id)
            os.write(self._wake_writer, _WAKE)

    def forget(self, run_id: RunId) -> None:
        """Listen for a run no more."""
        with self._lock:
            pipe = self._pipes.pop(run_id, None)
            if pipe is None:
                return
            self._selector.unregister(pipe)
            os.close(pipe)
        _pipe_of(self._folder, run_id).unlink(missing_ok=True)

    def close(self) -> None:
        """Stop listening; what was asked before is passed on."""
        with self._lock:
            self._closed = True
        if self._thread.is_alive():
            os.write(self._wake_writer, _QUIT)
            self._thread.join()
        for run_id in tuple(self._pipes):
            if self._was_asked(run_id):
                self._cancel(run_id)
            self.forget(run_id)
        with self._lock:  # a run may end in this moment
            self._selector.close()
        os.close(self._wake_reader)
        os.close(self._wake_writer)

    def _listen(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    if os.read(self._wake_reader, 1) == _QUIT:
                        return
                elif self._was_asked(key.data):
                    self._cancel(key.data)

    def _was_asked(self, run_id: RunId) -> bool:
        with self._lock:
            pipe = self._pipes.get(run_id)
            try:
                return pipe is not None and os.read(pipe, 1) == _CANCEL
            except BlockingIOError:
                return False


def ask_to_cancel(folder: Path, run_id: RunId) -> bool:
    """Ask whoever drives a run to cancel it; return whether anybody listens."""
    return _send(folder, run_id, _CANCEL)


def is_driven(folder: Path, run_id: RunId) -> bool:
    """Tell whether a process listens for a run: one that drives it."""
    return _send(folder, run_id, b"")


def _send(folder: Path, run_id: RunId, message: bytes) -> bool:
    if sys.platform == "win32":
        return False
    try:
        pipe = os.open(_pipe_of(folder, run_id), os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENXIO):
            return False
        raise HomeError(f"The process that drives the run cannot be asked: {error.strerror}") from error
    try:
        os.write(pipe, message)
    finally:
        os.close(pipe)
    return True


def _pipe_of(folder: Path, run_id: RunId) -> Path:
    return folder / f"{run_id}.signals"
