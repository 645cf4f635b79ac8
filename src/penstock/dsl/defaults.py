"""Default values of parameters, checked against their types."""

import json
import math
from typing import Any

from penstock.dsl.annotations import Meaning
from penstock.dsl.parameter_types import canonical_name
from penstock.dsl.structured_types import as_json
from penstock.spec.types import Json, ParameterType

_ACCEPTED: dict[ParameterType, tuple[type[Any], ...]] = {
    ParameterType.STRING: (str,),
    ParameterType.NUMBER_INTEGER: (int,),
    ParameterType.NUMBER_DOUBLE: (int, float),
    ParameterType.BOOLEAN: (bool, int),
    ParameterType.LIST: (list,),
    ParameterType.STRUCT: (dict,),
}


def checked(value: Any, meaning: Meaning, place: str) -> Json:
    """Return a default as JSON.

    Raises `TypeError` or `ValueError`, as KFP does, when it does not suit the type of the parameter.
    """
    assert meaning.parameter is not None
    plain = as_json(value)
    if meaning.literals and plain not in meaning.literals:
        allowed = ", ".join(repr(choice) for choice in meaning.literals)
        raise ValueError(f"{place}: the default {value!r} is not one of the choices {allowed}")
    accepted = _ACCEPTED.get(meaning.parameter, ())
    if not isinstance(plain, accepted) and not _stands_for(plain, meaning.parameter):
        raise TypeError(
            f"{place}: the default {value!r} is of type {type(value).__name__}, "
            f"but the parameter is {canonical_name(meaning.parameter)}"
        )
    if meaning.parameter is ParameterType.NUMBER_DOUBLE:
        return _finite(float(plain), place)
    if meaning.parameter is ParameterType.BOOLEAN:
        return bool(plain)
    if meaning.parameter is ParameterType.NUMBER_INTEGER:
        return int(plain)
    return plain if meaning.structured else json_value(plain, place)


def _stands_for(value: Any, parameter: ParameterType) -> bool:
    """Tell whether a value of another type is read as the right one when the pipeline runs: ``3.0``, ``'[1, 2]'``."""
    if parameter is ParameterType.NUMBER_INTEGER:
        return isinstance(value, float) and value.is_integer()
    if parameter not in (ParameterType.LIST, ParameterType.STRUCT) or not isinstance(value, str):
        return False
    try:
        return isinstance(json.loads(value), _ACCEPTED[parameter])
    except ValueError:
        return False


def json_value(value: Any, place: str) -> Json:
    """Return a value that consists of str, int, float, bool, dict and list only.

    Raises `ValueError` for anything else.
    """
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _finite(value, place)
    if isinstance(value, list):
        return [json_value(item, place) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: json_value(item, place) for key, item in value.items()}
    raise ValueError(
        f"{place}: Value must be one of the following types: str, int, float, bool, dict, and list. "
        f'Got: "{value}" of type "{type(value)}"'
    )


def _finite(value: float, place: str) -> float:
    if math.isfinite(value):
        return value
    raise ValueError(f"{place}: {value} has no form in JSON; pass it as text")
