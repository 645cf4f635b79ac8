"""Descriptions taken from docstrings, in every style that KFP reads: reST, Google, NumPy and Epytext.

A docstring is read in all four styles, and the style that recognises the most fields wins; between equals, the
first in this order. Patterns are text, compiled by `re` at their first use, because importing this must cost nothing.
"""

import inspect
import re
from collections.abc import Iterator, Mapping

from penstock.spec.values import field, record

_PARAMETER_WORDS = frozenset({"param", "parameter", "arg", "argument", "attribute", "key", "keyword"})
_ONE_ARGUMENT_WORDS = frozenset({"return", "returns", "yield", "yields", "raise", "raises", "except", "exception"})

_GOOGLE_LISTS = frozenset({"Arguments", "Args", "Parameters", "Params", "Raises", "Exceptions", "Except", "Attributes"})
_GOOGLE_PARAMETERS = _GOOGLE_LISTS - {"Raises", "Exceptions", "Except"}
_GOOGLE_MAYBE_LISTS = frozenset({"Returns", "Yields"})
_GOOGLE_TITLES = (
    *("Arguments", "Args", "Parameters", "Params", "Raises", "Exceptions", "Except", "Attributes"),
    *("Example", "Examples", "Returns", "Yields"),
)
_GOOGLE_TITLE = f"(?m)^({'|'.join(_GOOGLE_TITLES)}):[ \t\r\f\v]*$"
_GOOGLE_TYPED = r"\s*(.+?)\s*\(\s*(.*[^\s]+)\s*\)"
_GOOGLE_LIST_LIKE = r"(\s*[^:\s]+:)|([^:]*\]:.*)"

_NUMPY_PARAMETERS = (
    *("Parameters", "Params", "Arguments", "Args"),
    *("Other Parameters", "Other Params", "Other Arguments", "Other Args", "Receives", "Receive"),
    *("Attributes", "Attribute"),
)
_NUMPY_ITEMS = ("Raises", "Raise", "Warns", "Warn", "Returns", "Return", "Yields", "Yield")
_NUMPY_EXAMPLES = ("Examples", "Example")
_NUMPY_TEXTS = ("Warnings", "Warning", "See Also", "Related", "Notes", "Note", "References", "Reference")
_NUMPY_TITLE = "(?m)" + "|".join(
    [
        *(
            rf"^({title})\s*?\n{'-' * len(title)}\s*$"
            for title in (*_NUMPY_PARAMETERS, *_NUMPY_ITEMS, *_NUMPY_EXAMPLES, *_NUMPY_TEXTS)
        ),
        r"^\.\.\s*(deprecated)\s*::",
    ]
)
_NUMPY_KEY = r"(?m)^[^\s].*$"

_EPYTEXT_NAMED = r"(param|keyword|type|ivar|cvar|var)(\s+[_A-z][_A-z0-9]*\??):"
_EPYTEXT_RETURN = r"(return|rtype|yield|ytype):"
_EPYTEXT_OTHER = r"([_A-z][_A-z0-9]+)((\s+[_A-z][_A-z0-9]*\??)*):"


#: What no docstring with a field lacks, in whichever style: a quick look saves four slow ones.
_ANY_FIELD = r"(?m)^[:@]|:[ \t\r\f\v]*$|^-|^\.\."


class _NotThisStyleError(Exception):
    """The text cannot be read in a style."""


@record
class Docstring:
    """What a docstring says."""

    summary: str = ""
    """The first line, then the paragraphs before the first field."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Descriptions by name."""
    fields: int = 0
    """How many fields were recognised."""


def parse(text: str | None) -> Docstring:
    """Read a docstring."""
    if not text:
        return Docstring()
    text = inspect.cleandoc(text)
    if not re.search(_ANY_FIELD, text):
        return Docstring(summary=_summary(text))
    best: Docstring | None = None
    for style in (_rest, _google, _numpy, _epytext):
        try:
            found = style(text)
        except _NotThisStyleError:
            continue
        if best is None or found.fields > best.fields:
            best = found
    return best or Docstring()


def output_descriptions(text: str | None) -> Mapping[str, str]:
    """Read the section on what is returned as a list of outputs and their descriptions."""
    if not text:
        return {}
    for heading in ("Returns:\n", "Returns\n", "Return:\n", "Return\n"):
        if heading in text:
            return parse(text.replace(heading.strip(), "Args:")).parameters
    return {}


def _summary(text: str) -> str:
    head, _, rest = text.partition("\n")
    rest = rest.strip()
    return (f"{head}\n{rest}" if head and rest else head).strip()


def _split(text: str, first: re.Match[str] | None) -> tuple[Docstring, str]:
    if first is None:
        return Docstring(summary=_summary(text)), ""
    return Docstring(summary=_summary(text[: first.start()])), text[first.start() :]


def _unindent(text: str) -> str:
    head, newline, rest = text.partition("\n")
    return f"{head}\n{inspect.cleandoc(rest)}" if newline else head


