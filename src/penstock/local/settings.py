"""Where this process finds its home: the one place, beside the command line, that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from penstock.store.home import discover_home

HOME_VARIABLE = "PENSTOCK_HOME"
CONTAINER_NETWORK_VARIABLE = "PENSTOCK_CONTAINER_NETWORK"
"""The network of containers, such as ``host``; the engine's own if it is not set."""


def home_path() -> Path:
    """Return the home that commands and calls made here use."""
    return discover_home(
        configured=environment().get(HOME_VARIABLE), working_directory=Path.cwd(), user_id=current_user()
    )


def current_user() -> int | None:
    """Return the id of the user, or ``None`` where files have no owner."""
    return os.getuid() if hasattr(os, "getuid") else None


def current_owner() -> tuple[int, int] | None:
    """Return user and group that files made here belong to, or ``None`` where they have no owner."""
    return (os.getuid(), os.getgid()) if hasattr(os, "getuid") else None


def environment() -> Mapping[str, str]:
    """Return the variables of this process."""
    return os.environ  # noqa: TID251 - `local.init` is called from Python, where nobody else reads them
