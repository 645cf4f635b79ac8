"""The lines of a function in its file, and its syntax tree.

The lines are those that `inspect.getsourcelines` gives, which splits a file into tokens for every function that it is
asked for. Here the end of a function is guessed by indentation, and the parse that is needed anyway tells whether the
guess is right.
"""

import ast
import inspect
import itertools
import linecache
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from penstock.spec.values import frozen

_BLANKS = re.compile("^[ \t]+$", re.MULTILINE)
_MOST_GUESSES = 10
"""A text in a function may hold any number of lines that look like its end."""


@frozen
class FunctionLines:
    """A function in its file."""

    lines: list[str]
    """As they stand in the file, decorators included."""
    first_line: int
    kept: list[str]
    """Without decorators and indentation, and without line breaks; empty if no line begins a function."""
    node: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    """The tree of what is kept, if it has been parsed already."""


def function_lines(function: Callable[..., Any]) -> FunctionLines:
    """Find a function. Raises `OSError` when its source is not available."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is not None:
        linecache.checkcache(code.co_filename)
        found = _block(linecache.getlines(code.co_filename, function.__globals__), code.co_firstlineno - 1)
        if found is not None:
            return found
    lines, first_line = inspect.getsourcelines(function)
    return FunctionLines(lines=lines, first_line=max(first_line, 1), kept=_kept(lines))


def _block(lines: Sequence[str], first: int) -> FunctionLines | None:
    if first >= len(lines) or not lines[first].lstrip().startswith(("@", "def", "async")):
        return None
    guesses = 0
    for end in _possible_ends(lines, first):
        block = list(lines[first:end])
        kept = _kept(block)
        if not kept:
            continue
        guesses += 1
        node = _parsed(kept)
        if node is not None:
            comments = _comments_below(lines, end, _indentation_of_body(block, kept, node))
            if comments:
                block += comments
                kept = _kept(block)
            return FunctionLines(lines=block, first_line=first + 1, kept=kept, node=node)
        if guesses == _MOST_GUESSES:
            break
    return None


def _possible_ends(lines: Sequence[str], first: int) -> Iterator[int]:
    """Yield the line behind each that may be the last: before one that is indented no more than the first is."""
    least = _indentation(lines[first])
    last = first
    begun = _is_definition(lines[first].lstrip())
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if not _says_something(line):
            continue
        if begun and _indentation(line) <= least:
            yield last + 1
        begun = begun or _is_definition(line.lstrip())
        last = number
    yield last + 1


def dedented(text: str) -> str:
    """Take away the blanks that all lines begin with."""
    import textwrap

    return textwrap.dedent(text)


def _kept(lines: list[str]) -> list[str]:
    text = "".join(lines)
    # What begins at the margin has nothing to lose but the blanks in its empty lines.
    plain = dedented(text) if lines[:1] and lines[0][:1].isspace() else _BLANKS.sub("", text)
    # Blanks that are left say that a text of several lines begins further left: it may hold what looks like a function.
    kept = [] if plain[:1].isspace() else _from_definition(plain.split("\n"))
    return kept or _from_definition(_dedented_code(text))


def _from_definition(lines: list[str]) -> list[str]:
    return list(itertools.dropwhile(lambda line: not _is_definition(line), lines))


def _is_definition(line: str) -> bool:
    return line.startswith(("def", "async def"))


def _dedented_code(text: str) -> list[str]:
    """Take away the indentation of the first line from all others, but for those inside a text of several lines.

    Such a text may begin further left than the code around it, so that nothing is common to all lines.
    """
    try:
        tree = ast.parse(f"if True:\n{text}")
    except (SyntaxError, ValueError):
        return []
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr)]
    inside = {number for node in texts for number in range(node.lineno, node.end_lineno or node.lineno)}
    lines = text.split("\n")
    indentation = _indentation(lines[0])
    return [
        line if number in inside else line[min(indentation, _indentation(line)) :]
        for number, line in enumerate(lines, start=1)
    ]


def _parsed(kept: list[str]) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    try:
        body = ast.parse("\n".join(kept)).body
    except (SyntaxError, ValueError):
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef) else None


def _indentation_of_body(block: list[str], kept: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef) -> int | None:
    """Return how far the body is indented in the file, or None when it stands on the line of the `def`."""
    first = node.body[0]
    if kept[first.lineno - 1][: first.col_offset].strip():
        return None
    above = len("".join(block).split("\n")) - len(kept)
    return _indentation(block[above + first.lineno - 1])


def _comments_below(lines: Sequence[str], end: int, indentation: int | None) -> list[str]:
    """Return what belongs to a function below its last statement: comments that are indented like it."""
    last = end
    for number in range(end, len(lines) if indentation is not None else end):
        if _says_something(lines[number]):
            break
        if lines[number].strip() and indentation is not None and _indentation(lines[number]) >= indentation:
            last = number + 1
    return list(lines[end:last])


def _says_something(line: str) -> bool:
    start = line.lstrip()
    return bool(start) and not start.startswith("#")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
