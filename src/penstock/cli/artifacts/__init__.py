"""`penstock artifacts ...`: what tasks have made."""

import click

from penstock.cli.lazy import LazyCommand, LazyGroup

_COMMANDS = {
    "list": LazyCommand("penstock.cli.artifacts.looking", "list_", "Show the artifacts, newest first."),
    "show": LazyCommand("penstock.cli.artifacts.looking", "show", "Show an artifact, and the tasks around it."),
    "get": LazyCommand("penstock.cli.artifacts.getting", "get", "Copy an artifact into a file or folder."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Look at what tasks have made, and get it.",
    help="Look at what tasks have made, and get it. ARTIFACT is an id, the beginning of one, a digest or a URI.",
)
def artifacts() -> None:
    """Collect the commands."""
