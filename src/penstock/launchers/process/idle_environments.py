"""Environments that no task has used for long: found by the time of their last use, removed when nobody holds them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from penstock.core.folders import statuses_below
from penstock.launchers.cache_locks import locked, unused
from penstock.launchers.process.environments import MARKER
from penstock.services.garbage import IdleFolder


class IdleEnvironments:
    """The environments of a cache folder, which all homes of a user share. Safe to share between processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list_idle(self, before: datetime) -> tuple[IdleFolder, ...]:
        """Return the environments that were last used before a moment, with what they occupy."""
        places = self._folder / "environments"
        if not places.is_dir():
            return ()
        found = (self._idle(place, before) for place in sorted(places.iterdir()) if place.is_dir())
        return tuple(idle for idle in found if idle is not None)

    def remove(self, idle: IdleFolder, before: datetime) -> bool:
        """Remove an environment, unless a task or a fork server holds it or somebody has used it since; tell whether.

        Raises `OSError`.
        """
        with locked(self._folder, idle.name), unused(self._folder, idle.name) as is_free:
            place = self._folder / "environments" / idle.name
            if not is_free or self._idle(place, before) is None:
                return False
            # Without its marker it is no environment any more, however far the removal comes.
            (place / MARKER).unlink(missing_ok=True)
            shutil.rmtree(place)
            return True

    def _idle(self, place: Path, before: datetime) -> IdleFolder | None:
        used = _last_use(place)
        if used is None or used >= before:
            return None
        return IdleFolder(kind="environment", name=place.name, used_at=used, size_bytes=_size(place))


def _last_use(place: Path) -> datetime | None:
    for path in (place / MARKER, place):
        try:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue
    return None


def _size(place: Path) -> int:
    """Count what a removal gives back: a file that ``uv`` linked from its cache stays there."""
    return sum(status.st_size for status in statuses_below(str(place)) if status.st_nlink == 1)
