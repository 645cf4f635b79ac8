"""What is wrong with a document, and in which line of its file."""

import re

from penstock.core.errors import Problem
from penstock.server.schemas import body

_PLACE = re.compile(r"line (\d+), column (\d+)")


def shown_problem(problem: Problem, place: tuple[int, int] | None = None) -> body.Problem:
    """Render a finding of validation; a problem of the text itself names its place instead of a path."""
    found = _PLACE.fullmatch(problem.path)
    if found:
        place = (int(found[1]), int(found[2]))
    return body.Problem(
        code=problem.code,
        path="" if found else problem.path,
        message=problem.message,
        hint=problem.hint,
        severity="warning" if problem.severity == "warning" else "error",
        line=place[0] if place else None,
        column=place[1] if place else None,
    )
