"""Annotations that only Penstock reads, rewritten so that every KFP runtime reads them.

Only what KFP would refuse is rewritten: the source of any other function stays as it is, character by character.
"""

import ast
import types
import typing
from collections.abc import Mapping
from typing import Any

from penstock.dsl.annotations import read_annotation
from penstock.dsl.artifact_imports import annotation_nodes
from penstock.dsl.interface import named_tuple_fields
from penstock.dsl.parameter_types import python_type, type_by_name
from penstock.dsl.source import FunctionSource, function_node, replace_nodes, unquoted
from penstock.dsl.structured_types import is_choice, is_structured, without_none
from penstock.spec.values import replace


def rewritten(source: FunctionSource, annotations: Mapping[str, Any]) -> FunctionSource:
    """Return the source of a function with annotations that every KFP runtime reads."""
    replacements = []
    for part, expression in annotation_nodes(source.node):
        text = _plain(annotations.get(part), expression)
        if text:
            replacements.append((expression, text))
    if not replacements:
        return source
    text = replace_nodes(source.text, replacements)
    return replace(source, text=text, node=function_node(text, source.name))


def structured_parts(node: ast.FunctionDef | ast.AsyncFunctionDef, annotations: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters, and ``return``, whose values are converted, with their real types as they are written."""
    return {
        part: _real(expression)
        for part, expression in annotation_nodes(node)
        if part in annotations and _is_converted(annotations[part])
    }


def _real(expression: ast.expr) -> str:
    """Write the real type so that Python 3.9 evaluates it."""
    held = _without_none_text(expression)
    return f"Optional[{held}]" if held else _unquoted(expression)


def _is_converted(annotation: Any) -> bool:
    if hasattr(annotation, "_fields"):
        return any(is_structured(inner) for inner in named_tuple_fields(annotation).values())
    return is_structured(annotation)


def _plain(annotation: Any, expression: ast.expr) -> str:
    """Return what to write instead, or nothing."""
    quoted = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    if annotation is None or isinstance(annotation, str):
        return ""
    if hasattr(annotation, "_fields"):
        is_plain = not _is_converted(annotation) and not _has_text(annotation)
        return (_unquoted(expression) if quoted else "") if is_plain else _plain_tuple(annotation)
    inner, optional = without_none(annotation)
    if is_choice(inner) or is_structured(inner):
        name = _class_name(inner)
        return f"Optional[{name}]" if optional else name
    if optional and not _is_written_optional(annotation):
        return f"Optional[{_without_none_text(expression) or _class_name(inner)}]"
    return _unquoted(expression) if quoted else ""


def _has_text(annotation: Any) -> bool:
    """Tell whether a field of a `NamedTuple` is annotated in quotes, which KFP does not resolve."""
    return any(isinstance(inner, str | typing.ForwardRef) for inner in annotation.__annotations__.values())


def _plain_tuple(annotation: Any) -> str:
    fields = ", ".join(f"({name!r}, {_class_name(inner)})" for name, inner in named_tuple_fields(annotation).items())
    return f"NamedTuple({annotation.__name__!r}, [{fields}])"


def _class_name(annotation: Any) -> str:
    meaning = read_annotation(annotation)
    if meaning.parameter is not None:
        cls = python_type(meaning.parameter)
        return cls.__name__ if cls else annotation.__name__
    name: str = meaning.artifact_class.__name__
    return f"List[{name}]" if meaning.is_list else name


def _is_written_optional(annotation: Any) -> bool:
    """Tell whether a KFP runtime sees through this form: ``Optional[X]`` or ``Union[X, None]``."""
    is_union = typing.get_origin(annotation) is typing.Union and not isinstance(annotation, types.UnionType)
    return is_union and typing.get_args(annotation)[1] is type(None)


def _without_none_text(expression: ast.expr) -> str:
    """Return the text of ``X`` in ``X | None``, or nothing when it is not written like that."""
    expression = unquoted(expression)
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.BitOr):
        sides = [side for side in (expression.left, expression.right) if not _is_none(side)]
        return ast.unparse(sides[0]) if len(sides) == 1 else ""
    if isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Tuple):
        sides = [side for side in expression.slice.elts if not _is_none(side)]
        return ast.unparse(sides[0]) if len(sides) == 1 else ""
    return ""


def _is_none(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and expression.value is None


def _unquoted(expression: ast.expr) -> str:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return "" if type_by_name(expression.value) else expression.value.strip()
    return ast.unparse(expression)
