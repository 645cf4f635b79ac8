"""Import statements for artifact classes of other packages, which the annotations of a function refer to."""

import ast
import inspect
import typing
from collections.abc import Iterator
from typing import Any

from penstock.dsl.annotations import is_artifact_class, is_built_in, read_annotation
from penstock.dsl.interface import Interface, named_tuple_fields
from penstock.dsl.source import unquoted

MAIN = "__main__"


def artifact_imports(interface: Interface, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """Return the statements, each once, in the order of the signature.

    Raises `TypeError` when a class is known to the function under another name than its own.
    """
    classes = list(custom_classes(interface))
    if carried_tuple(node, interface.annotations["return"]):
        classes = [(part, cls) for part, cls in classes if part != "return"]
    if not classes:
        return ()
    names = {
        part: tuple(inner.id for inner in ast.walk(unquoted(expression)) if isinstance(inner, ast.Name))
        for part, expression in annotation_nodes(node)
    }
    statements = (_statement(cls, names[part], interface) for part, cls in classes if cls.__module__ != MAIN)
    return tuple(dict.fromkeys(statements))


def custom_classes(interface: Interface) -> Iterator[tuple[str, type[Any]]]:
    """Yield the artifact classes that KFP does not bring, with the name of the parameter or ``return``."""
    for name, meaning in interface.parameters.items():
        if is_artifact_class(meaning.artifact_class) and not is_built_in(meaning.artifact_class):
            yield name, meaning.artifact_class
    returned = interface.annotations["return"]
    parts = named_tuple_fields(returned).values() if hasattr(returned, "_fields") else [returned]
    for part in parts:
        if part in (None, inspect.Signature.empty):
            continue
        cls = read_annotation(part).artifact_class
        if is_artifact_class(cls) and not is_built_in(cls):
            yield "return", cls


def carried_tuple(node: ast.FunctionDef | ast.AsyncFunctionDef, annotation: Any) -> str:
    """Return the name of the `NamedTuple` class that a function returns, if it travels as it is defined."""
    if node.returns is None or not hasattr(annotation, "_fields"):
        return ""
    written = unquoted(node.returns)
    return written.id if isinstance(written, ast.Name) else ""


def annotation_nodes(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the annotations of a function as they are written, by parameter name; ``return`` comes last."""
    arguments = node.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if argument.annotation is not None:
            yield argument.arg, argument.annotation
    if node.returns is not None:
        yield "return", node.returns


def _statement(cls: type[Any], names: tuple[str, ...], interface: Interface) -> str:
    path = [*cls.__module__.split("."), *cls.__qualname__.split(".")]
    base = next((name for name in names if name in path and name not in vars(typing)), None)
    if base is None:
        raise TypeError(
            f"{interface.location}: component {interface.name!r}: Module or type name aliases are not supported. You "
            f"appear to be using an alias in your type annotation: {'.'.join(path)!r}. This may be due to use of an "
            "'as' statement in an import statement or a reassignment of a module or type to a new name. Reference "
            "the module and/or type using the name as defined in the source from which the module or type is imported."
        )
    target = path[: path.index(base) + 1]
    if len(target) == 1:
        return f"import {target[0]}"
    return f"from {'.'.join(target[:-1])} import {target[-1]}"
