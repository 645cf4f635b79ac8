"""The option that lets a command work on a server in place of the home."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

SERVER_VARIABLE = "PENSTOCK_SERVER"

Command = TypeVar("Command", bound=Callable[..., Any])


def server_option(command: Command) -> Command:
    """Let a command work on a server in place of the home."""
    option = click.option(
        "--server",
        default="",
        envvar=SERVER_VARIABLE,
        metavar="URL",
        help="Work on this Penstock server; PENSTOCK_SERVER names it, too, and PENSTOCK_TOKEN holds its token.",
    )
    return option(command)
