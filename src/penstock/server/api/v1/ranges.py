"""Ranges of bytes, as HTTP asks for them."""

import re
from collections.abc import Callable, Iterator

PIECE_BYTES = 256 * 1024

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def parse_range(text: str, size: int) -> tuple[int, int] | None:
    """Return where the wanted bytes begin and end; all of them for what is no single range.

    ``None`` when the file ends before the range.
    """
    found = _RANGE.fullmatch(text.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        length = min(int(found[2]), size)
        return (size - length, size) if length else None
    start = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    return (start, end) if start < size and start < end else None


def pieces(read: Callable[[int, int], bytes], start: int, end: int) -> Iterator[bytes]:
    """Yield bytes piece by piece; a file that is cut meanwhile ends early."""
    while start < end:
        piece = read(start, min(PIECE_BYTES, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece
