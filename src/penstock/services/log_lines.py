"""Looks through logs of any length, piece by piece: where lines are, and which of them hold a text."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LONGEST_LINE = 64 * 1024
"""What is kept of a line that is looked through; the rest of it is passed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of a log."""

    number: int
    """Counts from 1."""
    offset: int
    """Where it begins, in bytes."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineIndex:
    """Where the lines of a log begin."""

    lines: int
    size: int
    every: int
    offsets: tuple[int, ...]
    """Of the first line, and of each `every`-th after it."""


def index_lines(pieces: Iterable[bytes], *, every: int = 1000) -> LineIndex:
    """Find where lines begin. What comes after the last line break counts as a line."""
    lines, size, offsets, ends_open = 0, 0, [0], False
    for piece in pieces:
        start = 0
        while (at := piece.find(b"\n", start)) >= 0:
            lines += 1
            start = at + 1
            if lines % every == 0:
                offsets.append(size + start)
        size += len(piece)
        ends_open = not piece.endswith(b"\n")
    lines += ends_open
    if len(offsets) > 1 and offsets[-1] >= size:
        offsets.pop()
    return LineIndex(lines=lines, size=size, every=every, offsets=tuple(offsets))


def find_lines(pieces: Iterable[bytes], is_wanted: Callable[[str], bool]) -> Iterator[Line]:
    """Yield the lines that are wanted, as they come."""
    return (line for line in _lines(pieces) if is_wanted(line.text))


def find_text(
    pieces: Iterable[bytes], wanted: str, *, limit: int, is_case_sensitive: bool = False
) -> tuple[tuple[Line, ...], bool]:
    """Return the lines that hold a text, and whether there may be more."""
    folded = wanted.casefold()
    holds = (lambda text: wanted in text) if is_case_sensitive else (lambda text: folded in text.casefold())
    found = tuple(itertools.islice(find_lines(pieces, holds), limit + 1))
    return found[:limit], len(found) > limit


def _lines(pieces: Iterable[bytes]) -> Iterator[Line]:
    number, offset, rest, dropped = 1, 0, b"", 0
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for data in whole:
            yield Line(number=number, offset=offset, text=_text(data))
            number, offset, dropped = number + 1, offset + len(data) + dropped + 1, 0
        if len(rest) > LONGEST_LINE:
            dropped += len(rest) - LONGEST_LINE
            rest = rest[:LONGEST_LINE]
    if rest:
        yield Line(number=number, offset=offset, text=_text(rest))


def _text(data: bytes) -> str:
    return data[:LONGEST_LINE].decode("utf-8", "replace").rstrip("\r")
