"""Where commands write in colours: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable
from typing import IO

import click
from rich.console import Console, RenderableType

WIDE = 400
"""The width of what is no terminal: lines are as long as they are, and what reads them does the cutting."""


def messages() -> Console:
    """Return the console for progress, warnings and errors."""
    return _console(sys.stderr)


def print_results(parts: Iterable[RenderableType]) -> None:
    """Write what a command was asked for to standard output."""
    console = _console(sys.stdout)
    if console.is_terminal:
        for part in parts:
            console.print(part)
        return
    for part in parts:
        with console.capture() as captured:
            console.print(part)
        # Tables are filled up with blanks, which nobody wants in a file.
        for line in captured.get().splitlines():
            click.echo(line.rstrip())


def _console(file: IO[str]) -> Console:
    width = None if file.isatty() else WIDE
    return Console(file=file, highlight=False, emoji=False, markup=False, width=width)
