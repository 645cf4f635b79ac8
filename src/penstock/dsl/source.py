"""The source of a function, as it travels inside a component."""

import ast
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from penstock.dsl.source_lines import function_lines
from penstock.spec.values import frozen

#: What every component's program starts with, so that annotations of its function can be evaluated.
PRELUDE = ("import kfp", "from kfp import dsl", "from kfp.dsl import *", "from typing import *")


@frozen
class Program:
    """The parts of the module that a task runs."""

    function: str
    imports: tuple[str, ...] = ()
    additional_functions: tuple[str, ...] = ()
    preparation: str = ""
    """Code that runs before the function is defined."""
    conversion: str = ""
    """Code that runs after the function is defined."""

    @property
    def text(self) -> str:
        """The module, laid out as KFP does."""
        head = "\n".join([*PRELUDE, *self.imports])
        functions = "".join(f"\n\n{source}" for source in self.additional_functions)
        preparation = f"\n\n{self.preparation}\n" if self.preparation else ""
        return f"\n{head}{functions}{preparation}\n\n{self.function}\n{self.conversion}"


@frozen
class FunctionSource:
    """The definition of a function, without indentation and decorators."""

    name: str
    text: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    first_line: int
    """Of `text`, in the user's file."""


def read_source(function: Callable[..., Any]) -> FunctionSource:
    """Read the definition of a function.

    Raises `ValueError` when it has none of its own, and `OSError` when its file cannot be read.
    """
    name = getattr(function, "__name__", repr(function))
    try:
        found = function_lines(function)
    except OSError:
        raise OSError(
            f"The source of function {name!r} is not available; define it in a file (or a notebook cell), "
            "since a component carries its source"
        ) from None
    if not found.kept:
        raise ValueError(
            f'Failed to dedent and clean up the source of function "{name}". It is probably not properly indented, '
            "or is a lambda; write it with 'def'"
        )
    text = "\n".join(found.kept)
    first_line = found.first_line + "".join(found.lines).count("\n") + 1 - len(found.kept)
    return FunctionSource(name=name, text=text, node=found.node or function_node(text, name), first_line=first_line)


def function_node(source: str, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """Parse the source of one function; raises `ValueError` when it is none."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ValueError(
            f'Failed to dedent and clean up the source of function "{name}": {error.msg} in its line {error.lineno}'
        ) from None
    if not body or not isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef):
        raise ValueError(f'Failed to dedent and clean up the source of function "{name}": it is no function')
    return body[0]


def unquoted(expression: ast.expr) -> ast.expr:
    """Return what an annotation in quotes says; any other expression as it is."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return ast.parse(expression.value.strip(), mode="eval").body
    return expression


def loaded_names(code: str | ast.AST) -> list[str]:
    """Return the names that an expression or a definition refers to, each once."""
    node = ast.parse(code) if isinstance(code, str) else code
    names = [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)]
    return list(dict.fromkeys(names))


def replace_nodes(source: str, replacements: Sequence[tuple[ast.expr, str]]) -> str:
    """Replace expressions of a source by other text, leaving everything else as it is."""
    lines = [line.encode() for line in source.split("\n")]
    starts = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
    data = b"\n".join(lines)
    for node, text in sorted(replacements, key=lambda pair: (pair[0].lineno, pair[0].col_offset), reverse=True):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        data = data[:start] + text.encode() + data[end:]
    return data.decode()
