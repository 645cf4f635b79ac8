"""Logs of tasks."""

from penstock.server.schemas.body import Body


class LogMatch(Body):
    """A line of a log that was searched for."""

    line: int
    """Counts from 1."""
    offset: int
    """Where the line begins, in bytes."""
    text: str


class LogMatches(Body):
    """The lines of a log that were searched for."""

    matches: list[LogMatch]
    is_cut: bool
    """Whether there may be more: the limit was reached, or the time was up."""


class LogLines(Body):
    """Where the lines of a log are."""

    lines: int
    size: int
    every: int
    offsets: list[int]
    """Where the first line begins, and each `every`-th after it."""


class LogTail(Body):
    """The end of a log."""

    path: str
    name: str
    attempt: int
    text: str


class LogTails(Body):
    """The ends of the logs of a run."""

    items: list[LogTail]
