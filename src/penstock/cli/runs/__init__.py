"""`penstock runs ...`: what can be done with runs that are kept."""

import click

from penstock.cli.lazy import LazyCommand, LazyGroup

_COMMANDS = {
    "list": LazyCommand("penstock.cli.runs.listing", "list_", "Show the runs, newest first."),
    "show": LazyCommand("penstock.cli.runs.showing", "show", "Show everything that is known of a run or a task."),
    "logs": LazyCommand("penstock.cli.runs.logs", "logs", "Show what the tasks of a run wrote."),
    "watch": LazyCommand("penstock.cli.runs.watching", "watch", "Follow a run that another process drives."),
    "resume": LazyCommand("penstock.cli.runs.going_on", "resume", "Drive an interrupted run to its end."),
    "cancel": LazyCommand("penstock.cli.runs.cancelling", "cancel", "End a run that is under way."),
    "retry": LazyCommand("penstock.cli.runs.going_on", "retry", "Continue a run that failed or was cancelled."),
    "rerun-task": LazyCommand("penstock.cli.runs.rerunning", "rerun_task", "Do one task of a run again, here."),
    "diff": LazyCommand("penstock.cli.runs.comparing", "diff", "Put runs side by side."),
    "archive": LazyCommand("penstock.cli.runs.archiving", "archive", "Put runs into the archive."),
    "unarchive": LazyCommand("penstock.cli.runs.archiving", "unarchive", "Take runs out of the archive."),
    "delete": LazyCommand("penstock.cli.runs.deleting", "delete", "Remove runs."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Look at runs, follow them, go on with them.",
    help="Look at runs, follow them, go on with them. RUN is an id, the beginning of one, a name, or `latest`.",
)
def runs() -> None:
    """Collect the commands."""
