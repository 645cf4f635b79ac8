"""Bounds the disk that a log takes while its writers go on appending, and drops its middle once they have ended.

The blocks of the middle are given back to the file system, which leaves a hole: no position moves, no byte of the end
is lost, no writer notices. Where a file system has no holes, the middle is cut out under the writers, and what they
write in that moment may come out of order.
"""

import os
import sys
from importlib import import_module
from typing import Any, BinaryIO, Optional

_BLOCK_BYTES = 512
_CHUNK_BYTES = 1 << 20
_GAP = "\n[penstock: {dropped} bytes of output were dropped here: a log has at most {limit} bytes]\n"
_KEEP_SIZE_AND_PUNCH_HOLE = 0x01 | 0x02


class LogLimit:
    """Keeps head and tail of one log."""

    def __init__(self, path: str, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._half = limit // 2

    def trim(self) -> bool:
        """Give back what lies between head and tail if that is much; tell whether it may soon be."""
        try:
            status = os.stat(self._path)
            taken = status.st_blocks * _BLOCK_BYTES
            if taken > self._limit + self._half and status.st_size > self._limit:
                self._free(status.st_size)
        except OSError:
            return False  # no log yet, or it was removed
        return taken > self._limit // 8

    def finish(self) -> None:
        """Bring the log of an ended task within its limit, with a line where its middle was."""
        try:
            size = os.stat(self._path).st_size
            if size > self._limit:
                with open(self._path, "r+b") as file:
                    self._close_gap(file, size, self._half)
        except OSError:
            return

    def _free(self, size: int) -> None:
        with open(self._path, "r+b") as file:
            length = size - self._limit
            if not _punch_hole(file.fileno(), self._half, length):
                self._cut(file, size)

    def _close_gap(self, file: BinaryIO, size: int, tail: int) -> None:
        """Move the tail up to the head, piece by piece."""
        start = size - tail
        gap = _GAP.format(dropped=start - self._half, limit=self._limit).encode()
        file.seek(self._half)
        file.write(gap)
        written = self._half + len(gap)
        while True:
            file.seek(start)
            piece = file.read(_CHUNK_BYTES)
            if not piece:
                break
            file.seek(written)
            file.write(piece)
            start += len(piece)
            written += len(piece)
        file.truncate(written)

    def _cut(self, file: BinaryIO, size: int) -> None:
        """Cut the middle out while others append."""
        file.seek(size - self._half // 2)
        tail = file.read(self._half)
        file.truncate(self._half)
        with open(self._path, "ab", buffering=0) as end:
            end.write(_GAP.format(dropped="many", limit=self._limit).encode() + tail)


class _System:
    """The call of the system that makes holes, looked up when it is first needed: its loader costs memory."""

    allocate: Optional[Any] = None


def _punch_hole(descriptor: int, offset: int, length: int) -> bool:
    """Give back the blocks of a range; ``False`` where that cannot be."""
    if not sys.platform.startswith("linux"):
        return False
    ctypes: Any = import_module("ctypes")
    if _System.allocate is None:
        _System.allocate = ctypes.CDLL(None).fallocate64
        _System.allocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
    return bool(_System.allocate(descriptor, _KEEP_SIZE_AND_PUNCH_HOLE, offset, length) == 0)
