"""Reads what lies in artifacts of the local store: never anything beside them, whatever links a task left there."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from penstock.artifact_store.uris import path_of
from penstock.core.errors import ArtifactStoreError, NotFoundError
from penstock.services.contents import FolderEntry, Found, FoundKind

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Opened without waiting: a task may have left a pipe that nobody writes to."""


class LocalArtifactContents:
    """Reads below the folder of the store. Safe to share between threads.

    Every step of a path is opened by itself, from the store's folder on, and none may be a link: so no race leads out.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def find(self, uri: str, inside: str = "") -> Found:
        """Tell what lies at the URI, or at a path inside the folder there; what lies elsewhere is not looked at."""
        parts = self._parts(uri, inside)
        if parts is None:
            return Found(kind=FoundKind.ELSEWHERE)
        try:
            with self._opened(parts) as descriptor:
                status = os.fstat(descriptor)
        except NotFoundError:
            return Found(kind=FoundKind.MISSING)
        if stat.S_ISDIR(status.st_mode):
            return Found(kind=FoundKind.FOLDER)
        return Found(kind=FoundKind.FILE, size_bytes=status.st_size, changed_ns=status.st_mtime_ns)

    def read(self, uri: str, start: int, length: int, inside: str = "") -> bytes:
        """Return bytes of a file; fewer at its end. Raises `NotFoundError`."""
        with self.opened(uri, inside) as descriptor:
            return os.pread(descriptor, length, start)

    @contextmanager
    def opened(self, uri: str, inside: str = "") -> Iterator[int]:
        """Give a descriptor of a file, open for reading as long as the context lasts. Raises `NotFoundError`."""
        with self._opened(self._kept(uri, inside)) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _nothing()
            yield descriptor

    def list_folder(self, uri: str, inside: str = "", *, limit: int) -> tuple[FolderEntry, ...]:
        """Return what lies in a folder, folders first; links and what is neither file nor folder are left out."""
        with self._opened(self._kept(uri, inside)) as descriptor:
            try:
                with os.scandir(descriptor) as found:
                    entries = [entry for item in found if (entry := _entry(item)) is not None]
            except NotADirectoryError:
                raise _nothing() from None
        return tuple(sorted(entries, key=lambda entry: (not entry.is_folder, entry.name))[:limit])

    def _kept(self, uri: str, inside: str) -> Sequence[str]:
        parts = self._parts(uri, inside)
        if parts is None:
            raise NotFoundError("The artifact does not lie in the artifact store of this server", hint=uri)
        return parts

    def _parts(self, uri: str, inside: str) -> Sequence[str] | None:
        """Return the steps from the store's folder on, or ``None`` for a place elsewhere."""
        path = path_of(uri)
        if path is None or ".." in path.parts or not path.is_relative_to(self._root) or path == self._root:
            return None
        steps = inside.split("/") if inside else []
        if any(step in {"", ".", ".."} or "\0" in step for step in steps):
            raise NotFoundError(f"There is nothing at {inside[:200]!r} in the artifact")
        return (*path.relative_to(self._root).parts, *steps)

    @contextmanager
    def _opened(self, parts: Sequence[str]) -> Iterator[int]:
        """Open the last of the steps. Raises `NotFoundError`, also for a link, a pipe or a device."""
        descriptor = -1
        try:
            descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            for place, part in enumerate(parts):
                flags = _FILE if place == len(parts) - 1 else _FOLDER
                following = os.open(part, flags, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = following
            if not _is_plain(os.fstat(descriptor)):
                raise _nothing()
            yield descriptor
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise _nothing() from None
        except OSError as error:
            if error.errno in _LINKS:
                raise _nothing() from None
            raise ArtifactStoreError(f"The artifact cannot be read: {error.strerror}") from error
        finally:
            if descriptor >= 0:
                os.close(descriptor)


_LINKS = frozenset({errno.ELOOP, errno.EMLINK, errno.ENAMETOOLONG, errno.ENXIO})
"""A link, a name that no file can have, a socket."""


def _is_plain(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)


def _nothing() -> NotFoundError:
    return NotFoundError("There is no such file in the artifact", hint="links in artifacts are not followed")


def _entry(item: "os.DirEntry[str]") -> FolderEntry | None:
    status = item.stat(follow_symlinks=False)
    if not _is_plain(status):
        return None
    is_folder = stat.S_ISDIR(status.st_mode)
    return FolderEntry(name=item.name, size_bytes=None if is_folder else status.st_size, is_folder=is_folder)
