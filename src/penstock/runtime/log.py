"""Logging of user code goes to standard output, as tasks under KFP have it; set up when `logging` is first imported.

Importing `logging` costs as much as the rest of a task's start, and many tasks never use it.
"""

import sys
import types
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, Optional, Sequence

_MODULE = "logging"
_FORMAT = "[%(asctime)s %(levelname)s] %(message)s"


def configure_logging() -> None:
    """Send log records of level INFO and above to standard output, now or as soon as there can be any."""
    loaded = sys.modules.get(_MODULE)
    if loaded is not None:
        _configure(loaded)
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _configure(logging: Any) -> None:
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format=_FORMAT)


class _Finder:
    """Waits for the first import of `logging`, then goes away."""

    def find_spec(
        self, name: str, _path: Optional[Sequence[str]] = None, _target: Optional[types.ModuleType] = None
    ) -> Optional[ModuleSpec]:
        """Return the spec of `logging`, to be configured once it is loaded, or ``None`` for every other module."""
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name)
        if spec is not None:
            spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
        return spec


class _Loader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _configure(module)
