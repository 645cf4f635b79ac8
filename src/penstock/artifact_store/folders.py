"""What attempts left in the local artifact store: one folder each, below the folder of its run."""

import os
from collections.abc import Iterator
from pathlib import Path

from penstock.artifact_store.uris import uri_of
from penstock.core.folders import statuses_below
from penstock.core.ids import RunId
from penstock.services.garbage import AttemptFolder


class LocalAttemptFolders:
    """Lists the folders of attempts below the root of a local artifact store."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def list_folders(self) -> Iterator[AttemptFolder]:
        """Return the folder of every attempt that left one, with its size."""
        for run in _folders(self._root):
            for attempt in _folders(Path(run.path)):
                yield AttemptFolder(
                    run_id=RunId(run.name),
                    uri=uri_of(attempt.path),
                    prefixes=(uri_of(attempt.path), attempt.path),
                    size_bytes=sum(status.st_size for status in statuses_below(attempt.path)),
                )


def _folders(path: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            found = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=lambda entry: entry.name)
