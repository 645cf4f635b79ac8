"""Names that a function uses and its task will not have, found before the task fails with a `NameError`."""

import ast
import builtins
import symtable
import types
import typing
import warnings
from collections.abc import Callable, Container, Iterable
from typing import Any

from penstock.dsl.artifact_imports import annotation_nodes
from penstock.dsl.global_names import global_names
from penstock.dsl.source import FunctionSource, loaded_names
from penstock.spec.values import frozen

#: What ``from kfp.dsl import *`` gives inside a task.
TASK_NAMES = frozenset(
    {
        *("Input", "Output", "InputPath", "OutputPath", "PipelineTaskFinalStatus", "TaskConfig", "get_uri"),
        *("Artifact", "ClassificationMetrics", "Dataset", "HTML", "Markdown", "Metrics", "Model"),
        *("SlicedClassificationMetrics", "run_notebook"),
        *("PIPELINE_JOB_NAME_PLACEHOLDER", "PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER", "PIPELINE_JOB_ID_PLACEHOLDER"),
        *("PIPELINE_TASK_NAME_PLACEHOLDER", "PIPELINE_TASK_ID_PLACEHOLDER", "PIPELINE_ROOT_PLACEHOLDER"),
        *("PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER", "PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER"),
        *("PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER", "PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER"),
        "WORKSPACE_PATH_PLACEHOLDER",
    }
)

_MODULE_NAMES = frozenset({"__name__", "__file__", "__builtins__", "__doc__", "__spec__", "__loader__", "__package__"})
#: Names that need no definition in a task.
ALWAYS_KNOWN = TASK_NAMES | _MODULE_NAMES | {"kfp", "dsl", *typing.__all__, *dir(builtins)}


class MissingNameWarning(UserWarning):
    """A component uses a name that its task will not have."""


@frozen
class MissingName:
    """A use of a name that is not defined in the task."""

    name: str
    line: int


def warn_of_missing_names(function: Callable[..., Any], missing: Iterable[MissingName]) -> None:
    """Warn, at the line of the user's file, of each name that the task will not have."""
    for name in missing:
        warnings.warn_explicit(
            f"Component {function.__name__!r} uses {name.name!r}, which its task will not have: only the function "
            f"itself travels. {_remedy(function, name.name)}",
            MissingNameWarning,
            filename=function.__code__.co_filename,
            lineno=name.line,
            module=function.__globals__.get("__name__", ""),
            registry={},
        )


def brings_its_names(function: Callable[..., Any], source: FunctionSource, known: Container[str]) -> bool:
    """Tell, if that is quickly told, whether a function defines or finds in a task every name that it uses.

    `source` is that of the function, as it is written; ``False`` means that `missing_names` has to look.
    """
    names = global_names(function.__code__)
    if names is None or getattr(source.node, "type_params", None):
        return False
    arguments = source.node.args
    expressions = [expression for _, expression in annotation_nodes(source.node)]
    expressions += [default for default in (*arguments.defaults, *arguments.kw_defaults) if default is not None]
    for expression in expressions:
        names.update([expression.id] if isinstance(expression, ast.Name) else loaded_names(expression))
    return all(name in known for name in names - ALWAYS_KNOWN - {source.name})


def missing_names(source: FunctionSource, known: Container[str]) -> tuple[MissingName, ...]:
    """Return the first use of each name that is neither built in, nor known, nor defined by the function itself."""
    table = symtable.symtable(source.text, "<component>", "exec")
    used = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    assigned = {source.name}
    for inner in table.get_children():
        _collect(inner, used, assigned)
    missing = {name for name in used - assigned - ALWAYS_KNOWN if name not in known}
    if not missing:
        return ()
    places = sorted((place, name) for name, place in _places(source.node, missing).items())
    return tuple(MissingName(name=name, line=line + source.first_line - 1) for (line, _), name in places)


def _collect(table: symtable.SymbolTable, used: set[str], assigned: set[str]) -> None:
    """Add the global names that a scope and all inside it use, and those that it assigns."""
    names = table.get_globals() if isinstance(table, symtable.Function) else table.get_identifiers()
    for name in names:
        if name in ALWAYS_KNOWN:
            continue
        symbol = table.lookup(name)
        if symbol.is_global():
            if symbol.is_referenced():
                used.add(name)
            if symbol.is_declared_global() and symbol.is_assigned():
                assigned.add(name)
    for inner in table.get_children():
        _collect(inner, used, assigned)


def _places(node: ast.AST, names: set[str]) -> dict[str, tuple[int, int]]:
    """Return line and column of the first use of each name; annotations of local variables are never evaluated."""
    found: dict[str, tuple[int, int]] = {}
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Name) and current.id in names:
            place = (current.lineno, current.col_offset)
            found[current.id] = min(place, found.get(current.id, place))
        elif isinstance(current, ast.AnnAssign):
            pending += [current.target, *([current.value] if current.value else [])]
        else:
            pending.extend(ast.iter_child_nodes(current))
    return found


def _remedy(function: Callable[..., Any], name: str) -> str:
    value = function.__globals__.get(name)
    if isinstance(value, types.ModuleType):
        return f"Write 'import {value.__name__}' inside the function, or use @dsl.component(ship=\"package\")"
    if isinstance(value, types.FunctionType):
        return f"Use @dsl.component(additional_funcs=[{name}]), or import it inside the function"
    return 'Define or import it inside the function, or use @dsl.component(ship="package")'
