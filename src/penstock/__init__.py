"""Machine-learning pipelines: described in Python, compiled to KFP's portable file, run anywhere."""

import importlib

from penstock.core.version import VERSION

TYPE_CHECKING = False  # that of `typing`, which takes longer to load than all that the command needs to begin
if TYPE_CHECKING:
    from typing import Any

    from penstock.client import Client as Client

__version__ = VERSION


def __getattr__(name: str) -> "Any":
    """Load the client when it is asked for: authoring a pipeline does not need it."""
    if name == "Client":
        return importlib.import_module("penstock.client").Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
