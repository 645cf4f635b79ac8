"""Collects what validation finds, within limits: suggestions cost time, and nobody reads ten thousand problems."""

from collections.abc import Collection

from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean

_MOST_PROBLEMS = 500
_MOST_SUGGESTIONS = 30
_MOST_CANDIDATES = 2_000


class Findings:
    """The problems found so far."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._suggestions = 0
        self._dropped = 0

    def error(self, code: str, path: str, message: str, hint: str = "") -> None:
        """Add what stops the document from being used."""
        self._add(Problem(code, path, message, hint))

    def warning(self, code: str, path: str, message: str, hint: str = "") -> None:
        """Add what is odd, but harmless."""
        self._add(Problem(code, path, message, hint, severity="warning"))

    def unknown(self, code: str, path: str, message: str, *, name: str, known: Collection[str]) -> None:
        """Add a name that does not exist, with the nearest one that does."""
        suggestion = ""
        if self._suggestions < _MOST_SUGGESTIONS and len(known) <= _MOST_CANDIDATES:
            self._suggestions += 1
            suggestion = did_you_mean(name, known)
        self._add(Problem(code, path, message + suggestion))

    def extend(self, problems: Collection[Problem]) -> None:
        """Add problems that others found."""
        for problem in problems:
            self._add(problem)

    def all(self) -> tuple[Problem, ...]:
        """Return the problems in the order they were found."""
        if not self._dropped:
            return tuple(self._problems)
        more = Problem("more-problems", "", f"{self._dropped} more problems are not shown")
        return (*self._problems, more)

    def _add(self, problem: Problem) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(problem)
        else:
            self._dropped += 1
