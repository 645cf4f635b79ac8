"""Where commands write in colours: results to standard output, everything else to standard error."""

import sys
from typing import IO

from rich.console import Console


def results() -> Console:
    """Return the console for what a command was asked for."""
    return _console(sys.stdout)


def messages() -> Console:
    """Return the console for progress, warnings and errors."""
    return _console(sys.stderr)


def _console(file: IO[str]) -> Console:
    # Into a pipe or a file, lines are as long as they are: what reads them does the cutting.
    width = None if file.isatty() else 400
    return Console(file=file, highlight=False, emoji=False, markup=False, width=width)
