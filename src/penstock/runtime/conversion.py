"""Values on their way from JSON to the type that a function asks for, and back."""

import json
import math
from typing import Any, List, Literal, Tuple

from penstock.runtime.annotations import parameter_type_name, strip_optional


def to_python(value: Any, annotation: Any) -> Any:
    """Convert a parameter's value to what the annotation says.

    Numbers become ``int`` or ``float`` as annotated, at any depth of lists and dicts (protobuf knows only doubles, so
    that ``3`` may arrive as ``3.0``); choices, dataclasses and pydantic models are built from their JSON.
    """
    annotation = strip_optional(annotation)
    if value is None:
        return None
    if is_structured(annotation):
        return _structure(value, annotation)
    arguments: Tuple[Any, ...] = getattr(annotation, "__args__", None) or ()
    if isinstance(value, list) and len(arguments) == 1:
        return [to_python(item, arguments[0]) for item in value]
    if isinstance(value, dict) and len(arguments) == 2:
        return {key: to_python(item, arguments[1]) for key, item in value.items()}
    return _number(value, parameter_type_name(annotation))


def to_json(value: Any) -> Any:
    """Convert a choice, a dataclass or a pydantic model to its JSON. Raises `TypeError` for anything else."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(type(value), "__members__"):
        return value.value
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        raise TypeError(f"{type(value).__name__} is neither a choice, nor a dataclass, nor a pydantic model")
    return {name: getattr(value, name) for name in fields}


def is_structured(annotation: Any) -> bool:
    """Tell whether an annotation is a choice, a dataclass or a pydantic model."""
    if getattr(annotation, "__origin__", None) is Literal:
        return True
    return isinstance(annotation, type) and any(
        hasattr(annotation, mark) for mark in ("__members__", "__dataclass_fields__", "model_validate")
    )


def json_text(value: Any, what: str) -> str:
    """Render JSON; raises `ValueError` naming the first part that JSON cannot carry."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=to_json)
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, RecursionError) or "Circular" in str(error):
            raise ValueError(f"{what} contains itself, or is nested too deeply for JSON") from None
        place, culprit = _culprit(value, "")
        raise ValueError(f"{what}{place} {_complaint(culprit)}") from None


def _structure(value: Any, annotation: Any) -> Any:
    if getattr(annotation, "__origin__", None) is Literal:
        return next((choice for choice in annotation.__args__ if choice == value), value)
    if hasattr(annotation, "model_validate"):
        return annotation.model_validate(value)
    if hasattr(annotation, "__members__"):
        return annotation(_number(value, "NUMBER_INTEGER"))
    types = {name: field.type for name, field in annotation.__dataclass_fields__.items()}
    return annotation(**{name: to_python(item, types.get(name)) for name, item in value.items()})


def _number(value: Any, type_name: Any) -> Any:
    if type_name == "NUMBER_INTEGER" and isinstance(value, float) and value.is_integer():
        return int(value)
    if type_name == "NUMBER_DOUBLE" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _culprit(value: Any, place: str) -> Tuple[str, Any]:
    """Return where the first thing lies that JSON cannot carry, and the thing."""
    parts: List[Tuple[str, Any]] = []
    if isinstance(value, dict):
        bad = [key for key in value if not isinstance(key, (str, int, float, bool, type(None)))]
        if bad:
            return f"{place}, key {bad[0]!r},", bad[0]
        parts = [(f"{place}[{key!r}]", item) for key, item in value.items()]
    elif isinstance(value, (list, tuple)):
        parts = [(f"{place}[{index}]", item) for index, item in enumerate(value)]
    for inner, item in parts:
        try:
            json.dumps(item, allow_nan=False, default=to_json)
        except (TypeError, ValueError):
            return _culprit(item, inner)
    return place, value


def _complaint(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f"is {value}: JSON can carry neither NaN nor infinity; return a number, or leave the value out"
    module = type(value).__module__
    name = type(value).__name__ if module == "builtins" else f"{module}.{type(value).__name__}"
    remedy = "value.item()" if hasattr(value, "item") else "str, int, float, bool, list or dict"
    return f"is of type {name}, which JSON cannot carry; convert it first ({remedy})"
