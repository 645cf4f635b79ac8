"""``kfp`` and ``penstock.dsl`` inside a task: a finder of last resort that gives run-time names under their modules.

It is asked only for what nothing else can import, so a real ``kfp`` in the task's environment is left alone.
"""

import os
import sys
import types
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import Any, Callable, Dict, List, Optional, Sequence

from penstock.runtime import annotations, artifacts, authoring_names, dsl_names, metrics, task_facts

KFP_VERSION = "2.17.0"
"""The release of KFP whose names these are."""

_MARKS = ("InputAnnotation", "OutputAnnotation", "EmbeddedAnnotation", "InputPath", "OutputPath")
_ARTIFACTS = (
    *("Artifact", "Dataset", "Model", "Metrics", "ClassificationMetrics", "SlicedClassificationMetrics"),
    *("HTML", "Markdown", "get_uri"),
)
#: Modules of the authoring side that code may import, though it cannot use them inside a task.
_AUTHORING = {
    "kfp": ("client", "compiler", "components", "kubernetes", "local", "registry"),
    "penstock": ("client", "compiler", "components", "kubernetes", "library", "local"),
}
_EXECUTOR_MAIN = "kfp.dsl.executor_main"
_HERE = os.path.dirname(os.path.abspath(__file__))

SHIM = os.path.join(_HERE, "shim")
"""A folder with a ``kfp`` for processes that start without the finder."""


def install() -> None:
    """Let imports of this process find the names; a second call changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())


class _Finder:
    """Finds the modules that stand in for ``kfp`` and for the authoring side of ``penstock``."""

    def find_spec(
        self, name: str, _path: Optional[Sequence[str]] = None, _target: Optional[types.ModuleType] = None
    ) -> Optional[ModuleSpec]:
        """Return the spec of a stand-in, or ``None`` for every other module."""
        if not name.startswith(("kfp", "penstock.")):
            return None
        if name == _EXECUTOR_MAIN:
            file = os.path.join(_HERE, "executor_main.py")
            spec = ModuleSpec(name, SourceFileLoader(name, file), origin=file)
            spec.has_location = True
            return spec
        content = module_content(name)
        return None if content is None else ModuleSpec(name, _Loader(content), is_package=True)  # type: ignore[arg-type]  # its ABC costs an import


class _Loader:
    def __init__(self, content: Dict[str, Any]) -> None:
        self._content = content

    def create_module(self, _spec: ModuleSpec) -> Optional[types.ModuleType]:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__.update(self._content)


def module_content(name: str) -> Optional[Dict[str, Any]]:
    """Return the names of a stand-in module, or ``None`` if there is none of that name."""
    package, _, rest = name.partition(".")
    if rest in _AUTHORING.get(package, ()):
        return {"__getattr__": _unavailable(name)}
    if name in ("kfp.dsl", "penstock.dsl"):
        return _dsl(name)
    if name == "kfp":
        return {"__version__": KFP_VERSION, "TYPE_CHECK": True, "Client": authoring_names.Unavailable("kfp.Client")}
    inner = _INNER.get(name)
    return inner() if inner is not None else None


def _dsl(name: str) -> Dict[str, Any]:
    runtime = {key: getattr(dsl_names, key) for key in dsl_names.__all__}
    hidden = {cls.__name__: cls for cls in dsl_names.HIDDEN}
    rest = {"__getattr__": _unavailable(name), "__all__": list(dsl_names.__all__)}
    return {**authoring_names.names(name), **hidden, **runtime, **rest}


def _unavailable(module: str) -> Any:
    def attribute(name: str) -> authoring_names.Unavailable:
        if name.startswith("__") or f"{module}.{name}" in (_EXECUTOR_MAIN, *_INNER):
            raise AttributeError(name)
        return authoring_names.Unavailable(f"{module}.{name}")

    return attribute


def _artifact_types() -> Dict[str, Any]:
    names: Dict[str, Any] = {name: getattr(dsl_names, name) for name in _ARTIFACTS}
    classes: List[Any] = [artifacts.Artifact, artifacts.Model, artifacts.Dataset, metrics.Metrics]
    classes += [metrics.ClassificationMetrics, metrics.SlicedClassificationMetrics, artifacts.HTML, artifacts.Markdown]
    return {**names, "_SCHEMA_TITLE_TO_TYPE": {cls.schema_title: cls for cls in classes}}


def _type_annotations() -> Dict[str, Any]:
    return {name: getattr(annotations, name) for name in (*_MARKS, "is_artifact_class")}


_INNER: Dict[str, Callable[[], Dict[str, Any]]] = {
    "kfp.dsl.types": dict,
    "kfp.dsl.types.artifact_types": _artifact_types,
    "kfp.dsl.types.type_annotations": _type_annotations,
    "kfp.dsl.task_final_status": lambda: {"PipelineTaskFinalStatus": task_facts.PipelineTaskFinalStatus},
    "kfp.dsl.task_config": lambda: {"TaskConfig": task_facts.TaskConfig},
}
