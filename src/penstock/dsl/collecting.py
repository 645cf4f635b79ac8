"""Keeps the mistakes of a file while it is loaded, so that all of them are told together, each at its line.

Anywhere else a mistake is an exception at once, as in KFP.
"""

from collections.abc import Callable, Mapping
from typing import Any

from penstock.core.errors import Problem
from penstock.dsl.definition import SourceLocation
from penstock.dsl.places import caller
from penstock.dsl.receivers import current_receiver
from penstock.spec.values import frozen


class SuppressedError(AttributeError):
    """Something is in the way whose mistake is kept already; there is nothing more to say."""


@frozen
class Mistake:
    """An exception that was kept, and the place in the user's code that it is about."""

    error: Exception
    location: SourceLocation | None


class Broken:
    """Stands for a component that could not be made: what uses it is not looked at."""

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        """Give up what calls it, silently."""
        raise SuppressedError

    def __getattr__(self, name: str) -> Any:
        raise SuppressedError(name)


class ProblemCollector:
    """Receives the problems of all pipelines of a file while it is loaded, and its mistakes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.mistakes: list[Mistake] = []
        self.collector = self

    def receive(self, component: Any, arguments: Mapping[str, Any]) -> Any:
        """Refuse: nothing runs while a file is loaded."""
        raise RuntimeError(
            f"Component {component.name!r} was called outside of a pipeline while its file was loaded; call it in a "
            "function decorated with @dsl.pipeline, or under 'if __name__ == \"__main__\"' after local.init() "
            f"(arguments: {', '.join(arguments) or 'none'})"
        )


def attempt(function: Callable[..., Any], make: Callable[[], Any]) -> Any:
    """Make a component of a function; where a file is loaded, keep what is wrong with it and return a stand-in."""
    collector = _collector()
    if collector is None:
        return make()
    known = len(collector.mistakes)
    try:
        made = make()
    except Exception as error:  # noqa: BLE001 - whatever the user's function raises is told with its line
        kept(error, function)
        return Broken()
    return made if len(collector.mistakes) == known else Broken()


def kept(error: Exception, function: Callable[..., Any] | None = None) -> bool:
    """Keep a mistake where a file is loaded; tell whether it was, so that the caller goes on."""
    collector = _collector()
    if collector is None:
        return False
    if not isinstance(error, SuppressedError):
        collector.mistakes.append(Mistake(error=error, location=_place(error, function)))
    return True


def _collector() -> ProblemCollector | None:
    return getattr(current_receiver(), "collector", None)


def _place(error: Exception, function: Callable[..., Any] | None) -> SourceLocation | None:
    """Return the line of the function that raised, else the line that is being run."""
    code = getattr(function, "__code__", None)
    if code is not None:
        line = 0
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == code.co_filename:
                line = step.tb_lineno
            step = step.tb_next
        if line:
            return SourceLocation(file=code.co_filename, line=line)
    return caller()
