"""Types beyond plain JSON: choices (`Literal`, `Enum`) and records (dataclasses, pydantic models).

They are recognised by shape, so that pydantic need not be installed for those who do not use it.
"""

import enum
import types
import typing
from typing import Any

from penstock.dsl.parameter_types import parameter_type_of, type_of_value
from penstock.spec.types import Json, ParameterType

_PLAIN = frozenset({str, int, float, bool, list, dict})
_UNIONS = (typing.Union, types.UnionType)


def without_none(annotation: Any) -> tuple[Any, bool]:
    """Return what ``Optional[X]``, ``X | None`` or ``Union[None, X]`` holds, and whether it is one of these."""
    if typing.get_origin(annotation) not in _UNIONS:
        return annotation, False
    rest = tuple(argument for argument in typing.get_args(annotation) if argument is not type(None))
    if len(rest) == 1 and len(rest) < len(typing.get_args(annotation)):
        return rest[0], True
    return annotation, False


def is_choice(annotation: Any) -> bool:
    """Tell whether only certain values are allowed."""
    return typing.get_origin(annotation) is typing.Literal or _is_enum(annotation)


def is_record(annotation: Any) -> bool:
    """Tell whether an annotation is a dataclass or a pydantic model."""
    if not isinstance(annotation, type) or annotation.__name__ in ("PipelineTaskFinalStatus", "TaskConfig"):
        return False
    return hasattr(annotation, "__dataclass_fields__") or is_pydantic(annotation)


def is_pydantic(annotation: Any) -> bool:
    """Tell whether an annotation is a pydantic model (version 2)."""
    return (
        isinstance(annotation, type) and hasattr(annotation, "model_validate") and hasattr(annotation, "model_fields")
    )


def is_structured(annotation: Any) -> bool:
    """Tell whether values of an annotation have to be converted from JSON, at any depth."""
    if isinstance(annotation, type) and annotation in _PLAIN:
        return False
    inner, _ = without_none(annotation)
    if _is_enum(inner) or is_record(inner):
        return True
    if typing.get_origin(inner) in (list, dict):
        return any(is_structured(argument) for argument in typing.get_args(inner))
    return False


def choices(annotation: Any) -> tuple[Json, ...]:
    """Return the values that a `Literal` or an `Enum` allows, as JSON."""
    if _is_enum(annotation):
        return tuple(member.value for member in annotation)
    return typing.get_args(annotation)


def structured_parameter_type(annotation: Any) -> ParameterType | None:
    """Return the parameter type that carries values of a choice or a record, or None if none can."""
    if is_choice(annotation):
        kinds = {type_of_value(value) for value in choices(annotation)}
        return kinds.pop() if len(kinds) == 1 else None
    if not is_record(annotation):
        return None
    root = annotation.model_fields.get("root") if is_pydantic(annotation) else None
    if root is not None and getattr(annotation, "__pydantic_root_model__", False):
        return parameter_type_of(root.annotation)
    return ParameterType.STRUCT


def as_json(value: Any) -> Json:
    """Render a member, a dataclass or a model, at any depth, as the JSON that carries it."""
    if isinstance(value, enum.Enum):
        return as_json(value.value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return {key: as_json(item) for key, item in value.items()} if isinstance(value, dict) else value


def _is_enum(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, enum.Enum)