def _rest(text: str) -> Docstring:
    result, body = _split(text, re.search("^:", text, re.MULTILINE))
    return_types: set[str] = set()
    returns = 0
    for match in re.finditer(r"(^:.*?)(?=^:|\Z)", body, re.DOTALL | re.MULTILINE):
        words_text, colon, description = match.group(0).lstrip(":").partition(":")
        words = words_text.split()
        if not colon or not words:
            raise _NotThisStyleError
        if words[0] == "type" and len(words) == 2:
            continue
        if words[0] == "rtype" and len(words) <= 2:
            return_types.add(words[-1])
            continue
        result.fields += 1
        returns += words[0] in ("return", "returns", "yield", "yields")
        _rest_field(result, words, _unindent(description.strip()))
    if not returns:
        result.fields += len(return_types)
    return result


def _rest_field(result: Docstring, words: list[str], description: str) -> None:
    if words[0] in _PARAMETER_WORDS:
        if len(words) not in (2, 3):
            raise _NotThisStyleError
        result.parameters[words[-1]] = description
    elif words[0] in _ONE_ARGUMENT_WORDS and len(words) > 2:
        raise _NotThisStyleError


def _google(text: str) -> Docstring:
    result, body = _split(text, re.search(_GOOGLE_TITLE, text))
    titles = list(re.finditer(_GOOGLE_TITLE, body))
    chunks: dict[str, str] = {}
    for index, title in enumerate(titles):
        end = titles[index + 1].start() if index + 1 < len(titles) else len(body)
        chunk = body[title.end() : end]
        unknown = re.search(r"\n\S", chunk)
        chunks[title.group(1)] = (chunk[: unknown.start()] if unknown else chunk).strip("\n")
    for title_text, chunk in chunks.items():
        for item in _google_items(title_text, chunk):
            result.fields += 1
            _google_item(result, title_text, item)
    return result


def _google_items(title: str, chunk: str) -> Iterator[str]:
    if title not in _GOOGLE_LISTS:
        yield inspect.cleandoc(chunk)
        return
    indent = chunk[: len(chunk) - len(chunk.lstrip())]
    starts = [match.end() for match in re.finditer(rf"^{indent}(?=\S)", chunk, re.MULTILINE)]
    if not starts:
        raise _NotThisStyleError
    ends = [match.start() for match in re.finditer(rf"^{indent}(?=\S)", chunk, re.MULTILINE)][1:]
    for start, end in zip(starts, [*ends, len(chunk)], strict=True):
        yield chunk[start:end].strip("\n")


def _google_item(result: Docstring, title: str, item: str) -> None:
    if title not in _GOOGLE_LISTS and not (title in _GOOGLE_MAYBE_LISTS and re.match(_GOOGLE_LIST_LIKE, item)):
        return
    name, colon, description = item.partition(":")
    if not colon:
        raise _NotThisStyleError
    if title not in _GOOGLE_PARAMETERS:
        return
    name = _unindent(name).replace("\n", "", 1)
    description = _unindent(description.removeprefix(" ")).strip("\n")
    typed = re.match(_GOOGLE_TYPED, name)
    result.parameters[typed.group(1) if typed else name] = description


def _numpy(text: str) -> Docstring:
    result, body = _split(text, re.search(_NUMPY_TITLE, text))
    titles = list(re.finditer(_NUMPY_TITLE, body))
    for index, match in enumerate(titles):
        end = titles[index + 1].start() if index + 1 < len(titles) else None
        title = next(group for group in match.groups() if group is not None)
        _numpy_section(result, title, body[match.end() : end])
    return result


def _numpy_section(result: Docstring, title: str, chunk: str) -> None:
    if title in _NUMPY_EXAMPLES:
        lines = chunk.strip().splitlines()
        starts = [n for n, line in enumerate(lines) if line.startswith(">>>") != (n > 0 and _prompt(lines[n - 1]))]
        result.fields += max(1, (len(starts) + 1) // 2) if lines else 0
        return
    if title not in _NUMPY_PARAMETERS and title not in _NUMPY_ITEMS:
        result.fields += 1
        return
    keys = list(re.finditer(_NUMPY_KEY, chunk))
    for index, key in enumerate(keys):
        result.fields += 1
        end = keys[index + 1].start() if index + 1 < len(keys) else None
        if title in _NUMPY_PARAMETERS:
            name = re.split(r"\s*:", key.group(), maxsplit=1)[0]
            result.parameters[name] = inspect.cleandoc(chunk[key.end() : end]).strip()


def _prompt(line: str) -> bool:
    return line.startswith(">>>")


def _epytext(text: str) -> Docstring:
    result, body = _split(text, re.search("^@", text, re.MULTILINE))
    seen: set[str] = set()
    descriptions: dict[str, str] = {}
    for match in re.finditer(r"(^@.*?)(?=^@|\Z)", body, re.DOTALL | re.MULTILINE):
        chunk = match.group(0)
        named = re.search(_EPYTEXT_NAMED, chunk)
        found = named or re.search(_EPYTEXT_RETURN, chunk) or re.search(_EPYTEXT_OTHER, chunk)
        if not found:
            raise _NotThisStyleError
        name = found.group(2).strip() if named else ""
        if named and found.group(1) != "type":
            descriptions[name] = _unindent(chunk[found.end() :].strip())
        key = name if named else "return" if found.re.pattern == _EPYTEXT_RETURN else ""
        result.fields += not key or key not in seen
        seen.add(key)
    result.parameters = descriptions
    return result
