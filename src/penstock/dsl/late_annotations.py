"""Annotations that Python does not evaluate where they stand: those in quotes, and all under the ``__future__`` import.

A program that carries definitions has no such import, so there their annotations are put into quotes.
"""

import ast
import types
from collections.abc import Iterator

from penstock.dsl.source import loaded_names, replace_nodes

_FUTURE = "annotations"


def are_late(module: types.ModuleType) -> bool:
    """Tell whether a module says ``from __future__ import annotations``."""
    return getattr(vars(module).get(_FUTURE), "compiler_flag", None) is not None


def quoted(text: str) -> str:
    """Put every annotation of a definition into quotes."""
    annotations = [node for node in _annotations(ast.parse(text)) if not isinstance(node, ast.Constant)]
    inner = {id(node) for outer in annotations for node in ast.walk(outer) if node is not outer}
    outermost = [node for node in annotations if id(node) not in inner]
    return replace_nodes(text, [(node, repr(ast.unparse(node))) for node in outermost])


def names_in_quotes(statement: ast.AST) -> list[str]:
    """Return the names in annotations that are in quotes, or have parts in quotes, as in ``Optional["Node"]``."""
    return [name for annotation in _annotations(statement) for name in _quoted_names(annotation)]


def _quoted_names(annotation: ast.expr) -> Iterator[str]:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).endswith("Literal"):
        return
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            inner = ast.parse(annotation.value.strip(), mode="eval").body
        except SyntaxError:
            return
        yield from loaded_names(inner)
        yield from _quoted_names(inner)
        return
    for part in ast.iter_child_nodes(annotation):
        if isinstance(part, ast.expr):
            yield from _quoted_names(part)


def _annotations(statement: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(statement):
        found = (
            node.annotation
            if isinstance(node, ast.AnnAssign | ast.arg)
            else getattr(node, "returns", None)  # of a function, with or without `async`
        )
        if found is not None:
            yield found
