"""Locks around what a cache folder holds: one process makes or removes a thing at a time, and none that is in use.

Both are locks of open files, free the instant the last process that holds them dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USE = ".use"
PROGRAMS = "programs"
"""What stands for the sources, shipped modules and bundles of the runtime together: launchers hold it while open."""


class Hold:
    """Keeps something in a cache folder from being removed, until it is closed or its process dies."""

    def __init__(self, folder: Path, name: str) -> None:
        self._descriptor: int | None = hold(folder, name)

    def close(self) -> None:
        """Let go; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


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
    """Return a descriptor that keeps something from being removed, in every process that inherits it."""
    (folder / "locks").mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_use_of(folder, name), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def unused(folder: Path, name: str) -> Iterator[bool]:
    """Tell whether nobody holds something; while the block lasts, whoever wants it waits."""
    (folder / "locks").mkdir(parents=True, exist_ok=True, mode=0o700)
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


def is_environment_held(folder: Path) -> bool:
    """Whether anybody holds an environment of a cache folder at this moment."""
    names = {place.name.removesuffix(_USE) for place in (folder / "locks").glob(f"*{_USE}")} - {PROGRAMS}
    for name in names:
        with unused(folder, name) as is_free:
            if not is_free:
                return True
    return False


def _use_of(folder: Path, name: str) -> Path:
    return folder / "locks" / f"{name}{_USE}"
