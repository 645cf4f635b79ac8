"""`penstock experiments ...`: named groups of runs."""

import click

from penstock.cli.lazy import LazyCommand, LazyGroup

_LOOKING, _CHANGING = "penstock.cli.experiments.looking", "penstock.cli.experiments.changing"
_COMMANDS = {
    "list": LazyCommand(_LOOKING, "list_", "Show the experiments, newest first."),
    "show": LazyCommand(_LOOKING, "show", "Show an experiment and its newest runs."),
    "create": LazyCommand(_CHANGING, "create", "Make an experiment."),
    "archive": LazyCommand(_CHANGING, "archive", "Put an experiment and its runs into the archive."),
    "unarchive": LazyCommand(_CHANGING, "unarchive", "Take an experiment out of the archive."),
    "delete": LazyCommand(_CHANGING, "delete", "Remove an experiment; its runs stay."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Group runs into experiments.",
    help="Group runs into experiments. EXPERIMENT is a name, an id, or the beginning of an id.",
)
def experiments() -> None:
    """Collect the commands."""
