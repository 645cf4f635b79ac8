"""Sources, shipped modules and bundles of the runtime that no task has used for long; each can be made again."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from penstock.core.folders import statuses_below
from penstock.launchers.cache_locks import PROGRAMS, is_environment_held, unused
from penstock.services.garbage import IdleFolder

SOURCES, SHIPPED, RUNTIME = "sources", "shipped", "runtime"
_KINDS = {"source": SOURCES, "shipment": SHIPPED, "runtime": RUNTIME}


def touch(place: str) -> None:
    """Note that something is used now. Raises `FileNotFoundError` when it was removed."""
    os.utime(place)


class IdlePrograms:
    """Such folders of a cache folder, which all homes of a user share. Safe to share between processes."""

    def __init__(self, folder: Path, is_busy: Callable[[], bool]) -> None:
        """Work on a cache folder; `is_busy` tells whether containers that need it are under way."""
        self._folder = folder
        self._is_busy = is_busy

    def list_idle(self, before: datetime) -> tuple[IdleFolder, ...]:
        """Return the folders that were last used before a moment, with what they occupy."""
        return tuple(idle for idle in self._all() if idle is not None and idle.used_at < before)

    def remove(self, idle: IdleFolder, before: datetime) -> bool:
        """Remove a folder, unless a task or a launcher is at work or it was used since; tell whether. Raises `OSError`.

        A task that outlived its driver holds its environment, a container is known to its engine.
        """
        place = self._folder / _KINDS[idle.kind] / idle.name
        with unused(self._folder, PROGRAMS) as is_free:
            used = _used_at(place)
            if not is_free or used is None or used >= before or is_environment_held(self._folder) or self._is_busy():
                return False
            # Whoever finds the folder finds all of it.
            doomed = place.with_name(f"{place.name}.{os.getpid()}.removed")
            place.rename(doomed)
            shutil.rmtree(doomed)
            return True

    def _all(self) -> Iterator[IdleFolder | None]:
        for kind, name in _KINDS.items():
            places = self._folder / name
            for place in sorted(places.iterdir()) if places.is_dir() else ():
                if place.is_dir():
                    yield _idle(kind, place)


def _idle(kind: str, place: Path) -> IdleFolder | None:
    used = _used_at(place)
    if used is None:
        return None
    size = sum(status.st_size for status in statuses_below(str(place)))
    return IdleFolder(kind=kind, name=place.name, used_at=used, size_bytes=size)


def _used_at(place: Path) -> datetime | None:
    """Return when something was last used; ``None`` if another process has removed it."""
    try:
        return datetime.fromtimestamp(place.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
