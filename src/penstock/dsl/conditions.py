"""Conditions as a pipeline author writes them: comparisons of channels, joined by ``&``, ``|`` and ``~``."""

from collections.abc import Iterable, Iterator
from typing import Any

from penstock.spec.values import frozen


def _no_truth(what: str) -> str:
    return (
        f"The truth of {what} is not known while the pipeline is being built, so Python's 'and', 'or', 'not', 'in' and "
        "'if' cannot be used on it; use '&' for 'and', '|' for 'or', '~' for 'not' (each comparison in parentheses), "
        "dsl.is_in(x, [...]) for 'in', and dsl.If(...) for 'if'"
    )


class Condition:
    """What decides, when the pipeline runs, whether a group of tasks runs."""

    __slots__ = ()

    def __and__(self, other: Any) -> "Condition":
        """Hold when both hold."""
        return AllOf((self, as_condition(other)))

    def __rand__(self, other: Any) -> "Condition":
        return AllOf((as_condition(other), self))

    def __or__(self, other: Any) -> "Condition":
        """Hold when one holds."""
        return AnyOf((self, as_condition(other)))

    def __ror__(self, other: Any) -> "Condition":
        return AnyOf((as_condition(other), self))

    def __invert__(self) -> "Condition":
        """Hold when this does not."""
        return Negation(self)

    def __bool__(self) -> bool:
        raise TypeError(_no_truth("a condition"))


class Operand:
    """A value that exists only when the pipeline runs; comparing it makes a condition."""

    __slots__ = ()

    def __eq__(self, other: object) -> Any:
        return Comparison("==", self, other)

    def __ne__(self, other: object) -> Any:
        return Comparison("!=", self, other)

    def __lt__(self, other: Any) -> "Condition":
        return Comparison("<", self, other)

    def __le__(self, other: Any) -> "Condition":
        return Comparison("<=", self, other)

    def __gt__(self, other: Any) -> "Condition":
        return Comparison(">", self, other)

    def __ge__(self, other: Any) -> "Condition":
        return Comparison(">=", self, other)

    def __and__(self, other: Any) -> "Condition":
        return AllOf((self.truth(), as_condition(other)))

    def __rand__(self, other: Any) -> "Condition":
        return AllOf((as_condition(other), self.truth()))

    def __or__(self, other: Any) -> "Condition":
        return AnyOf((self.truth(), as_condition(other)))

    def __ror__(self, other: Any) -> "Condition":
        return AnyOf((as_condition(other), self.truth()))

    def __invert__(self) -> "Condition":
        return Negation(self.truth())

    def __bool__(self) -> bool:
        raise TypeError(_no_truth("a channel"))

    __hash__ = object.__hash__
    """By identity: equality of channels is a condition, so no two channels may ever be compared by a dict."""

    def truth(self) -> "Condition":
        """Return the condition that this value is true."""
        return Comparison("==", self, right=True)


@frozen(eq=False, kw_only=False)
class Comparison(Condition):
    """``left operator right``; at least one side is a channel."""

    operator: str
    left: Any
    right: Any


@frozen(eq=False, kw_only=False)
class AllOf(Condition):
    """Holds when all parts hold."""

    parts: tuple[Condition, ...]


@frozen(eq=False, kw_only=False)
class AnyOf(Condition):
    """Holds when one part holds."""

    parts: tuple[Condition, ...]


@frozen(eq=False, kw_only=False)
class Negation(Condition):
    """Holds when its part does not."""

    part: Condition


def as_condition(value: Any) -> Condition:
    """Read what was given where a condition is expected.

    Raises `ValueError` for a constant, as KFP does, and `TypeError` for anything that can never be a condition.
    """
    if isinstance(value, Condition):
        return value
    if isinstance(value, Operand):
        return value.truth()
    if isinstance(value, bool):
        raise ValueError(
            f"Got constant boolean {value} as a condition. This is likely because the provided condition evaluated "
            "immediately. At least one of the operands must be an output from an upstream task or a pipeline parameter."
        )
    raise TypeError(
        f"A condition compares a task's output or a pipeline parameter, for example task.output == 'yes'; "
        f"got {value!r} of type {type(value).__name__}"
    )


def is_in(value: Any, choices: Iterable[Any]) -> Condition:
    """Hold when a value is one of the given constants or channels.

    Example:
        ``with dsl.If(dsl.is_in(task.output, ["train", "tune"])):``
    """
    if not isinstance(value, Operand):
        raise TypeError(
            f"dsl.is_in() tests a task's output or a pipeline parameter; got the constant {value!r} of type "
            f"{type(value).__name__}"
        )
    if isinstance(choices, str | Operand):
        raise TypeError(f"dsl.is_in() needs a list of choices, got {choices!r}; write [{choices!r}] for a single one")
    parts = tuple(Comparison("==", value, choice) for choice in choices)
    if not parts:
        raise ValueError("dsl.is_in() needs at least one choice: nothing is in an empty list")
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Visit every comparison of a condition, from left to right."""
    pending = [condition]
    while pending:
        current = pending.pop()
        match current:
            case Comparison():
                yield current
            case AllOf(parts) | AnyOf(parts):
                pending.extend(reversed(parts))
            case Negation(part):
                pending.append(part)
            case _:
                raise TypeError(f"Not a condition: {current!r}")
