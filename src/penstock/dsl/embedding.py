"""Definitions of the user's own modules that a component needs: classes, functions, constants and imports, as source.

Names are followed through the module in which they are defined, and from there into other modules of the user.
Installed packages are imported in the task, never copied.
"""

import ast
import functools
import inspect
import linecache
import os
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from penstock.dsl.artifact_imports import MAIN
from penstock.dsl.late_annotations import are_late, names_in_quotes, quoted
from penstock.dsl.missing_names import ALWAYS_KNOWN
from penstock.dsl.source import loaded_names
from penstock.dsl.source_lines import dedented
from penstock.spec.values import field, record

_OWN_PACKAGES = ("penstock", "kfp")
_INSTALLED_FOLDERS = frozenset({"site-packages", "dist-packages"})


@record
class Embedding:
    """Collects definitions, each after those that it needs."""

    objects: Mapping[str, Any] = field(default_factory=dict)
    """Classes and functions by name, where no module defines them: those defined inside a function."""
    importable: frozenset[str] = frozenset()
    """Top-level packages and modules that the task can import besides those installed."""
    imports: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Names that are defined, and the module each comes from."""
    statements: dict[str, dict[str, ast.stmt]] = field(default_factory=dict)
    """By module, the statements that define the names at its top."""

    @property
    def text(self) -> str:
        """The definitions as one source text."""
        blocks = ["\n".join(self.imports), *self.definitions]
        return "\n\n\n".join(block for block in blocks if block)

    def require(self, names: Iterable[str], module: types.ModuleType) -> None:
        """Add the definitions of names that a module knows, and all they need; other names are left out."""
        for name in names:
            if name in self.names:
                self._check_same(name, module)
                continue
            if name in ALWAYS_KNOWN:
                continue
            statement = self._statements(module).get(name)
            if statement is None:
                self._require_object(name, module)
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                self._require_import(name, statement, module)
            elif not _is_component(vars(module).get(name)):
                self._define(name, module, _segment(statement, module), statement)

    def _check_same(self, name: str, module: types.ModuleType) -> None:
        other = sys.modules.get(self.names[name])
        if other is None or vars(module).get(name) is vars(other).get(name):
            return
        raise ValueError(
            f"A component needs {name!r} of module {module.__name__!r} and another {name!r} of module "
            f"{other.__name__!r}, but both travel in one module; rename one of them"
        )

    def _statements(self, module: types.ModuleType) -> dict[str, ast.stmt]:
        if module.__name__ not in self.statements:
            self.statements[module.__name__] = _statements(module)
        return self.statements[module.__name__]

    def _define(self, name: str, module: types.ModuleType, text: str, statement: ast.AST) -> None:
        self.names[name] = module.__name__
        self.require([*loaded_names(statement), *names_in_quotes(statement)], module)
        text = quoted(text) if are_late(module) else text
        if text not in self.definitions:
            self.definitions.append(text)

    def _require_object(self, name: str, module: types.ModuleType) -> None:
        found = self.objects.get(name)
        if found is None or not isinstance(found, type | types.FunctionType):
            return
        home = sys.modules.get(found.__module__, module)
        if is_foreign(home, self.importable):
            return
        try:
            text = dedented(inspect.getsource(found)).rstrip()
        except (OSError, TypeError):
            return
        self._define(name, home, text, ast.parse(text))

    def _require_import(self, name: str, statement: ast.Import | ast.ImportFrom, module: types.ModuleType) -> None:
        alias = next(alias for alias in statement.names if (alias.asname or alias.name.partition(".")[0]) == name)
        if isinstance(statement, ast.Import):
            self._import(name, module, f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else ""))
            return
        source = _absolute(statement, module)
        home = sys.modules.get(source)
        if (
            home is None
            or is_foreign(home, self.importable)
            or isinstance(vars(home).get(alias.name), types.ModuleType)
        ):
            text = f"from {_for_task(source)} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
            self._import(name, module, text)
            return
        self.require([alias.name], home)
        if alias.asname and alias.name in self.names:
            self.names[alias.asname] = module.__name__
            self.definitions.append(f"{alias.asname} = {alias.name}")

    def _import(self, name: str, module: types.ModuleType, text: str) -> None:
        self.names[name] = module.__name__
        if text not in self.imports:
            self.imports.append(text)


def module_of(function: Any) -> types.ModuleType:
    """Return the module whose names a function uses; one that is not registered is stood in for."""
    module = sys.modules.get(function.__module__)
    if module is not None and vars(module) is function.__globals__:
        return module
    stand_in = types.ModuleType(function.__globals__.get("__name__", "component"))
    vars(stand_in).update(function.__globals__)
    return stand_in


def classes_in(annotations: Iterable[Any]) -> Iterator[type[Any]]:
    """Yield the classes that annotations are made of, at any depth."""
    for annotation in annotations:
        if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
            yield annotation
            if hasattr(annotation, "_fields"):
                yield from classes_in(annotation.__annotations__.values())
        yield from classes_in(getattr(annotation, "__args__", ()))


def _statements(module: types.ModuleType) -> dict[str, ast.stmt]:
    """Return the statement that defines each name at the top of a module, the last one winning."""
    return _definitions(_source(module))


@functools.lru_cache(maxsize=8)
def _definitions(text: str) -> dict[str, ast.stmt]:
    """Read a module once for all its components."""
    return {name: statement for statement in _top_level(ast.parse(text).body) for name in _defined_names(statement)}


def _source(module: types.ModuleType) -> str:
    file = getattr(module, "__file__", None)
    if not file:
        return "\n".join(_cells()) if module.__name__ == MAIN else ""
    return "".join(linecache.getlines(str(file), vars(module))) if str(file).endswith(".py") else ""


def _cells() -> Iterator[str]:
    """Yield the cells of a notebook that were run so far, where the interpreter keeps them for tracebacks."""
    for name, entry in list(linecache.cache.items()):
        is_cell = "ipykernel_" in name or name.startswith(("<ipython-input", "<python-input"))
        text = "".join(entry[2]) if is_cell and len(entry) == 4 else ""
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        yield text


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.If | ast.Try):
            yield from _top_level(statement.body)
        else:
            yield statement


def _defined_names(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _segment(statement: ast.stmt, module: types.ModuleType) -> str:
    lines = _source(module).splitlines()
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return dedented("\n".join(lines[first - 1 : statement.end_lineno]))


def _absolute(statement: ast.ImportFrom, module: types.ModuleType) -> str:
    if not statement.level:
        return statement.module or ""
    package = getattr(module, "__package__", "") or module.__name__.rpartition(".")[0]
    parents = package.split(".")[: len(package.split(".")) - statement.level + 1]
    return ".".join([*parents, *([statement.module] if statement.module else [])])


def _for_task(source: str) -> str:
    """Name a package as tasks know it: what Penstock's authors import is KFP's inside a task."""
    return "kfp" + source.removeprefix("penstock") if source.partition(".")[0] == "penstock" else source


def is_foreign(module: types.ModuleType, importable: frozenset[str]) -> bool:
    """Tell whether a task can import a module: it is installed, or travels along."""
    top = module.__name__.partition(".")[0]
    if top in _OWN_PACKAGES or top in importable or top in sys.stdlib_module_names:
        return True
    file = getattr(module, "__file__", None)
    return file is not None and not _INSTALLED_FOLDERS.isdisjoint(os.path.normpath(file).split(os.sep))


def _is_component(value: object) -> bool:
    return hasattr(value, "definition") and callable(value)
