"""Parameter types: which annotations name one, and how KFP writes them as text."""

import functools
import types
import typing
from typing import Any

from penstock.spec.types import ParameterType

_BY_NAME = {
    "integer": ParameterType.NUMBER_INTEGER,
    "int": ParameterType.NUMBER_INTEGER,
    "double": ParameterType.NUMBER_DOUBLE,
    "float": ParameterType.NUMBER_DOUBLE,
    "string": ParameterType.STRING,
    "str": ParameterType.STRING,
    "text": ParameterType.STRING,
    "bool": ParameterType.BOOLEAN,
    "boolean": ParameterType.BOOLEAN,
    "dict": ParameterType.STRUCT,
    "list": ParameterType.LIST,
    "jsonobject": ParameterType.STRUCT,
    "jsonarray": ParameterType.LIST,
    "pipelinetaskfinalstatus": ParameterType.TASK_FINAL_STATUS,
    "taskconfig": ParameterType.TASK_CONFIG,
}

_NAMES = {str: "String", int: "Integer", float: "Float", bool: "Boolean", list: "List", dict: "Dict"}

_CANONICAL = {
    ParameterType.STRING: "String",
    ParameterType.NUMBER_INTEGER: "Integer",
    ParameterType.NUMBER_DOUBLE: "Float",
    ParameterType.LIST: "List",
    ParameterType.STRUCT: "Dict",
    ParameterType.BOOLEAN: "Boolean",
    ParameterType.TASK_FINAL_STATUS: "PipelineTaskFinalStatus",
    ParameterType.TASK_CONFIG: "TaskConfig",
}

_PYTHON = {
    ParameterType.STRING: str,
    ParameterType.NUMBER_INTEGER: int,
    ParameterType.NUMBER_DOUBLE: float,
    ParameterType.LIST: list,
    ParameterType.STRUCT: dict,
    ParameterType.BOOLEAN: bool,
}

#: What a message offers when an annotation is none.
ACCEPTED = (
    "str, int, float, bool, list, dict, List[...], Dict[...], Optional[...], Literal[...], an Enum, a dataclass, "
    "a pydantic model, Input[...], Output[...], InputPath(...), OutputPath(...) or an artifact class"
)


@functools.lru_cache(maxsize=256)
def type_by_name(name: str) -> ParameterType | None:
    """Return the type that a name such as ``Integer``, ``str`` or ``List[int]`` stands for."""
    head = name.removeprefix("typing.").partition("[")[0].strip()
    return _BY_NAME.get(head.lower())


def canonical_name(parameter_type: ParameterType) -> str:
    """Return the word that KFP uses for a type."""
    return _CANONICAL.get(parameter_type, parameter_type.value)


def python_type(parameter_type: ParameterType) -> type[Any] | None:
    """Return the built-in class of a type, or None for what the system gives."""
    return _PYTHON.get(parameter_type)


def type_of_value(value: object) -> ParameterType | None:
    """Return the parameter type of a Python value."""
    name = _NAMES.get(type(value))
    return None if name is None else _BY_NAME[name.lower()]


def written(annotation: Any) -> str:
    """Write an annotation as KFP does, for example ``Integer``, ``typing.List[int]`` or ``List[Integer]``."""
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, types.GenericAlias):
        origin: Any = annotation.__origin__
        inner = ", ".join(written(argument) for argument in typing.get_args(annotation))
        return f"{_NAMES.get(origin, origin.__name__)}[{inner}]"
    if isinstance(annotation, type):
        return _NAMES.get(annotation, annotation.__name__)
    return str(annotation)


def parameter_type_of(annotation: Any) -> ParameterType | None:
    """Return the parameter type of a plain annotation: a built-in class, a list or dict of anything, or a name."""
    if isinstance(annotation, str):
        return type_by_name(annotation)
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return _by_class(annotation)
    origin = typing.get_origin(annotation)
    if origin is list:
        return ParameterType.LIST
    return ParameterType.STRUCT if origin is dict else None


def _by_class(cls: type[Any]) -> ParameterType | None:
    if cls in _NAMES:
        return _BY_NAME[_NAMES[cls].lower()]
    if cls.__name__ in ("PipelineTaskFinalStatus", "TaskConfig"):
        return _BY_NAME[cls.__name__.lower()]
    return None
