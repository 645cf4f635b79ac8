"""The tree of an expression, as frozen values."""

from typing import Any, TypeAlias

from penstock.spec.values import frozen


@frozen
class Literal:
    """A constant."""

    value: Any
    position: int


@frozen
class Variable:
    """A name that the surroundings give a value, such as ``string_value``."""

    name: str
    position: int


@frozen
class InputReference:
    """An input of the task: ``inputs.parameter_values['x']`` or ``inputs.artifacts['x']``; `name` empty for all."""

    is_artifact: bool
    name: str
    position: int


@frozen
class Index:
    """An item of a list or an entry of a map."""

    operand: "Expression"
    key: "Expression"
    position: int


@frozen
class Not:
    """The opposite of a truth value."""

    operand: "Expression"
    position: int


@frozen
class Negative:
    """The negative of a number."""

    operand: "Expression"
    position: int


@frozen
class Logic:
    """All (``&&``) or any (``||``) of two or more truth values."""

    is_and: bool
    terms: "tuple[Expression, ...]"
    position: int


@frozen
class Binary:
    """A comparison, a calculation or a membership."""

    operator: str
    left: "Expression"
    right: "Expression"
    position: int


@frozen
class Choice:
    """``condition ? then : otherwise``."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    position: int


@frozen
class Call:
    """A function applied to arguments; of a method the first is its receiver."""

    function: str
    arguments: "tuple[Expression, ...]"
    position: int


@frozen
class ListOf:
    """A list."""

    items: "tuple[Expression, ...]"
    position: int


@frozen
class MapOf:
    """A map."""

    entries: "tuple[tuple[Expression, Expression], ...]"
    position: int


Expression: TypeAlias = (
    Literal | Variable | InputReference | Index | Not | Negative | Logic | Binary | Choice | Call | ListOf | MapOf
)


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the operands of a node."""
    match node:
        case Literal() | Variable() | InputReference():
            return ()
        case Not() | Negative():
            return (node.operand,)
        case Index():
            return (node.operand, node.key)
        case Binary():
            return (node.left, node.right)
        case Logic() | Choice() | Call() | ListOf() | MapOf():
            return _many_children(node)


def _many_children(node: Logic | Choice | Call | ListOf | MapOf) -> tuple[Expression, ...]:
    match node:
        case Logic():
            return node.terms
        case Choice():
            return (node.condition, node.then, node.otherwise)
        case Call():
            return node.arguments
        case ListOf():
            return node.items
        case MapOf():
            return tuple(part for entry in node.entries for part in entry)
