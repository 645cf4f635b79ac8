"""Keeps the mistakes of a file while it is loaded, so that all of them are told together, each at its line.

Anywhere else a mistake is an exception at once, as in KFP. So it is when a file is loaded for the first time, since it
may catch what is raised. Only a file that cannot be loaded is loaded once more, and what it did not catch is kept.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from penstock.core.errors import Problem
from penstock.dsl.definition import SourceLocation
from penstock.dsl.places import caller
from penstock.dsl.receivers import current_receiver
from penstock.dsl.refusals import PipelineError
from penstock.spec.values import frozen


class SuppressedError(AttributeError):
    """Something is in the way whose mistake is kept already; there is nothing more to say."""


@frozen
class Mistake:
    """An exception that was kept, and the place in the user's code that it is about."""

    error: Exception
    location: SourceLocation | None

    @property
    def identity(self) -> str:
        """What it has in common with the same mistake at another load of the file."""
        return f"{self.location}: {type(self.error).__name__}: {self.error}"


class Broken:
    """Stands for a component that could not be made: what uses it is not looked at."""

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        """Give up what calls it, silently."""
        raise SuppressedError

    def __getattr__(self, name: str) -> Any:
        raise SuppressedError(name)


class ProblemCollector:
    """Receives the problems of all pipelines of a file while it is loaded, and its mistakes.

    That of a first load only takes note of what is raised.
    """

    def __init__(self, *, keeping: bool = True, caught: Collection[str] = ()) -> None:
        self.problems: list[Problem] = []
        self.mistakes: list[Mistake] = []
        self.collector = self
        self.keeping = keeping
        self._caught = caught

    def keeps(self, error: Exception, location: SourceLocation | None) -> bool:
        """Take note of a mistake; tell whether it is kept, so that the file goes on as if nothing had been raised."""
        mistake = Mistake(error=error, location=location)
        if mistake.identity in self._caught:
            return False
        if not isinstance(error, SuppressedError):
            self.mistakes.append(mistake)
        return self.keeping

    def keeps_problems(self, error: PipelineError, location: SourceLocation | None) -> bool:
        """Keep the problems of a pipeline that can be used nevertheless; tell whether they are kept."""
        if not self.keeping or Mistake(error=error, location=location).identity in self._caught:
            return False
        self.problems.extend(error.problems)
        return True

    def for_second_load(self, raised: BaseException) -> "ProblemCollector":
        """Return a collector for a file that ended with an exception: it keeps what the file did not catch."""
        ended: set[int] = set()
        step: BaseException | None = raised
        while step is not None:
            ended.add(id(step))
            step = step.__cause__
        return ProblemCollector(caught={it.identity for it in self.mistakes if id(it.error) not in ended})

    def receive(self, component: Any, arguments: Mapping[str, Any]) -> Any:
        """Refuse: nothing runs while a file is loaded."""
        raise RuntimeError(
            f"Component {component.name!r} was called outside of a pipeline while its file was loaded; call it in a "
            "function decorated with @dsl.pipeline, or under 'if __name__ == \"__main__\"' after local.init() "
            f"(arguments: {', '.join(arguments) or 'none'})"
        )


def attempt(function: Callable[..., Any], make: Callable[[], Any]) -> Any:
    """Make a component of a function; where mistakes are kept, keep what is wrong with it and return a stand-in."""
    collector = _collector()
    if collector is None:
        return make()
    known = len(collector.mistakes)
    try:
        made = make()
    except Exception as error:
        if not kept(error, function):
            raise
        return Broken()
    return Broken() if collector.keeping and len(collector.mistakes) > known else made


def kept(error: Exception, function: Callable[..., Any] | None = None) -> bool:
    """Keep a mistake where a file is loaded and ends otherwise; tell whether it was, so that the caller goes on."""
    collector = _collector()
    return collector is not None and collector.keeps(error, _place(error, function))


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
