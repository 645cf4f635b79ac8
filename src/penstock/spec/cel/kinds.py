"""Finds comparisons that can never hold, from what is known about the kinds of values before any value is."""

from collections.abc import Iterator, Mapping

from penstock.core.json import JsonValue
from penstock.spec.cel.syntax import (
    Binary,
    Call,
    Expression,
    InputReference,
    ListOf,
    Literal,
    Logic,
    MapOf,
    Negative,
    Not,
    children,
)
from penstock.spec.values import frozen

_OF_FUNCTIONS = {
    "int": "number",
    "double": "number",
    "size": "number",
    "string": "text",
    "bool": "truth value",
    "has": "truth value",
    "contains": "truth value",
    "startsWith": "truth value",
    "endsWith": "truth value",
}
_EQUALITY = ("==", "!=")
_ORDER = ("<", "<=", ">", ">=")


@frozen
class Mismatch:
    """A comparison of two kinds that have nothing in common."""

    operator: str
    left: str
    right: str
    position: int

    @property
    def is_equality(self) -> bool:
        """Tell whether the comparison has a result at all."""
        return self.operator in _EQUALITY


def find_mismatches(expression: Expression, inputs: Mapping[str, str]) -> Iterator[Mismatch]:
    """Yield comparisons of different kinds; `inputs` gives the kinds of input parameters that are known."""
    pending = [expression]
    while pending:
        node = pending.pop()
        pending.extend(children(node))
        if isinstance(node, Binary) and node.operator in (*_EQUALITY, *_ORDER):
            left, right = _kind(node.left, inputs), _kind(node.right, inputs)
            if left and right and left != right:
                yield Mismatch(operator=node.operator, left=left, right=right, position=node.position)


def _kind(node: Expression, inputs: Mapping[str, str]) -> str:
    """Return the kind of an expression's value, or nothing where it depends; null fits everything."""
    match node:
        case Literal():
            return _kind_of_value(node.value)
        case Not() | Logic():
            return "truth value"
        case Negative():
            return "number"
        case InputReference() if not node.is_artifact:
            return inputs.get(node.name, "")
        case _:
            return _kind_of_structure(node)


def _kind_of_structure(node: Expression) -> str:
    match node:
        case Call():
            return _OF_FUNCTIONS.get(node.function, "")
        case ListOf():
            return "list"
        case MapOf():
            return "mapping"
        case Binary() if node.operator in (*_EQUALITY, *_ORDER, "in"):
            return "truth value"
        case _:
            return ""


def _kind_of_value(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "truth value"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else ""
