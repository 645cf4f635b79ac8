"""Writes JSON-like data as YAML in the block style of PyYAML, only faster, and with source code as readable blocks.

Whatever it writes, PyYAML's safe loader and YAML 1.2 parsers read back equal; a property test holds that.
"""

import functools
import math
import re
from typing import Any

from penstock.core.json import JsonValue

_PLAIN = re.compile(r"[A-Za-z_/](?:[\w./@+=-]|[ :](?=[\w./@+=-]))*", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
"""Plain words that some version of YAML takes for something else than text."""
_UNPRINTABLE = r"\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
"""What YAML cannot hold as it is, beside what comes before the blank: told by what is wrong, which compiles quickly."""
_NOT_IN_LINE = re.compile(rf"[\0-\x1f{_UNPRINTABLE}]")
_NOT_IN_BLOCK = re.compile(rf"[\0-\x08\x0b-\x1f{_UNPRINTABLE}]")
_ESCAPED = re.compile(rf'[\0-\x1f"\\{_UNPRINTABLE}]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\b": "\\b"}
_LINE_START = re.compile(r"\n(?=[^\n])")
_WORD_OF = {None: "null", True: "true", False: "false"}
_LONGEST_SIMPLE_KEY = 120
_STEP = "  "


def write_yaml(value: JsonValue, *, sort_keys: bool = True) -> str:
    """Render one document.

    Raises `ValueError` for what JSON cannot hold (infinities, half surrogate pairs) and `TypeError` for other types.
    """
    out: list[str] = []
    writer = _Writer(out, sort_keys=sort_keys)
    if isinstance(value, dict) and value:
        writer.mapping(value, "", "")
    elif isinstance(value, list | tuple) and value:
        writer.sequence(value, "", "")
    else:
        out.append(_scalar(value) + "\n")
    return "".join(out)


class _Writer:
    """Appends lines; `lead` starts the first line of a block, `pad` all others."""

    def __init__(self, out: list[str], *, sort_keys: bool) -> None:
        self._out = out
        self._sort_keys = sort_keys

    def mapping(self, data: dict[str, Any], lead: str, pad: str) -> None:
        """Write a mapping that has entries."""
        write = self._out.append
        for key in sorted(data) if self._sort_keys else data:
            value = data[key]
            head = _short_text(key)
            if len(head) > _LONGEST_SIMPLE_KEY:
                write(f"{lead}? {head}\n")
                lead, head = pad, ""
            if type(value) is str:
                shown = _short_text(value) if len(value) <= 128 and "\n" not in value else _multiline(value, pad)
                write(f"{lead}{head}: {shown}\n")
            elif value and isinstance(value, dict):
                write(f"{lead}{head}:\n")
                inner = pad + _STEP
                self.mapping(value, inner, inner)
            elif value and isinstance(value, list | tuple):
                write(f"{lead}{head}:\n")
                self.sequence(value, pad, pad)
            else:
                write(f"{lead}{head}: {_scalar(value)}\n")
            lead = pad

    def sequence(self, items: "list[Any] | tuple[Any, ...]", lead: str, pad: str) -> None:
        """Write a sequence that has items."""
        inner = pad + _STEP
        for item in items:
            if type(item) is str:
                shown = _text(item) if "\n" not in item else _multiline(item, pad)
                self._out.append(f"{lead}- {shown}\n")
            elif isinstance(item, dict) and item:
                self.mapping(item, lead + "- ", inner)
            elif isinstance(item, list | tuple) and item:
                self.sequence(item, lead + "- ", inner)
            else:
                self._out.append(f"{lead}- {_scalar(item)}\n")
            lead = pad


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return _WORD_OF[value]
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, int) else _number(value)
    if isinstance(value, dict | list | tuple):
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"YAML is written from JSON-like data, not from {type(value).__name__}")


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} is a number that JSON cannot hold")
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


@functools.lru_cache(maxsize=4096)
def _short_text(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError(f"A key is text, not {type(text).__name__} {text!r}")
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if not _NOT_IN_LINE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _text(text: str) -> str:
    return _short_text(text) if len(text) <= 128 else _short_text.__wrapped__(text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"The text holds half of a surrogate pair (\\u{code:04x}), which no file can hold")
    return _ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _multiline(text: str, pad: str) -> str:
    """Render text that is long or has line breaks; as a literal block where that keeps every character."""
    body = text.rstrip("\n")
    if not body or "\n" not in text or _NOT_IN_BLOCK.search(text):
        return _text(text)
    breaks = len(text) - len(body)
    mark = "" if body[0] not in " \t\n" else "2"
    keep = ("-", "", "+")[min(breaks, 2)]
    inner = "\n" + pad + _STEP
    first = "\n" if body[0] == "\n" else inner
    return f"|{mark}{keep}{first}{_LINE_START.sub(inner, body)}" + "\n" * max(breaks - 1, 0)
