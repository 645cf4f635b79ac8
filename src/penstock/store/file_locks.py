"""Locks on files that the operating system frees the instant their holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from penstock.core.errors import StoreError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A lock that is held until `release` or the end of the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor

    @property
    def is_held(self) -> bool:
        """Whether `release` was not called yet."""
        return self._descriptor is not None

    def release(self) -> None:
        """Remove the file and let others lock it anew; a second call does nothing."""
        if self._descriptor is None:
            return
        if sys.platform != "win32":  # Windows refuses to remove an open file: there it stays
            self._path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None


def try_lock(path: Path) -> FileLock | None:
    """Lock a file, made when it is not there, or return ``None`` while somebody else holds it.

    Raises `StoreError` when the file cannot be made.
    """
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"Lock file {str(path)!r} cannot be made: {error.strerror}") from error
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            return None
        if _is_still_at(path, descriptor):
            return FileLock(path, descriptor)
        os.close(descriptor)  # its last holder removed it between our open and our lock


@contextmanager
def locked(path: Path, *, timeout_seconds: float) -> Iterator[None]:
    """Hold a file's lock during a block, waiting for it. Raises `StoreError` when it takes too long."""
    deadline = time.monotonic() + timeout_seconds
    while (lock := try_lock(path)) is None:
        if time.monotonic() > deadline:
            raise StoreError(
                f"Another process has held {str(path)!r} for {timeout_seconds:.0f} seconds",
                hint="look for a stuck process",
            )
        time.sleep(0.01)
    try:
        yield
    finally:
        lock.release()


def _is_still_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
