"""Folders of tasks that were done again apart from their runs: kept for a while, for whoever asked for them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from penstock.core.folders import statuses_below
from penstock.services.garbage import IdleFolder

RERUNS = "reruns"
"""The folder of a home that holds them."""


class IdleReruns:
    """The folders of such tasks below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list_idle(self, before: datetime) -> tuple[IdleFolder, ...]:
        """Return the folders in which nothing was written since a moment."""
        if not self._folder.is_dir():
            return ()
        found = (_idle(place) for place in sorted(self._folder.iterdir()) if place.is_dir())
        return tuple(idle for idle in found if idle.used_at < before)

    def remove(self, idle: IdleFolder, before: datetime) -> bool:
        """Remove a folder, unless something was written in it since; tell whether. Raises `OSError`."""
        place = self._folder / idle.name
        if not place.is_dir() or _idle(place).used_at >= before:
            return False
        shutil.rmtree(place)
        return True


def _idle(place: Path) -> IdleFolder:
    size, newest = 0, place.stat().st_mtime
    for status in statuses_below(str(place)):
        size, newest = size + status.st_size, max(newest, status.st_mtime)
    used = datetime.fromtimestamp(newest, UTC)
    return IdleFolder(kind="rerun", name=place.name, used_at=used, size_bytes=size)
