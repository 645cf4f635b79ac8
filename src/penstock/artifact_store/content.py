"""What lies at a path, as one digest: a file by its bytes, a folder by its sorted names and the bytes under them."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from penstock.core.ids import Digest

_READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_EXECUTABLE = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
_MOST_SINGLE_SYNCS = 256
"""With more files than this, one sync of everything is cheaper than a sync of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What was found at a path."""

    digest: Digest
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something below a folder."""

    name: str
    """Relative to the folder, with ``/`` between the parts; a folder's ends with one."""
    path: str
    status: os.stat_result


def identify(path: Path) -> Content:
    """Digest a file or folder as it lies there. Raises `OSError`."""
    return _digested(path, seals=False)


def seal(path: Path) -> Content:
    """Digest a file or folder, take the right to write from its files, and make it outlast a power cut.

    What links lead to belongs to others, and is digested alone. Raises `OSError`.
    """
    if path.is_symlink():
        return identify(path)
    content = _digested(path, seals=True)
    if path.is_dir():
        _sync_folders(path)
    return content


def sync_folder(path: Path) -> None:
    """Make the names in a folder outlast a power cut. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def measure(path: Path) -> tuple[int, int]:
    """Return the size of a file or folder in bytes, and when it last changed in nanoseconds. Raises `OSError`."""
    status = path.stat()
    if not stat.S_ISDIR(status.st_mode):
        return status.st_size, _changed(status)
    size, newest = 0, _changed(status)
    for entry in _entries(path):
        size += 0 if entry.name.endswith("/") else entry.status.st_size
        newest = max(newest, _changed(entry.status))
    return size, newest


def _changed(status: os.stat_result) -> int:
    return max(status.st_mtime_ns, status.st_ctime_ns)


def _digested(path: Path, *, seals: bool) -> Content:
    if not path.is_dir():
        digest, size = _digest_file(str(path), seals=seals)
        return Content(digest=Digest(f"sha256:{digest}"), size_bytes=size)
    total, size = hashlib.sha256(), 0
    entries = sorted(_entries(path), key=lambda entry: entry.name)
    sync_each = len(entries) <= _MOST_SINGLE_SYNCS
    for entry in entries:
        total.update(entry.name.encode("utf-8", "surrogateescape") + b"\0")
        if not entry.name.endswith("/"):
            digest, length = _digest_file(entry.path, seals=seals, syncs=sync_each)
            total.update(bytes.fromhex(digest))
            size += length
    if seals and not sync_each:
        os.sync()
    return Content(digest=Digest(f"sha256:{total.hexdigest()}"), size_bytes=size)


def _digest_file(path: str, *, seals: bool, syncs: bool = True) -> tuple[str, int]:
    # Without waiting: a task may have left a pipe that nobody writes to.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is neither a file nor a folder", path)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if seals and not os.path.islink(path):  # noqa: PTH114  # paths of folders are texts here
            mode = stat.S_IMODE(status.st_mode)
            os.fchmod(descriptor, _READ_ONLY | (mode & _EXECUTABLE))
            if syncs:
                os.fsync(descriptor)
    return digest, status.st_size


def _entries(folder: Path) -> Iterator[Entry]:
    """Yield everything below a folder; links to folders are not followed, for they may lead round in circles."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, place = waiting.pop()
        with os.scandir(place) as found:
            for item in found:
                name = prefix + item.name
                if item.is_dir(follow_symlinks=False):
                    yield Entry(name=f"{name}/", path=item.path, status=item.stat())
                    waiting.append((f"{name}/", item.path))
                elif item.is_file():
                    yield Entry(name=name, path=item.path, status=item.stat())


def _sync_folders(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        sync_folder(Path(place))
