"""One attempt in a process of its own: claims it, redirects its output, runs it, leaves the result."""

import atexit
import gc
import itertools
import os
import signal
import sys
import time
from contextlib import suppress
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Any, Dict, List, Sequence

from penstock.runtime.attempt_files import claim, write_result
from penstock.runtime.task import Task, run_task
from penstock.runtime.usage import own_usage

TAKEN = 75
"""The exit code of a process that found its attempt claimed by another."""

COMMAND_NOT_FOUND = 127
_NOT_EXECUTABLE = 126
_SIGNALED = 128
_FAILED = 1
_STANDARD_LIBRARY = os.path.dirname(os.__file__)


class AttemptDescription:
    """What is to be run, and where; the keys of the JSON object that travels are the names of the attributes."""

    def __init__(self, document: Dict[str, Any]) -> None:
        self.id: str = document["id"]
        self.folder: str = document["folder"]
        """Where lock and result lie."""
        self.log: str = document["log"]
        self.work: str = document["work"]
        self.env: Dict[str, str] = document.get("env") or {}
        self.command: List[str] = document.get("command") or []
        """A program to start; else a function of a source is called."""
        self.input: str = document.get("input") or ""
        """The file of the executor input."""
        self.given: str = document.get("given") or ""
        """The executor input itself, in JSON, when there is no such file."""
        self.source: str = document.get("source") or ""
        self.function: str = document.get("function") or ""
        self.import_from: List[str] = document.get("import_from") or []
        self.is_fresh: bool = bool(document.get("is_fresh"))
        """Whether it runs in an interpreter started for it alone."""
        self.limits: Dict[str, Any] = document.get("limits") or {}
        """See `penstock.runtime.keeper.Limits`."""
        self.document = document


class Attempt:
    """The attempt that this process is."""

    def __init__(self, description: AttemptDescription, lock: int) -> None:
        self._description = description
        self._lock = lock
        self._result: Dict[str, Any] = {}

    def run(self) -> int:
        """Run it in this process, which ends after it, and return the exit code."""
        os.setsid()
        try:
            if not claim(self._description.folder, self._lock, time.time()):
                os._exit(TAKEN)
        except OSError:
            os._exit(_FAILED)  # a full disk: whoever keeps this process tells it
        self._leave_result_at_exit()
        try:
            _enter(self._description)
        except OSError as error:
            self._result["error"] = f"{error.strerror}: {error.filename}"
            return _FAILED
        command = self._description.command
        code = self._run_command(command) if command else _call(self._description)
        self._result.setdefault("exit_code", code)
        return code

    def _run_command(self, command: Sequence[str]) -> int:
        """Start a program in a child and wait for it: this process lives on to tell its end.

        Whoever stops the attempt signals both; what comes before there are two, who know what to do with it, waits.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        pid = os.fork()
        if pid == 0:
            _become(command)
        if signal.SIGTERM in signal.sigpending():  # perhaps from before the child
            os.kill(pid, signal.SIGTERM)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            self._result.update(signal=-code, exit_code=None)
            return _SIGNALED - code
        return code

    def _leave_result_at_exit(self) -> None:
        """Write the result as the last act: exit handlers run in the reverse order of their registration."""
        atexit._clear()  # noqa: SLF001  # what the parent registered is the parent's
        own = os.getpid()

        def leave() -> None:
            if os.getpid() != own:  # in what user code forked
                return
            with suppress(OSError):  # a full disk: whoever keeps this process tells it
                write_result(self._description.folder, {**self._result, **own_usage(), "ended_at": time.time()})

        atexit.register(leave)


def finish(code: int, last_preloaded: str) -> None:
    """End this process as an interpreter ends; without tearing modules down where nothing can notice.

    What was imported after the module that is named is of this process alone.
    """
    names = list(itertools.takewhile(last_preloaded.__ne__, reversed(sys.modules)))
    if any(map(_is_foreign, names)):
        sys.exit(code)
    threading: Any = sys.modules.get("threading")  # not imported here: it doubles the cost of a fork
    if threading is not None:
        threading._shutdown()  # noqa: SLF001  # as the interpreter does at its end
    atexit._run_exitfuncs()  # noqa: SLF001  # as the interpreter does at its end
    for name in names:
        _close_files_of(sys.modules.pop(name))
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            code = code or _FAILED
    os._exit(code)


def _close_files_of(module: Any) -> None:
    """Let go of what a module of the user holds, one by one: in a collected cycle, open files lose what they buffer."""
    file = getattr(module, "__file__", None) or ""
    if file and (not file.startswith(_STANDARD_LIBRARY) or "site-packages" in file):
        vars(module).clear()


def _is_foreign(name: str) -> bool:
    """Tell whether a module may hold things that only a full end of the interpreter flushes and frees."""
    module = sys.modules.get(name)
    file: Any = getattr(module, "__file__", None)
    return isinstance(file, str) and file.endswith(tuple(EXTENSION_SUFFIXES)) and "lib-dynload" not in file


def _enter(description: AttemptDescription) -> None:
    log = os.open(description.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.chdir(description.work)
    os.environ.update(description.env)


def write_by_line() -> None:
    """Let what is printed be readable in the log line by line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]


def _call(description: AttemptDescription) -> int:
    task = Task(
        description.input,
        description.function,
        description.source,
        import_from=description.import_from,
        given=description.given,
    )
    return run_task(task)


def _become(command: Sequence[str]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    try:
        os.execvp(command[0], list(command))  # noqa: S606  # a program and its arguments, no shell text
    except (OSError, ValueError) as error:  # no such program; a NUL character in an argument
        sys.stderr.write(f"{command[0]}: {getattr(error, 'strerror', error)}\n")
        sys.stderr.flush()
        missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        os._exit(COMMAND_NOT_FOUND if missing else _NOT_EXECUTABLE)
