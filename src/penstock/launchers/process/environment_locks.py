"""Locks around environments: one process makes or removes one at a time, and nobody removes one that is in use.

Both are locks of open files, free the instant the last process that holds them dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Be alone, among threads and processes, in making or removing what has this name in a cache folder."""
    locks = folder / "locks"
    for place in (locks, folder / "environments", folder / "requests"):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (locks / name).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(folder: Path, name: str) -> int:
    """Return a descriptor that keeps an environment from being removed, in every process that inherits it."""
    (folder / "locks").mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_use_of(folder, name), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def unused(folder: Path, name: str) -> Iterator[bool]:
    """Tell whether nobody holds an environment; while the block lasts, whoever wants it waits."""
    descriptor = os.open(_use_of(folder, name), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _use_of(folder: Path, name: str) -> Path:
    return folder / "locks" / f"{name}.use"
