"""Lets other processes ask the one that drives a run to cancel it: through a named pipe beside the run's lease."""

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from penstock.core.errors import HomeError
from penstock.core.ids import RunId

_CANCEL, _QUIT = b"c", b"q"


@contextmanager
def listening(folder: Path, run_id: RunId, cancel: Callable[[], None]) -> Iterator[None]:
    """Call a function, on a thread of its own, whenever another process asks for the cancellation of a run.

    Raises `HomeError` when the pipe cannot be made. On Windows nothing can be asked from outside.
    """
    if sys.platform == "win32":
        yield
        return
    path = _pipe_of(folder, run_id)
    try:
        with contextlib.suppress(FileExistsError):  # left by a process that was killed
            os.mkfifo(path, 0o600)
        # Opened for both, so that it is never at its end while nobody asks.
        pipe = os.open(path, os.O_RDWR)
    except OSError as error:
        raise HomeError(f"{str(path)!r} cannot be made: {error.strerror}") from error
    thread = threading.Thread(target=_listen, args=(pipe, cancel), name="penstock-signals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.write(pipe, _QUIT)
        thread.join()
        os.close(pipe)


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


def _listen(pipe: int, cancel: Callable[[], None]) -> None:
    while True:
        asked = os.read(pipe, 1)
        if asked == _QUIT:
            return
        if asked == _CANCEL:
            cancel()


def _pipe_of(folder: Path, run_id: RunId) -> Path:
    return folder / f"{run_id}.signals"
