"""Exit codes, and errors in words for people and in JSON for programs."""

import enum
import sys

import click

from penstock.core.errors import (
    ApiError,
    ArgumentsError,
    AuthorError,
    CallerError,
    HomeError,
    PenstockError,
    Problem,
    SpecError,
)
from penstock.core.json import JsonObject, dumps


class ExitCode(enum.IntEnum):
    """How a command ends; documented in ``docs/reference/cli.md``."""

    OK = 0
    """It did what was asked; a run succeeded."""
    FAILED = 1
    """A run failed, or the store or the machine did."""
    BAD_INPUT = 2
    """Nothing was started: the file, the arguments, the words of the command or the home cannot be used."""
    INTERRUPTED = 130
    """Ctrl-C."""


NOTHING_STARTED: JsonObject = {"run_id": None, "state": None, "tasks": [], "outputs": {}}
"""What `run` prints beside the error when it did not start anything."""
USAGE = "usage"
"""The reason of an error in the words of a command."""


def exit_code_of(error: PenstockError) -> ExitCode:
    """Return the exit code for an error: who has to act decides."""
    if isinstance(error, ApiError):
        return ExitCode.BAD_INPUT if 400 <= error.status < 500 else ExitCode.FAILED
    return ExitCode.BAD_INPUT if isinstance(error, AuthorError | CallerError | HomeError) else ExitCode.FAILED


def show_error(error: PenstockError) -> None:
    """Write an error to standard error: what, where and why, then what to do."""
    click.echo(error_text(error), err=True)


def warn(problem: Problem) -> None:
    """Write a problem that does not stand in the way to standard error."""
    click.echo(f"{click.style('warning:', fg='yellow', bold=True)} {_problem_text(problem)}", err=True)


def note(text: str) -> None:
    """Write what is good to know to standard error."""
    click.echo(f"{click.style('note:', fg='cyan', bold=True)} {text}", err=True)


def print_json(value: object) -> None:
    """Write one value as one line of standard output."""
    click.echo(dumps(_finite(value)))
    sys.stdout.flush()


def error_text(error: PenstockError) -> str:
    """Render an error for people."""
    problems = _problems(error)
    head = error.message if not problems else error.message.partition("\n")[0] if isinstance(error, SpecError) else ""
    lines = [head] if head else []
    lines += [f"{_severity(problem)}{_problem_text(problem)}" for problem in problems]
    if error.hint:
        lines.append(click.style(error.hint, fg="cyan"))
    return f"{click.style('error:', fg='red', bold=True)} " + "\n  ".join("\n".join(lines).splitlines())


def error_json(error: PenstockError) -> JsonObject:
    """Render an error for programs."""
    rendered: JsonObject = {"reason": error.code, "message": error.message, "hint": error.hint}
    problems = _problems(error)
    if problems:
        rendered["problems"] = [problem_json(problem) for problem in problems]
    return rendered


def problem_json(problem: Problem) -> JsonObject:
    """Render a problem for programs."""
    return {
        "code": problem.code,
        "path": problem.path,
        "message": problem.message,
        "hint": problem.hint,
        "severity": problem.severity,
    }


def _problems(error: PenstockError) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, SpecError | ArgumentsError | ApiError) else ()


def _problem_text(problem: Problem) -> str:
    # A parameter is named in its message already.
    is_named = not problem.path or repr(problem.path) in problem.message
    place = "" if is_named else click.style(f"{problem.path}: ", bold=True)
    hint = f" ({click.style(problem.hint, fg='cyan')})" if problem.hint else ""
    return f"{place}{problem.message}{hint}"


def _severity(problem: Problem) -> str:
    return click.style("warning: ", fg="yellow") if problem.severity == "warning" else ""


def _finite(value: object) -> object:
    """Copy a value with the words ``nan`` and ``inf`` for the numbers that JSON does not have."""
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return value
