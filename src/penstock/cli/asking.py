"""Questions before something is lost."""

import sys

import click


def confirm(question: str) -> None:
    """Ask, and stop unless the answer is yes. Raises `click.Abort`, and `click.UsageError` where nobody can answer."""
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here: give --yes to delete")
    click.confirm(question, abort=True, err=True)
