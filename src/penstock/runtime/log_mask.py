"""Takes texts that nobody may read, such as the values of secrets, out of a log while its writers go on appending.

Each is overwritten in its place with as many stars as it had bytes: no position moves, so that who reads along or
writes on notices nothing.
"""

import errno
import os
import re
from typing import BinaryIO, Iterable, Iterator, Sequence, Tuple

SHORTEST = 6
"""Bytes from which on a text is hidden: shorter ones would blot out words that say nothing of it."""

_CHUNK_BYTES = 1 << 20
_STARS = "***"


class LogMask:
    """Hides texts in one log."""

    def __init__(self, path: str, texts: Iterable[str]) -> None:
        self._path = path
        parts = hidden_parts(texts)
        self._longest = max(map(len, parts), default=0)
        self._pattern = _pattern_of(parts)
        self._done = 0

    def hide(self) -> None:
        """Overwrite what came since the last call, and what was half written then."""
        if not self._longest:
            return
        try:
            with open(self._path, "r+b", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                if size < self._done:  # it was cut
                    self._done = 0
                for start, data in _pieces(file, max(0, self._done - self._longest + 1), size, self._longest - 1):
                    for match in self._pattern.finditer(data):
                        os.pwrite(file.fileno(), b"*" * len(match.group()), start + match.start())
                self._done = size
        except OSError:
            return  # no log yet, or it was removed


def without(text: str, texts: Iterable[str]) -> str:
    """Return a message of a task with three stars for each hidden text."""
    parts = hidden_parts(texts)
    if not parts:
        return text
    return (
        _pattern_of(parts).sub(_STARS.encode(), text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    )


def hidden_parts(texts: Iterable[str]) -> Sequence[bytes]:
    """Return what is hidden of texts, longest first: every line of them that is long enough, without space around."""
    lines = {line.strip().encode("utf-8", "surrogateescape") for text in texts for line in text.splitlines()}
    return sorted((line for line in lines if len(line) >= SHORTEST), key=len, reverse=True)


def _pattern_of(parts: Sequence[bytes]) -> "re.Pattern[bytes]":
    return re.compile(b"|".join(map(re.escape, parts)))


def _pieces(file: BinaryIO, start: int, end: int, overlap: int) -> Iterator[Tuple[int, bytes]]:
    """Yield what a range holds piece by piece, each with the end of the piece before; holes are passed over."""
    while start < end:
        try:
            found = os.lseek(file.fileno(), start, os.SEEK_DATA) if hasattr(os, "SEEK_DATA") else start
        except OSError as error:
            if error.errno == errno.ENXIO:  # nothing but a hole
                return
            raise
        start = max(start, found)
        data = os.pread(file.fileno(), min(_CHUNK_BYTES + overlap, end - start), start)
        if not data:
            return
        yield start, data
        start += len(data) if start + len(data) >= end else max(1, len(data) - overlap)
