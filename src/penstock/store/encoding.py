"""Text and numbers for values: JSON that always comes back, large values by digest, times as microseconds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from penstock.core.json import JsonValue

INLINE_LIMIT = 1024
"""Longer texts are kept once in ``contents`` (decision A22)."""

REFERENCE = "@"
"""Begins a packed text that is a digest: no JSON text begins so."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# A user's metric may be NaN and a user's text may hold half a surrogate pair: both must be kept, so NaN is allowed and
# everything beyond ASCII is escaped.
_to_text = json.JSONEncoder(ensure_ascii=True, allow_nan=True, separators=(",", ":")).encode

_decode = json.JSONDecoder().raw_decode


def _from_text(text: str) -> JsonValue:
    return _decode(text)[0]  # half the price of json.loads, which looks for blanks around the value


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def encode_time(moment: datetime | None) -> int | None:
    """Return whole microseconds since 1970, or nothing for nothing."""
    return None if moment is None else microseconds(moment)


def decode_time(stored: int | None) -> datetime | None:
    """Return the moment, aware, in UTC."""
    return None if stored is None else EPOCH + timedelta(microseconds=stored)


class Packer:
    """Turns values into packed texts and collects the contents that they refer to."""

    __slots__ = ("bodies",)

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}
        """Text by digest: to be stored in the same transaction as the rows that refer to it."""

    def pack(self, value: JsonValue) -> str:
        """Return JSON, or a reference when the JSON is long."""
        body = _to_text(value)
        return body if len(body) <= INLINE_LIMIT else REFERENCE + self._keep(body)

    def pack_parameters(self, parameters: Mapping[str, JsonValue], empty_lists: Iterable[str]) -> str:
        """Return the parameters of an execution in one text, with every long value by its digest."""
        small: list[str] = []
        large: dict[str, str] = {}
        for name, value in parameters.items():
            body = _to_text(value)
            if len(body) <= INLINE_LIMIT:
                small.append(f"{_to_text(name)}:{body}")
            else:
                large[name] = self._keep(body)
        fields = [f'"parameters":{{{",".join(small)}}}'] if small else []
        if large:
            fields.append(f'"large":{_to_text(large)}')
        if empty := list(empty_lists):
            fields.append(f'"empty":{_to_text(empty)}')
        return f"{{{','.join(fields)}}}"

    def _keep(self, body: str) -> str:
        digest = "sha256:" + hashlib.sha256(body.encode("ascii")).hexdigest()
        self.bodies[digest] = body
        return digest


def reference_of(packed: str | None) -> str | None:
    """Return the digest that a packed text refers to, or ``None``."""
    return packed[1:] if packed is not None and packed.startswith(REFERENCE) else None


class Unpacker:
    """Turns packed texts back into values, given the contents that they refer to."""

    __slots__ = ("_bodies", "_shared")

    def __init__(self, bodies: Mapping[str, str]) -> None:
        self._bodies = bodies
        self._shared: dict[str, JsonValue] = {}

    def unpack(self, packed: str) -> JsonValue:
        """Return the value of a packed text."""
        if packed == '""':  # by far the most frequent: most texts for people are empty
            return ""
        reference = reference_of(packed)
        return _from_text(packed if reference is None else self._bodies[reference])

    def unpack_shared(self, packed: str) -> JsonValue:
        """Return the value of a text that many rows have: one value for all of them."""
        if packed not in self._shared:
            self._shared[packed] = self.unpack(packed)
        return self._shared[packed]

    def unpack_parameters(self, packed: str) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
        """Return parameters and the names of empty lists of artifacts."""
        if packed == "{}":
            return {}, ()
        fields = _from_text(packed)
        parameters: dict[str, JsonValue] = fields.get("parameters", {})
        for name, digest in fields.get("large", {}).items():
            parameters[name] = _from_text(self._bodies[digest])
        return parameters, tuple(fields.get("empty", ()))


def small_parameters(packed: str) -> dict[str, JsonValue]:
    """Return the parameters that are in a text itself."""
    parameters: dict[str, JsonValue] = _from_text(packed).get("parameters", {})
    return parameters


def large_parameters(packed: str) -> dict[str, str]:
    """Return the digests of the parameters that a text refers to, by name."""
    digests: dict[str, str] = _from_text(packed).get("large", {}) if '"large":{' in packed else {}
    return digests
