"""Running components and pipelines on this machine, without a server. Names and signatures of `init` are KFP's."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock.local.calls import LocalTask
    from penstock.local.configuration import DockerRunner, LocalRunner, SubprocessRunner
    from penstock.local.initialization import init

__all__ = ["init", "SubprocessRunner", "DockerRunner", "LocalRunner", "LocalTask"]

_PLACES = {
    "init": "penstock.local.initialization",
    "SubprocessRunner": "penstock.local.configuration",
    "DockerRunner": "penstock.local.configuration",
    "LocalRunner": "penstock.local.configuration",
    "LocalTask": "penstock.local.calls",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: the engine and the store are not loaded with the package."""
    if name in _PLACES:
        return getattr(importlib.import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
