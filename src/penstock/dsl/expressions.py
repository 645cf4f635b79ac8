"""Conditions as CEL text, in the form of KFP's compiler, with constants of every kind written correctly."""

import enum
import math
import re
from typing import Any

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.conditions import AllOf, AnyOf, Comparison, Condition, Negation
from penstock.dsl.parameter_types import canonical_name, type_of_value
from penstock.spec.types import ParameterType

_COMPARABLE = {
    ParameterType.STRING,
    ParameterType.BOOLEAN,
    ParameterType.NUMBER_INTEGER,
    ParameterType.NUMBER_DOUBLE,
}
_NUMBERS = {ParameterType.NUMBER_INTEGER, ParameterType.NUMBER_DOUBLE}
_EXACT = 2**53
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]*[1-9])?")
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def render(condition: Condition) -> str:
    """Render a condition.

    Raises `ValueError` when it compares what cannot be compared.
    """
    match condition:
        case Comparison():
            return _comparison(condition)
        case Negation(part):
            return f"!({render(part)})"
        case AllOf(parts):
            return " && ".join(_operand(part, AnyOf) for part in parts)
        case AnyOf(parts):
            return " || ".join(_operand(part, AllOf) for part in parts)
        case _:
            raise TypeError(f"Not a condition: {condition!r}")


def _operand(part: Condition, looser: type[Condition]) -> str:
    text = render(part)
    return f"({text})" if isinstance(part, looser) and " " in text else text


def _comparison(written: Comparison) -> str:
    comparison = Comparison(written.operator, _member_value(written.left), _member_value(written.right))
    left, right = comparison.left, comparison.right
    by_order = comparison.operator not in ("==", "!=")
    left_type, right_type = _type(left, right, by_order=by_order), _type(right, left, by_order=by_order)
    shared = _shared_type(comparison, left_type, right_type)
    return f"{_value(left, left_type, shared)} {comparison.operator} {_value(right, right_type, shared)}"


def _member_value(operand: Any) -> Any:
    """Return what a member of an `Enum` is in the file; any other operand as it is."""
    return operand.value if isinstance(operand, enum.Enum) else operand


def _type(operand: Any, other: Any, *, by_order: bool) -> ParameterType:
    if not isinstance(operand, PipelineChannel):
        kind = type_of_value(operand)
        if kind not in _COMPARABLE or (isinstance(operand, float) and not math.isfinite(operand)):
            raise ValueError(
                f"A condition compares text, numbers and booleans; {_shown(other)} is compared with {operand!r} of "
                f"type {type(operand).__name__}"
            )
        assert kind is not None
        return kind
    if operand.parameter_type is None:
        raise ValueError(
            f"Conditional requires primitive parameter values for comparison. {_shown(operand)} is an artifact; let "
            "its task return what is to be compared"
        )
    if operand.parameter_type not in _COMPARABLE:
        raise ValueError(
            "Conditional requires primitive parameter values for comparison. Found input "
            f'"{operand.surfaced_name}" of type {operand.channel_type} in pipeline definition instead.'
        )
    return _type_of_unknown(other, by_order=by_order) if operand.type_is_unknown else operand.parameter_type


def _type_of_unknown(other: Any, *, by_order: bool) -> ParameterType:
    """Choose how to read a value of unknown type, which arrives as text: as the number that it is compared with.

    Equal text is enough for a constant that is written in one way only, and is what KFP writes.
    """
    if isinstance(other, PipelineChannel):
        is_number = other.parameter_type in _NUMBERS and not other.type_is_unknown
        return ParameterType.NUMBER_DOUBLE if is_number else ParameterType.STRING
    if isinstance(other, bool) or not isinstance(other, int | float):
        return ParameterType.STRING
    if isinstance(other, int) and abs(other) > _EXACT:
        return ParameterType.NUMBER_INTEGER if by_order else ParameterType.STRING
    return ParameterType.NUMBER_DOUBLE if by_order or not _PLAIN.fullmatch(str(other)) else ParameterType.STRING


def _shared_type(comparison: Comparison, left: ParameterType, right: ParameterType) -> ParameterType:
    if left is right:
        return left
    if {left, right} == _NUMBERS:
        return ParameterType.NUMBER_DOUBLE
    for operand, kind, other, other_kind in (
        (comparison.left, left, comparison.right, right),
        (comparison.right, right, comparison.left, left),
    ):
        if isinstance(other, PipelineChannel):
            continue
        if kind is ParameterType.STRING or (kind is ParameterType.BOOLEAN and _is_binary(other)):
            assert isinstance(operand, PipelineChannel)
            return kind
        raise ValueError(
            f"{_shown(operand)} is {canonical_name(kind)} and is compared with {other!r}, which is "
            f"{canonical_name(other_kind)}: they are never equal. Write the constant as {canonical_name(kind)}"
        )
    raise ValueError(
        f'Unable to determine operand types for "{_shown(comparison.left)}" and "{_shown(comparison.right)}": '
        f"{canonical_name(left)} and {canonical_name(right)} cannot be compared"
    )


def _is_binary(value: Any) -> bool:
    return isinstance(value, int | float) and value in (0, 1)


def _value(operand: Any, kind: ParameterType, shared: ParameterType) -> str:
    if isinstance(operand, PipelineChannel):
        text = _reference(operand, kind)
    elif isinstance(operand, str):
        return f"'{operand.translate(_ESCAPES)}'"
    elif isinstance(operand, bool):
        text = str(operand).lower()
    else:
        text = str(operand)
    if kind is shared:
        return text
    if shared is ParameterType.STRING:
        return f"'{text}'"
    if shared is ParameterType.BOOLEAN:
        return str(bool(operand)).lower()
    return f"double({text})"


def _reference(channel: PipelineChannel, kind: ParameterType) -> str:
    text = f"inputs.parameter_values['{channel.surfaced_name}']"
    if kind is ParameterType.NUMBER_INTEGER:
        return f"int({text})"
    return f"double({text})" if kind is ParameterType.NUMBER_DOUBLE and channel.type_is_unknown else text


def _shown(operand: Any) -> str:
    return repr(operand.full_name) if isinstance(operand, PipelineChannel) else repr(operand)
