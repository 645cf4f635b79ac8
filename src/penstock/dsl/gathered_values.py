"""`OneOf` and `Collected`, to a type checker as the values that they stand for.

They are classes, of which a type checker believes that a call gives an instance.
"""

from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:

    def OneOf(*channels: T) -> T:  # noqa: N802 - KFP's names
        """Return the output of whichever branch runs."""
        ...

    def Collected(output: Any) -> list[Any]:  # noqa: N802
        """Return the list of an output over all iterations."""
        ...
else:
    from penstock.dsl.fan_in import Collected
    from penstock.dsl.one_of import OneOf

__all__ = ["Collected", "OneOf"]
