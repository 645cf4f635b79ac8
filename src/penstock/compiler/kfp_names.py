"""``kfp`` in a pipeline's source resolves to Penstock where KFP is not installed.

The finder stands first on ``sys.meta_path``, since Python takes a folder of the project that is called ``kfp`` for a
package when nothing better is found before.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from penstock.core.suggest import nearest

KFP_VERSION = "2.17.0"
"""The release of KFP whose names these are."""

_DSL = (
    "penstock.dsl",
    "penstock.dsl.task",
    "penstock.dsl.channels",
    "penstock.dsl.fan_in",
    "penstock.dsl.refusals",
    "penstock.dsl.placeholders",
    "penstock.dsl.calls",
    "penstock.dsl.structures",
    "penstock.components",
)
_ROOMS = {
    "dsl": _DSL,
    "compiler": ("penstock.compiler", "penstock.dsl.refusals"),
    "components": ("penstock.components",),
    "kubernetes": ("penstock.kubernetes",),
    "local": ("penstock.local",),
}
#: Rooms of which a pipeline file often only mentions a name; without a module, Penstock has nothing of that name.
_LATE_ROOMS = {"client": {"Client": "penstock.client"}, "registry": {"RegistryClient": ""}}
_TOP = {"Client": "penstock.client"}
#: Modules inside KFP's packages, from which names are imported too.
_INNER = {
    "dsl": {
        *("base_component", "component_decorator", "component_task_config", "container_component_class"),
        *("container_component_decorator", "notebook_component_decorator", "for_loop", "graph_component"),
        *("importer_node", "pipeline_channel", "pipeline_config", "pipeline_context", "pipeline_task", "placeholders"),
        *(
            "python_component",
            "structures",
            "task_config",
            "task_final_status",
            "tasks_group",
            "utils",
            "yaml_component",
        ),
        *("types", "types.artifact_types", "types.type_annotations", "types.type_utils"),
    },
    "compiler": {"compiler", "compiler_utils", "pipeline_spec_builder"},
    "components": {"load_yaml_utilities"},
    "kubernetes": {
        *("common", "config_map", "empty_dir", "field", "image", "init_container", "node_affinity", "node_selector"),
        *("pod_metadata", "secret", "security_context", "timeout", "toleration", "volume"),
    },
    "local": {"config"},
    "client": {"client"},
}


def install() -> None:
    """Let imports of this process find the names; a second call changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def is_kfp_installed() -> bool:
    """Tell whether a real ``kfp`` can be imported."""
    others = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    specs = (finder.find_spec("kfp", None) for finder in others if hasattr(finder, "find_spec"))
    # A folder without ``__init__.py`` has no origin: Python prefers every real package to it.
    return any(spec is not None and spec.origin is not None for spec in specs)


class _Finder(MetaPathFinder):
    """Finds the modules that stand in for KFP's."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a stand-in, or None for every other module."""
        del path, target
        if fullname.partition(".")[0] != "kfp" or is_kfp_installed():
            return None
        if fullname in ("kfp", "kfp.v2"):
            return ModuleSpec(fullname, _StandIn(()), is_package=True)
        room, _, inner = fullname.removeprefix("kfp.").removeprefix("v2.").partition(".")
        if inner and inner not in _INNER.get(room, ()):
            return None
        if room in _LATE_ROOMS:
            return ModuleSpec(fullname, _LateRoom(_LATE_ROOMS[room]), is_package=True)
        return ModuleSpec(fullname, _StandIn(_ROOMS[room]), is_package=True) if room in _ROOMS else None


class _StandIn(Loader):
    """Fills a module whose names are looked up in modules of Penstock when they are asked for."""

    def __init__(self, targets: tuple[str, ...]) -> None:
        self._targets = targets

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to Python."""
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Let the module find its names late, so that nothing heavy is imported before it is used."""
        name = module.__name__
        module.__dict__["__getattr__"] = self._top(name) if not self._targets else _finding(self._targets, name)
        if self._targets:
            first = importlib.import_module(self._targets[0])
            module.__dict__["__all__"] = list(getattr(first, "__all__", ()))
        else:
            module.__dict__.update(__version__=KFP_VERSION, TYPE_CHECK=True)

    def _top(self, module: str) -> Any:
        def find(name: str) -> Any:
            if name in _ROOMS or name in _LATE_ROOMS:
                return importlib.import_module(f"{module}.{name}")
            if name in _TOP:
                return _Late(_TOP[name], name)
            raise AttributeError(f"module {module!r} has no name {name!r} in Penstock")

        return find


def _finding(targets: tuple[str, ...], module: str) -> Any:
    """Return a `__getattr__` that looks a name up in modules of Penstock."""

    def find(name: str) -> Any:
        if not name.startswith("__"):
            for target in targets:
                found = getattr(importlib.import_module(target), name, None)
                if found is not None:
                    return found
        known = getattr(importlib.import_module(targets[0]), "__all__", ()) if targets else ()
        near = nearest(name, known)
        meant = f"; did you mean {near!r}?" if near else ""
        raise AttributeError(f"module {module!r} has no name {name!r} in Penstock{meant}")

    return find


class _LateRoom(Loader):
    """Fills a module with names whose own modules are imported when they are used."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to Python."""
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its names; others, such as the base classes of credentials, are found when asked for."""
        module.__dict__.update({name: _Late(target, name) for name, target in self._names.items()})
        module.__dict__["__all__"] = list(self._names)
        targets = tuple(dict.fromkeys(filter(None, self._names.values())))
        module.__dict__["__getattr__"] = _finding(targets, module.__name__)


class _Late:
    """A class that is imported when it is used, since a pipeline file often only mentions it."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self._module:
            raise NotImplementedError(
                f"Penstock has no {self._name}: install kfp, which Penstock leaves alone, to use it"
            )
        return getattr(importlib.import_module(self._module), self._name)(*args, **kwargs)
