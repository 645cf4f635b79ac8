"""The words of an expression: numbers, texts, names, operators, each with its place."""

import enum
import re
from collections.abc import Iterator
from typing import Any

from penstock.core.errors import ConditionError
from penstock.spec.values import frozen


class Kind(enum.Enum):
    """What a token is."""

    LITERAL = "literal"
    NAME = "name"
    OPERATOR = "operator"
    END = "end"


@frozen
class Token:
    """One word; `value` is what a literal stands for."""

    kind: Kind
    text: str
    position: int
    value: Any = None


_TOKEN = re.compile(
    r"""
    (?P<blank>(?:\s+|//[^\n]*)+)
  | (?P<text>[rR]?(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
  | (?P<float>(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
  | (?P<int>0[xX][0-9a-fA-F]+|\d+)[uU]?
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER = 400
_ESCAPE = re.compile(r"\\(?:([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})|(.?))", re.DOTALL)
_SIMPLE_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`",
}  # fmt: skip
_QUOTED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NEEDS_QUOTING = re.compile(r"[\\'\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def tokens(text: str) -> Iterator[Token]:
    """Split a text into its tokens, the last of which is the end.

    Raises `ConditionError` at the first character that starts none.
    """
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _no_token(text, position)
        if match.lastgroup != "blank":
            yield _token(match, text)
        position = match.end()
    yield Token(kind=Kind.END, text="the end", position=len(text))


def quote_text(value: str) -> str:
    """Render a text as a literal that means exactly it, whatever quotes and backslashes it holds."""
    return "'" + _NEEDS_QUOTING.sub(_quoted, value) + "'"


def _quoted(match: re.Match[str]) -> str:
    return _QUOTED.get(match[0]) or f"\\u{ord(match[0]):04x}"


def _no_token(text: str, position: int) -> ConditionError:
    character = text[position]
    hint = {
        "'": "close the quote, and write a quote inside it as \\'",
        '"': 'close the quote, and write a quote inside it as \\"',
        "=": "compare with '=='",
        "&": "write '&&'",
        "|": "write '||'",
    }.get(character, "")
    return ConditionError(f"Unexpected character {character!r}", position=position, text=text, hint=hint)


def _token(match: re.Match[str], text: str) -> Token:
    word, position = match[0], match.start()
    if match.lastgroup == "operator":
        return Token(kind=Kind.OPERATOR, text=word, position=position)
    if match.lastgroup == "name" and word not in _WORDS:
        return Token(kind=Kind.NAME, text=word, position=position)
    value = _WORDS[word] if match.lastgroup == "name" else _literal(match, text)
    return Token(kind=Kind.LITERAL, text=word, position=position, value=value)


def _literal(match: re.Match[str], text: str) -> Any:
    word = match[0]
    if match.lastgroup == "text":
        return _unquoted(word, match.start(), text)
    if len(word) > _LONGEST_NUMBER:
        raise ConditionError("The number is too long", position=match.start(), text=text)
    if match.lastgroup == "float":
        return float(word)
    digits = match["int"]
    return int(digits, 16) if digits[:2] in ("0x", "0X") else int(digits)


def _unquoted(word: str, start: int, text: str) -> str:
    raw = word[0] in "rR"
    body = word[1:] if raw else word
    width = 3 if len(body) >= 6 and body[:3] in ("'''", '"""') else 1
    body = body[width:-width]
    if raw or "\\" not in body:
        return body

    def replace(match: re.Match[str]) -> str:
        code, simple = match.groups()
        if code is None:
            if simple not in _SIMPLE_ESCAPES:
                raise ConditionError(f"Unknown escape '\\{simple}'", position=start, text=text, hint="write '\\\\'")
            return _SIMPLE_ESCAPES[simple]
        number = int(code[1:], 16) if code[0] in "xXuU" else int(code, 8)
        if number > 0x10FFFF:
            raise ConditionError(f"'\\{code}' is no character", position=start, text=text)
        return chr(number)

    return _ESCAPE.sub(replace, body)
