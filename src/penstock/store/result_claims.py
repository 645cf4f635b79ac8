"""The right to make a result, among the processes that share a home: bytes of one file, locked by the system.

A lock is free the instant its holder dies. Threads of one process are kept apart by the engine.
"""

import hashlib
import os
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from penstock.core.errors import StoreError

if sys.platform != "win32":
    import fcntl

_FILE = "results.lock"
_PLACES = 1 << 62


class FileClaim:
    """A right that is held until `release`, until nobody refers to it any more, or until the end of the process."""

    def __init__(self, claims: "ResultClaims", descriptor: int, place: int) -> None:
        self._claims = claims  # whose end closes the descriptor
        self._release = weakref.finalize(self, _unlock, descriptor, place)

    def release(self) -> None:
        """Let another process make the result; a second call does nothing."""
        self._release()


class ResultClaims:
    """Gives such rights. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._descriptor: int | None = None
        self._mutex = threading.Lock()

    def claim(self, namespace: str, fingerprint: str) -> FileClaim | None:
        """Take the right to make a result, or return ``None`` while another process has it. Raises `StoreError`.

        On Windows everybody has it.
        """
        place = int.from_bytes(hashlib.sha256(f"{namespace}/{fingerprint}".encode()).digest()[:8], "big") % _PLACES
        try:
            descriptor = self._opened()
            if sys.platform != "win32":
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return None
        except OSError as error:
            raise StoreError(f"Lock file {str(self._path)!r} cannot be used: {error.strerror}") from error
        return FileClaim(self, descriptor, place)

    def _opened(self) -> int:
        """Return the one descriptor: to close another one of the file would free all of this process's locks."""
        with self._mutex:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                weakref.finalize(self, os.close, self._descriptor)
            return self._descriptor


def _unlock(descriptor: int, place: int) -> None:
    if sys.platform != "win32":
        with suppress(OSError):  # closed, and with that unlocked
            fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, place)
