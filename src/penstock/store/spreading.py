"""Tells the file system that the folders in a folder have nothing to do with each other."""

import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

Control = Callable[[int, int, bytes], bytes | int]
"""``ioctl``: given a descriptor, a request and its argument, returns the argument as the system left it."""

GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602
"""``FS_IOC_GETFLAGS`` and ``FS_IOC_SETFLAGS`` of Linux on the machines below, from its ``linux/fs.h``."""
TOP_OF_TREES = 0x00020000
"""``FS_TOPDIR_FL``, the ``T`` of ``chattr``."""
_MACHINES = ("x86_64", "aarch64")
_FLAGS = struct.Struct("@l")


def spread(folder: Path) -> None:
    """Let each folder that will be made in this one lie in a part of the disk of its own, where that can be said.

    It is a hint of ext4, which makes every file near its folder otherwise, and has to look past all that was removed
    there within the last minutes: up to half a millisecond for each file, where much was cleaned up nearby. Other file
    systems refuse it, and need none.
    """
    if sys.platform != "linux" or os.uname().machine not in _MACHINES:
        return
    with suppress(OSError):  # another file system, or somebody else's folder
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            mark(descriptor, fcntl.ioctl)
        finally:
            os.close(descriptor)


def mark(descriptor: int, control: Control) -> None:
    """Add the hint to the flags of an open folder, unless it is there. Raises `OSError`."""
    found = control(descriptor, GET_FLAGS, _FLAGS.pack(0))
    assert isinstance(found, bytes)
    flags: int = _FLAGS.unpack(found)[0]
    if not flags & TOP_OF_TREES:
        control(descriptor, SET_FLAGS, _FLAGS.pack(flags | TOP_OF_TREES))
