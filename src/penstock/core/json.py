"""JSON values and their one canonical text, which digests are taken from."""

import json
from typing import Any, Dict, List, Union

from penstock.core.ids import Digest

JsonValue = Any
"""``None``, ``bool``, ``int``, ``float``, ``str``, a list of such values or a dict from ``str`` to such values."""

JsonObject = Dict[str, Any]


def dumps(value: JsonValue) -> str:
    """Render one line of JSON, keys in the order given; a NaN or an infinity is refused with `ValueError`."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical(value: JsonValue) -> bytes:
    """Render the one text that equal values share: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "surrogatepass")


def digest(value: Union[bytes, JsonValue]) -> Digest:
    """Return the SHA-256 of bytes, or of the canonical text of a JSON value."""
    import hashlib  # noqa: PLC0415 - loads a library for cryptography, which few who need JSON need

    data = value if isinstance(value, bytes) else canonical(value)
    return Digest("sha256:" + hashlib.sha256(data).hexdigest())


def whole_numbers(value: JsonValue) -> JsonValue:
    """Copy a value with every float that is a whole number as an ``int``.

    Files written through protobuf have only doubles, so ``3`` comes back as ``3.0``.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        items: List[Any] = value
        return [whole_numbers(item) for item in items]
    if isinstance(value, dict):
        return {key: whole_numbers(item) for key, item in value.items()}
    return value
