"""Executes one task at a terminal, and stops in a debugger where the user's function raises."""

import pdb  # noqa: T100  # the debugger is what is asked for
import sys
import types
from typing import Optional, Sequence

from penstock.runtime.task import Task, run_task


def main(arguments: Sequence[str]) -> int:
    """Execute the task whose input file, function, source and folders to import from are given; return its code."""
    input_file, function, source, *import_from = arguments
    return run_task(Task(input_file, function, source, import_from=import_from), on_error=stop_at)


def stop_at(error: BaseException) -> None:
    """Open the debugger in the frame of the user's code that raised."""
    traceback: Optional[types.TracebackType] = error.__traceback__
    if traceback is None:
        sys.stderr.write("The function was not reached: there is nothing to look at\n")
        return
    pdb.post_mortem(traceback)
