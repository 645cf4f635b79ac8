"""What cannot be done with a value of the run while the pipeline is being built: each says what to do instead."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

_ARTIFACT_NAMES = frozenset({"path", "uri", "metadata", "framework"})


def _refusing(what: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(self: Any, *_others: Any) -> NoReturn:
        raise TypeError(f"{self.full_name!r} is known only when the pipeline runs, so {what}; {instead}")

    return refuse


_IN_A_COMPONENT = "let a component do it, and use its output"
_calculating = _refusing("nothing can be calculated with it here", _IN_A_COMPONENT)
_converting = _refusing("it cannot be converted here", _IN_A_COMPONENT)


class UnknownValue:
    """A value that exists only when the pipeline runs."""

    __slots__ = ()

    __int__ = __float__ = __index__ = _converting
    __len__ = _refusing("it has no length here", "loop with dsl.ParallelFor, or count in a component")
    __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _calculating
    __floordiv__ = __rfloordiv__ = __mod__ = __pow__ = __rpow__ = __neg__ = _calculating
    __add__ = __radd__ = _refusing(
        "nothing can be added to it here", "write text around it as f'...{value}...', and let a component calculate"
    )

    if not TYPE_CHECKING:  # type checkers know the attributes, and are not to take every other for one

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(self._without(name) if not name.startswith("_") else name)

    def _without(self, name: str) -> str:
        known: Any = self
        if known.parameter_type is None and name in _ARTIFACT_NAMES:
            return (
                f"{known.full_name!r} has no {name!r} while the pipeline is being built: pass the artifact to a "
                "component, whose input has it"
            )
        return (
            f"{known.full_name!r} is a value of the run and has no {name!r} here; pass it to a component"
            f"{', or take an item of it by [...]' if known.parameter_type is not None else ''}"
        )
