"""Writes the output of a container to the log file of its attempt, within its limit."""

from collections.abc import Iterable
from pathlib import Path

from penstock.launchers.container.client import Stream
from penstock.runtime.log_limit import LogLimit
from penstock.runtime.log_mask import LogMask

_HEAD = 8
_KINDS = (0, 1, 2)


class LogWriter:
    """Appends to a log file; what it holds in memory does not grow with the output."""

    def __init__(self, path: Path, limit: int, hidden: Iterable[str] = ()) -> None:
        """Write to a file; what is `hidden` stands in it as stars."""
        self._path = path
        self._limit = limit
        self._hidden = tuple(hidden)

    def copy(self, stream: Stream, *, anew: bool = False) -> None:
        """Write everything that comes, from the beginning of the file if `anew`, until the stream ends.

        Raises `EngineError` when the engine stops in the middle, `OSError` when the file cannot be written.
        """
        frames = _Frames()
        check_after = max(self._limit // 8, 1)
        unchecked = 0
        trimmer, mask = LogLimit(str(self._path), self._limit), LogMask(str(self._path), self._hidden)
        if anew:
            self._path.write_bytes(b"")
        with self._path.open("ab", buffering=0) as file:
            while piece := stream.read():
                content = frames.content_of(piece)
                file.write(content)
                mask.hide()
                unchecked += len(content)
                if unchecked >= check_after:
                    trimmer.trim()
                    unchecked = 0
        trimmer.finish()


class _Frames:
    """Takes the frames of the Engine API apart: eight bytes with the kind and the length, then so much content."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0

    def content_of(self, piece: bytes) -> bytes:
        """Return what a piece of the stream holds, without the frames around it."""
        content = []
        at = 0
        while at < len(piece):
            if self._left:
                part = piece[at : at + self._left]
                content.append(part)
                self._left -= len(part)
                at += len(part)
                continue
            part = piece[at : at + _HEAD - len(self._head)]
            self._head += part
            at += len(part)
            if len(self._head) == _HEAD:
                self._left = int.from_bytes(self._head[4:], "big") if self._head[0] in _KINDS else 0
                self._head = b""
        return b"".join(content)
