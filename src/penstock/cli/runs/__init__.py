"""`penstock runs ...`: what can be done with runs that are kept."""

import click

from penstock.cli.lazy import LazyCommand, LazyGroup

_COMMANDS = {
    "list": LazyCommand("penstock.cli.runs.listing", "list_", "Show the runs, newest first."),
    "show": LazyCommand("penstock.cli.runs.showing", "show", "Show everything that is known of a run or a task."),
    "logs": LazyCommand("penstock.cli.runs.logs", "logs", "Show what the tasks of a run wrote."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Look at runs, follow them, go on with them.",
    help="Look at runs, follow them, go on with them. RUN is an id, the beginning of one, a name, or `latest`.",
)
def runs() -> None:
    """Collect the commands."""
