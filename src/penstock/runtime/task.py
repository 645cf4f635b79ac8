"""One task from start to end: load the user's source, call the function, report a failure, return the exit code."""

import os
import sys
import types
from contextlib import suppress
from typing import Any, Callable, Dict, Optional, Sequence

from penstock.runtime import kfp_names
from penstock.runtime.executor import execute
from penstock.runtime.executor_input import ExecutorInput, read_executor_input
from penstock.runtime.failure import record, show
from penstock.runtime.log import configure_logging

COMPILED: Dict[str, types.CodeType] = {}
"""The code of sources by their absolute paths, for a process that starts many tasks of the same source."""

_FAILED = 1


class Task:
    """What is to be executed, and with what: a file, where the values are large."""

    def __init__(
        self, executor_input_file: str, function: str, source: str, *, import_from: Sequence[str] = (), given: str = ""
    ) -> None:
        self.executor_input_file = executor_input_file
        """KFP's ``ExecutorInput`` in JSON."""
        self.given = given
        """What that file would hold, where it was not worth one."""
        self.function = function
        """The name of the function in the source."""
        self.source = source
        """A Python file; its folder becomes importable, as tasks under KFP have it."""
        self.import_from = tuple(import_from)
        """Folders to import from as well: where `penstock.runtime.packages` put what ships with a component."""


def run_task(task: Task, on_error: Optional[Callable[[BaseException], None]] = None) -> int:
    """Execute a task in this process and return its exit code; never raises.

    `on_error` is called with what the task raised, after it was told and recorded.

    User code may leave threads, exit handlers and unflushed files behind: the caller ends the process normally.
    """
    given: Optional[ExecutorInput] = None
    try:
        given = read_executor_input(task.executor_input_file, task.given)
        prepare(task.import_from)
        execute(load_function(task.source, task.function), given)
    except SystemExit as stop:
        if given is not None and stop.code not in (None, 0):
            record(stop, os.path.dirname(given.output_file))
        return _exit_code(stop)
    except BaseException as error:  # noqa: BLE001  # whatever user code raises is the failure of this task
        show(error)
        record(error, os.path.dirname(given.output_file if given else task.executor_input_file))
        if on_error is not None:
            on_error(error)
        return _FAILED
    return 0


def prepare(import_from: Sequence[str] = ()) -> None:
    """Make this process what user code expects: names of ``kfp``, logging to standard output, folders on the path."""
    os.environ["_KFP_RUNTIME"] = "true"  # a real kfp then loads its run-time names only
    kfp_names.install()
    configure_logging()
    sys.path[:0] = import_from
    # Processes that user code spawns get this path, and import the source again; a real kfp comes before.
    sys.path.append(kfp_names.SHIM)


def load_function(source: str, name: str) -> Callable[..., Any]:
    """Import a source file under its own name and return one of its functions.

    Raises whatever the source raises, and `AttributeError` when it has no such function.
    """
    module = load_module(source)
    if not hasattr(module, name):
        raise AttributeError(f"The source of the component ({source}) has no function {name!r}")
    function: Callable[..., Any] = getattr(module, name)
    return function


def load_module(source: str) -> types.ModuleType:
    """Import a source file under its own name; its folder becomes importable."""
    path = os.path.abspath(source)
    folder, file = os.path.split(path)
    module = types.ModuleType(os.path.splitext(file)[0])
    module.__file__ = path
    code = COMPILED.get(path) or compile_source(path)
    sys.modules[module.__name__] = module
    sys.path.insert(0, folder)
    exec(code, module.__dict__)  # noqa: S102  # the user's code is what a task is for
    return module


def compile_source(path: str) -> types.CodeType:
    """Compile a source file. Raises `OSError`, and what `compile` raises."""
    with open(path, "rb") as text:
        return compile(text.read(), path, "exec", dont_inherit=True)


def _exit_code(stop: SystemExit) -> int:
    """Return the code that an interpreter ends with after ``sys.exit(...)``."""
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    with suppress(Exception):  # as an interpreter that cannot print it
        sys.stderr.write(f"{stop.code}\n")
    return _FAILED
