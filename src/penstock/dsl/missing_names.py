"""Names that a function uses and its task will not have, found before the task fails with a `NameError`."""

import ast
import builtins
import dis
import inspect
import types
import typing
import warnings
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from penstock.dsl.artifact_imports import annotation_nodes
from penstock.dsl.source import function_node

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
_LOADS = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS"})


class MissingNameWarning(UserWarning):
    """A component uses a name that its task will not have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingName:
    """A use of a name that is not defined in the task."""

    name: str
    line: int


def warn_of_missing_names(function: Callable[..., Any], source: str, known: Collection[str]) -> None:
    """Warn, at the line of the user's file, of each name that the task will not have."""
    for missing in missing_names(function, source, known):
        module = function.__globals__.get("__name__", "")
        warnings.warn_explicit(
            f"Component {function.__name__!r} uses {missing.name!r}, which its task will not have: only the function "
            f"itself travels. {_remedy(function, missing.name)}",
            MissingNameWarning,
            filename=function.__code__.co_filename,
            lineno=missing.line,
            module=module,
            registry={},
        )


def missing_names(function: Callable[..., Any], source: str, known: Collection[str]) -> tuple[MissingName, ...]:
    """Return the first use of each name that is neither built in, nor known, nor defined by the function itself."""
    uses: dict[str, int] = {}
    stored: set[str] = set()
    for name, line in [*_names_in_code(function.__code__, stored), *_names_in_signature(function, source)]:
        if name not in ALWAYS_KNOWN and name not in known and name != function.__name__ and name.isidentifier():
            uses.setdefault(name, line)
    return tuple(MissingName(name=name, line=line) for name, line in uses.items() if name not in stored)


def global_names(code: types.CodeType) -> frozenset[str]:
    """Return the names that a code object takes from outside itself."""
    stored: set[str] = set()
    return frozenset(name for name, _ in _names_in_code(code, stored)) - stored


def _names_in_code(code: types.CodeType, stored: set[str]) -> Iterator[tuple[str, int]]:
    own = set(code.co_varnames) | set(code.co_cellvars)
    line = code.co_firstlineno
    for instruction in dis.get_instructions(code):
        line = instruction.positions.lineno if instruction.positions and instruction.positions.lineno else line
        if instruction.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
            stored.add(instruction.argval)
        elif instruction.opname in _LOADS and instruction.argval not in own:
            yield instruction.argval, line
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            inner = {*constant.co_names} if constant.co_name.startswith("<") else set()
            defined = own | _defined_in_class(constant)
            for name, inner_line in _names_in_code(constant, stored):
                if name not in defined or (name in inner and name not in own):
                    yield name, inner_line


def _defined_in_class(code: types.CodeType) -> set[str]:
    """Return what a class body defines for itself; a function's own names are no names but slots."""
    return {instruction.argval for instruction in dis.get_instructions(code) if instruction.opname == "STORE_NAME"} | {
        "__module__",
        "__qualname__",
        "__name__",
    }


def _names_in_signature(function: Callable[..., Any], source: str) -> Iterator[tuple[str, int]]:
    node = function_node(source, function.__name__)
    offset = function.__code__.co_firstlineno - 1 + _decorator_lines(function, source)
    defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
    for expression in [*(annotation for _, annotation in annotation_nodes(node)), *defaults]:
        for inner in ast.walk(expression):
            if isinstance(inner, ast.Name):
                yield inner.id, inner.lineno + offset


def _decorator_lines(function: Callable[..., Any], source: str) -> int:
    """Return how many lines stand before ``def``, which the source leaves out."""
    return max(0, inspect.getsource(function).rstrip("\n").count("\n") - source.rstrip("\n").count("\n"))


def _remedy(function: Callable[..., Any], name: str) -> str:
    value = function.__globals__.get(name)
    if isinstance(value, types.ModuleType):
        return f"Write 'import {value.__name__}' inside the function, or use @dsl.component(ship=\"package\")"
    if isinstance(value, types.FunctionType):
        return f"Use @dsl.component(additional_funcs=[{name}]), or import it inside the function"
    return 'Define or import it inside the function, or use @dsl.component(ship="package")'
