"""Brings what a task left elsewhere to the place of its artifact, without copying where that can be."""

import errno
import fcntl
import shutil
from pathlib import Path

_CLONE = 0x40049409
"""``FICLONE``: share the blocks of a file, on file systems that can (btrfs, xfs, bcachefs)."""


def place(source: Path, target: Path, *, may_move: Path) -> None:
    """Bring a file or folder to its place: moved from below `may_move`, else cloned, else copied.

    What is not there is left out; what is in its place stays. Raises `OSError`.
    """
    if not source.exists() or _is_same(source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove(target)
    if source.resolve().is_relative_to(may_move.resolve()):
        shutil.move(source, target)
    elif source.is_dir():
        shutil.copytree(source, target, copy_function=_clone)
    else:
        _clone(str(source), str(target))


def _clone(source: str, target: str) -> None:
    """Copy one file, by sharing its blocks where the file system can."""
    if not Path(source).is_file():  # a pipe that nobody writes to would be waited for
        raise OSError(errno.EINVAL, "it is neither a file nor a folder", source)
    with Path(source).open("rb") as original, Path(target).open("wb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), _CLONE, original.fileno())
        except OSError:
            shutil.copyfileobj(original, copy, 1 << 20)
    shutil.copystat(source, target)


def _is_same(source: Path, target: Path) -> bool:
    return target.exists() and source.samefile(target)


def _remove(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
