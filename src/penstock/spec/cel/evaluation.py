"""What an expression means for given values: cel-go's rules over JSON values.

Numbers are JSON's: an integer and a double that are equal are equal, and calculate with each other. Whatever CEL has no
overload for is an error, never false; as in CEL, ``&&`` and ``||`` need only the operand that decides.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from penstock.core.errors import ConditionError
from penstock.core.json import JsonValue
from penstock.core.suggest import did_you_mean
from penstock.spec.cel.syntax import (
    Binary,
    Call,
    Choice,
    Expression,
    Index,
    InputReference,
    ListOf,
    Literal,
    Logic,
    MapOf,
    Negative,
    Not,
    Variable,
)
from penstock.spec.values import frozen

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_INT64_MAX = 2**63


@frozen
class Values:
    """What names stand for."""

    parameters: Mapping[str, JsonValue]
    artifacts: Mapping[str, JsonValue]
    variables: Mapping[str, JsonValue]


def evaluate(expression: Expression, values: Values, *, text: str) -> JsonValue:
    """Return the value of an expression.

    Raises `ConditionError` for a missing input, entry or overload.
    """
    return _Evaluation(values, text).value(expression)


def equal(left: JsonValue, right: JsonValue) -> bool:
    """Tell whether two JSON values are equal, where true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return bool(left == right)


