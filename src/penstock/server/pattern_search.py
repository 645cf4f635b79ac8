"""Searches logs by regular expressions, in a process of its own that is ended when the time is up.

A pattern such as `(a+)+$` can keep Python's engine busy for longer than anybody waits, and no thread can be stopped
while it holds the interpreter. A process can; its memory can be bounded, too; and patterns mean what they mean
everywhere else in Python, which the engines that take linear time do not promise (no look-around, no references back).
"""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from penstock.core.errors import ArgumentsError, Problem
from penstock.server.bounded import answers_of, command_of, place
from penstock.services.log_lines import Line

SEARCH_SECONDS = 5.0
"""How long a search may take; what was found by then is answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A regular expression of Python's that lines are to match somewhere."""

    text: str
    is_case_sensitive: bool
    limit: int
    """Lines that are wanted at most."""


def find_matching_lines(
    pieces: Iterable[bytes], pattern: Pattern, *, seconds: float = SEARCH_SECONDS
) -> tuple[tuple[Line, ...], bool]:
    """Return the lines that match, and whether there may be more: the limit was reached, or the time was up.

    Raises `ArgumentsError` for what is no regular expression.
    """
    wanted = {"pattern": pattern.text, "is_case_sensitive": pattern.is_case_sensitive, "limit": pattern.limit}
    command = command_of("penstock.server.pattern_program")
    with place(seconds) as is_free:
        feed = partial(_feed, wanted=wanted, pieces=pieces)
        answers = answers_of(command, seconds, meanwhile=feed) if is_free else []
    end = answers[-1] if answers else None
    if isinstance(end, str):
        raise ArgumentsError([Problem("invalid-pattern", "q", f"this is no regular expression: {end}")])
    found = tuple(
        Line(number=answer[0], offset=answer[1], text=answer[2]) for answer in answers if isinstance(answer, list)
    )
    return found, not isinstance(end, dict) or bool(end["is_cut"])


def _feed(process: subprocess.Popen[bytes], *, wanted: object, pieces: Iterable[bytes]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(wanted).encode() + b"\n")
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
    except OSError:
        pass  # it has found enough, or its time was up
