"""Conditions of tasks and selectors of values: the places of the IR where an expression stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from penstock.core.errors import ConditionError
from penstock.core.json import JsonValue, dumps
from penstock.spec.cel.evaluation import Values, evaluate, type_name
from penstock.spec.cel.kinds import find_mismatches
from penstock.spec.cel.parser import parse
from penstock.spec.cel.syntax import Expression, InputReference, children
from penstock.spec.cel.tokens import quote_text
from penstock.spec.values import field, frozen

_NOTHING: Mapping[str, JsonValue] = {}
_SELECTOR_VARIABLES = frozenset(
    {"string_value", "number_value", "bool_value", "list_value", "struct_value", "null_value"}
)


@frozen
class Condition:
    """A parsed trigger condition."""

    text: str
    names: frozenset[str]
    """The input parameters that it reads."""
    artifact_names: frozenset[str]
    """The input artifacts that it reads."""
    expression: Expression = field(repr=False)

    def evaluate(self, values: Mapping[str, JsonValue], artifacts: Mapping[str, JsonValue] = _NOTHING) -> bool:
        """Tell whether the task runs, given its input parameters.

        `artifacts` holds for each name what the proto's JSON with field names as in the proto holds:
        ``{"artifacts": [{"name": ..., "uri": ..., "metadata": {...}}]}``.

        Raises `ConditionError` when an input is missing, types do not fit, or the result is no truth value; an error
        is never false.
        """
        given = Values(parameters=values, artifacts=artifacts, variables=_NOTHING)
        result = evaluate(self.expression, given, text=self.text)
        if not isinstance(result, bool):
            message = f"The condition is not true or false but {type_name(result)} {str(result)[:60]!r}"
            raise ConditionError(message, text=self.text, hint="compare it with a constant")
        return result


@frozen
class Selector:
    """A parsed ``parameterExpressionSelector``: takes a part out of a value."""

    text: str
    expression: Expression = field(repr=False)

    def select(self, value: JsonValue) -> JsonValue:
        """Return the selected part.

        Raises `ConditionError` when the value has no such part.
        """
        given = Values(parameters=_NOTHING, artifacts=_NOTHING, variables=_variables(value))
        return evaluate(self.expression, given, text=self.text)


def parse_condition(text: str) -> Condition:
    """Read a trigger condition.

    Raises `ConditionError` with the place of the first mistake, also when it compares kinds of values that have
    nothing in common, as in ``int(x) == '5'``.
    """
    expression = parse(text)
    for mismatch in find_mismatches(expression, {}):
        message = f"{mismatch.operator!r} compares a {mismatch.left} with a {mismatch.right}"
        raise ConditionError(message, position=mismatch.position, text=text)
    references = [node for node in _walk(expression) if isinstance(node, InputReference) and node.name]
    return Condition(
        text=text,
        names=frozenset(node.name for node in references if not node.is_artifact),
        artifact_names=frozenset(node.name for node in references if node.is_artifact),
        expression=expression,
    )


def parse_selector(text: str) -> Selector:
    """Read a ``parameterExpressionSelector`` such as ``parseJson(string_value)["lr"]``.

    Raises `ConditionError` with the place of the first mistake.
    """
    return Selector(text=text, expression=parse(text, variables=_SELECTOR_VARIABLES))


def quote(value: JsonValue) -> str:
    """Render a constant as a literal that means exactly it.

    Raises `ValueError` for an infinity or a NaN, and `TypeError` for what is not JSON-like.
    """
    if isinstance(value, str):
        return quote_text(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(quote, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(str(key))}: {quote(entry)}" for key, entry in value.items()) + "}"
    return dumps(value)


def parameter_reference(name: str) -> str:
    """Render the reference to an input parameter."""
    return f"inputs.parameter_values[{quote_text(name)}]"


def _walk(expression: Expression) -> Iterator[Expression]:
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(children(node))


def _variables(value: JsonValue) -> Mapping[str, Any]:
    """Name a value as ``google.protobuf.Value`` does; its text form is always there."""
    text = value if isinstance(value, str) else "" if value is None else dumps(value)
    names = {bool: "bool_value", int: "number_value", float: "number_value", list: "list_value", dict: "struct_value"}
    name = names.get(type(value))
    return {"string_value": text, **({name: value} if name else {})}