def type_name(value: JsonValue) -> str:
    """Name the CEL type of a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "bool"
    names = {int: "int", float: "double", str: "string", list: "list", dict: "map"}
    return names.get(type(value), type(value).__name__)


class _Evaluation:
    """Evaluates trees over the same values."""

    def __init__(self, values: Values, text: str) -> None:
        self._values = values
        self._text = text

    def value(self, node: Expression) -> Any:
        result: Any
        match node:
            case Literal():
                result = node.value
            case InputReference():
                result = self._input(node)
            case Binary():
                result = self._binary(node)
            case Logic() | Not() | Choice():
                result = self._logical(node)
            case Call():
                result = self._call(node)
            case Index():
                result = self._index(node)
            case Variable() | Negative() | ListOf() | MapOf():
                result = self._other(node)
        return result

    def _other(self, node: Variable | Negative | ListOf | MapOf) -> Any:
        match node:
            case Variable():
                return self._variable(node)
            case Negative():
                value = self.value(node.operand)
                return -value if _is_number(value) else self._no_overload("-", node, value)
            case ListOf():
                return [self.value(item) for item in node.items]
            case MapOf():
                return {self._map_key(key): self.value(value) for key, value in node.entries}

    def _logical(self, node: Logic | Not | Choice) -> Any:
        match node:
            case Logic():
                return self._logic(node)
            case Not():
                return not self._truth(node.operand, "!", node)
            case Choice():
                chosen = node.then if self._truth(node.condition, "?:", node) else node.otherwise
                return self.value(chosen)

    def _truth(self, operand: Expression, operator: str, node: Expression) -> bool:
        value = self.value(operand)
        return value if isinstance(value, bool) else self._no_overload(operator, node, value)

    def _logic(self, node: Logic) -> bool:
        deciding = not node.is_and
        failed: ConditionError | None = None
        for term in node.terms:
            try:
                if self._truth(term, "&&" if node.is_and else "||", node) is deciding:
                    return deciding
            except ConditionError as error:
                failed = failed or error
        if failed is not None:
            raise failed
        return not deciding

    def _input(self, node: InputReference) -> Any:
        known = self._values.artifacts if node.is_artifact else self._values.parameters
        if not node.name:
            return known
        if node.name not in known:
            what = "artifact" if node.is_artifact else "parameter"
            self._refuse(f"There is no input {what} {node.name!r}{did_you_mean(node.name, known)}", node)
        return known[node.name]

    def _variable(self, node: Variable) -> Any:
        if node.name not in self._values.variables:
            present = ", ".join(sorted(self._values.variables))
            self._refuse(f"The value has no {node.name!r}, only {present}", node)
        return self._values.variables[node.name]

    def _map_key(self, node: Expression) -> str:
        key = self.value(node)
        return key if isinstance(key, str) else self._refuse("The keys of a map are texts", node)

    def _index(self, node: Index) -> Any:
        operand, key = self.value(node.operand), self.value(node.key)
        if isinstance(operand, Mapping) and isinstance(key, str):
            if key not in operand:
                self._refuse(f"no such key: {key!r}{did_you_mean(key, operand)}", node)
            return operand[key]
        if isinstance(operand, list) and _is_number(key) and key == int(key):
            if not 0 <= key < len(operand):
                self._refuse(f"index {int(key)} is out of a list of {len(operand)}", node)
            return operand[int(key)]
        return self._no_overload("[]", node, operand, key)

    def _has(self, node: Expression) -> bool:
        if isinstance(node, InputReference):
            return node.name in (self._values.artifacts if node.is_artifact else self._values.parameters)
        assert isinstance(node, Index)
        operand, key = self.value(node.operand), self.value(node.key)
        return key in operand if isinstance(operand, Mapping) else self._no_overload("has", node, operand)

    def _binary(self, node: Binary) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if node.operator in ("==", "!="):
            return equal(left, right) is (node.operator == "==")
        if node.operator == "in":
            return self._contains(node, left, right)
        if node.operator in _ORDER:
            comparable = (_is_number(left) and _is_number(right)) or (type(left) is type(right) in (str, bool))
            return (
                _ORDER[node.operator](left, right)
                if comparable
                else self._no_overload(node.operator, node, left, right)
            )
        return self._calculated(node, left, right)

    def _contains(self, node: Binary, left: Any, right: Any) -> bool:
        if isinstance(right, list):
            return any(equal(left, item) for item in right)
        if isinstance(right, Mapping):
            return isinstance(left, str) and left in right
        return self._no_overload("in", node, left, right)

    def _calculated(self, node: Binary, left: Any, right: Any) -> Any:
        if _is_number(left) and _is_number(right):
            return self._number(node, left, right)
        if node.operator == "+" and type(left) is type(right) in (str, list):
            return left + right
        return self._no_overload(node.operator, node, left, right)

    def _number(self, node: Binary, left: Any, right: Any) -> Any:
        if node.operator in "/%" and right == 0:
            self._refuse("division by zero", node)
        try:
            result = _NUMERIC[node.operator](left, right)
        except OverflowError:
            result = math.inf
        fits = math.isfinite(result) if isinstance(result, float) else abs(result) < _INT64_MAX
        return result if fits else self._refuse("the number is too large", node)

    def _call(self, node: Call) -> Any:
        if node.function == "has":
            return self._has(node.arguments[0])
        values = [self.value(argument) for argument in node.arguments]
        try:
            return _FUNCTIONS[node.function](*values)
        except (TypeError, KeyError):
            self._no_overload(node.function, node, *values)
        except (ValueError, OverflowError, RecursionError) as error:
            return self._refuse(f"{node.function}({_shown(values[0])}): {error}", node)

    def _no_overload(self, operator: str, node: Expression, *values: Any) -> NoReturn:
        types = ", ".join(type_name(value) for value in values)
        shown = ", ".join(_shown(value) for value in values)
        self._refuse(f"{operator!r} cannot be applied to ({types}): {shown}", node)

    def _refuse(self, message: str, node: Expression) -> NoReturn:
        raise ConditionError(message, position=node.position, text=self._text)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _divided(left: Any, right: Any) -> Any:
    if isinstance(left, float) or isinstance(right, float):
        return left / right
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: Any, right: Any) -> Any:
    return (
        math.fmod(left, right)
        if isinstance(left, float) or isinstance(right, float)
        else left - right * _divided(left, right)
    )


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}
_NUMERIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
    "%": _remainder,
}


def _to_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = int(value) if not isinstance(value, str) else int(value) if _is_decimal(value) else None
    if number is None:
        raise ValueError("this text is no whole number")
    if not -_INT64_MAX <= number < _INT64_MAX:
        raise ValueError("the number does not fit into 64 bits")
    return number


def _is_decimal(text: str) -> bool:
    digits = text.removeprefix("-") if text.startswith("-") else text.removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) <= 40


def _to_double(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    if isinstance(value, str) and (value != value.strip() or "_" in value or not value.isascii()):
        raise ValueError("this text is no number")
    return float(value)


def _to_string(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, int | str):
        return str(value)
    raise TypeError


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise TypeError
    if value not in _TRUE | _FALSE:
        raise ValueError("this text is neither true nor false")
    return value in _TRUE


def _parse_json(value: Any) -> Any:
    if not isinstance(value, str):
        raise TypeError
    return json.loads(value)


def _size(value: Any) -> int:
    return len(value)


def _of_texts(method: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def call(receiver: Any, argument: Any) -> bool:
        if not isinstance(receiver, str) or not isinstance(argument, str):
            raise TypeError
        return method(receiver, argument)

    return call


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": _to_int,
    "double": _to_double,
    "string": _to_string,
    "bool": _to_bool,
    "parseJson": _parse_json,
    "dyn": lambda value: value,
    "size": _size,
    "contains": _of_texts(lambda receiver, argument: argument in receiver),
    "startsWith": _of_texts(str.startswith),
    "endsWith": _of_texts(str.endswith),
}
