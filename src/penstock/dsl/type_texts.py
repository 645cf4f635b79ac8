"""Types as KFP writes them in text: what is inside ``List[int]`` and ``typing.Dict[str, float]``."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

_LIST = re.compile(r"(?:typing\.)?\w+\[(?P<item>.+)\]")
_DICT = re.compile(r"(?:typing\.)?\w+\[\s*\w+\s*,\s*(?P<value>.+)\]")

_NAMES = {bool: "bool", int: "int", float: "float", str: "str", list: "list"}


def item_type(text: str) -> str | None:
    """Return the type of the items of a list type, or None when it does not say."""
    match = _LIST.match(text)
    return match["item"].strip() if match else None


def value_type(text: str) -> str | None:
    """Return the type of the values of a dict type, or None when it does not say."""
    match = _DICT.match(text)
    return match["value"].strip() if match else None


def common_type(values: Iterable[Any]) -> str | None:
    """Return the type that all constants share, as text; None when they have none in common.

    Whole numbers among floats count as floats.
    """
    texts = list(dict.fromkeys(_text(value) for value in values))
    if len(texts) == 1:
        return texts[0]
    if set(texts) == {"int", "float"}:
        return "float"
    if texts and all(text is not None and text.startswith("Dict[") for text in texts):
        return "Dict"
    return None


def field_types(items: Sequence[Any]) -> dict[str, str]:
    """Return the types of the entries of constant dicts, where all dicts agree."""
    if not items or not all(isinstance(item, dict) for item in items):
        return {}
    names = dict.fromkeys(name for item in items for name in item)
    common = {name: common_type(item[name] for item in items if name in item) for name in names}
    return {name: text for name, text in common.items() if text is not None}


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        if not value:
            return "Dict"
        first_key, first_value = next(iter(value.items()))
        return f"Dict[{type(first_key).__name__}, {type(first_value).__name__}]"
    return _NAMES.get(type(value))
