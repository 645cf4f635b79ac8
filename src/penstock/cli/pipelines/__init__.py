"""`penstock pipelines ...`: uploaded pipelines and their versions."""

import click

from penstock.cli.lazy import LazyCommand, LazyGroup

_COMMANDS = {
    "list": LazyCommand("penstock.cli.pipelines.looking", "list_", "Show the pipelines, newest first."),
    "show": LazyCommand("penstock.cli.pipelines.looking", "show", "Show a pipeline, its versions and its runs."),
    "versions": LazyCommand("penstock.cli.pipelines.looking", "versions", "Show the versions of a pipeline."),
    "upload": LazyCommand("penstock.cli.pipelines.changing", "upload", "Keep the pipeline of a file, or a version."),
    "delete": LazyCommand("penstock.cli.pipelines.changing", "delete", "Remove a pipeline, or one of its versions."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Keep pipelines and their versions.",
    help="Keep pipelines and their versions. PIPELINE is a name, an id, or the beginning of an id.",
)
def pipelines() -> None:
    """Collect the commands."""
