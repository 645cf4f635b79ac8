"""Programs that do for a request what may take for ever, all memory, or the process with it: one process for each."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AT_ONCE = 2
"""Programs that run at a time; others wait, within their time."""

_ROOT = str(Path(__file__).parents[2])
_places = threading.BoundedSemaphore(AT_ONCE)


def command_of(module: str, *words: str, needs_packages: bool = False) -> list[str]:
    """Return the command that runs `main` of a module of ours, with the standard library or with all packages."""
    program = f"import sys; sys.path.insert(0, {_ROOT!r}); from {module} import main; main()"
    return [sys.executable, "-I", *(() if needs_packages else ("-S",)), "-c", program, *words]


@contextmanager
def place(seconds: float) -> Iterator[bool]:
    """Give a place for a program; tell whether there was one in time."""
    is_free = _places.acquire(timeout=seconds)
    try:
        yield is_free
    finally:
        if is_free:
            _places.release()


def answers_of(
    command: list[str],
    seconds: float,
    *,
    stdin: int = subprocess.PIPE,
    meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None,
) -> list[Any]:
    """Return the lines of JSON that a program answers, as far as they come in time; `meanwhile` may feed it."""
    with subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        timer = threading.Timer(seconds, process.kill)
        feeder = threading.Thread(target=meanwhile or _nothing, args=(process,), daemon=True)
        timer.start()
        feeder.start()
        # What was cut off when the time was up is no answer.
        answers = [json.loads(line) for line in process.stdout if line.endswith(b"\n")]
        timer.cancel()
        process.kill()  # it may still be fed
        feeder.join()
    return answers


def _nothing(process: subprocess.Popen[bytes]) -> None:
    del process
