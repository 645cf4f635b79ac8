"""Says in words why an attempt failed: what it raised, how it was stopped, and what to do about it."""

import json
import os
import re
import signal
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from penstock.core.json import JsonObject
from penstock.engine.records import UNMEASURED, AttemptRequest, Failure, Usage
from penstock.runtime.artifacts import local_path
from penstock.runtime.log_mask import without

_TAIL_BYTES = 4096
_TAIL_LINES = 8
_NOT_FOUND = 127
_MORE_MEMORY = "ask for more: task.set_memory_limit(...)"
_COLOURS = re.compile(r"\x1b\[[0-9;:?]*[@-~]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MISSING_FILE = re.compile(r"No such file or directory: '([^/'][^':]*)'$")
_HABITS = {
    "EOFError": "a task has no keyboard: give it what it asks for as a parameter",
    "bdb.BdbQuit": "a task has no terminal: penstock runs rerun-task RUN TASK --pdb does it again in the debugger",
}
ERROR_FILE = "executor_error.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """How the process of an attempt ended."""

    exit_code: int | None = None
    signal: int = 0
    reason: str = ""
    """Why it was stopped, if it was: ``OutOfMemory``, ``TimedOut``, ``Canceled``."""
    error: str = ""
    """Why it could not start."""
    ended_at: datetime | None = None
    usage: Usage = UNMEASURED
    is_limited: bool = False
    """Whether the memory ran out within a limit that its kernel enforced."""
    is_presumed: bool = False
    """Whether the memory may have run out, but nobody saw it."""

    @property
    def is_success(self) -> bool:
        """Whether it ended well by itself."""
        return self.exit_code == 0 and not self.reason and not self.error and not self.is_presumed

    @property
    def is_murder(self) -> bool:
        """Whether somebody else killed it: neither we nor a lack of memory."""
        return self.signal == signal.SIGKILL and not self.reason and not self.error


def end_from(result: JsonObject) -> End:
    """Return the end that a result file describes."""
    at = result.get("ended_at")
    return End(
        exit_code=result.get("exit_code"),
        signal=result.get("signal") or 0,
        reason=result.get("reason") or "",
        error=result.get("error") or "",
        ended_at=datetime.fromtimestamp(at, UTC) if at else None,
        usage=Usage(peak_memory_bytes=result.get("peak_bytes"), cpu_seconds=result.get("cpu_seconds")),
        is_limited=bool(result.get("is_limited")),
        is_presumed=bool(result.get("is_presumed")),
    )


def explain(end: End, request: AttemptRequest) -> Failure:
    """Return the reason, the message and the hint of an attempt that did not end well, as people can read them."""
    failure = _explained(end, request)
    hint = failure.hint or _absence_hint(request, failure.message)
    return replace(failure, message=_readable(without(failure.message, request.hidden)), hint=hint)


def _explained(end: End, request: AttemptRequest) -> Failure:
    if end.error:
        return Failure(reason="LaunchFailed", message=f"The task could not be started: {end.error}")
    if end.reason == "TimedOut":
        seconds = request.timeout.total_seconds() if request.timeout else 0
        return Failure(
            reason="TimedOut",
            message=f"The task was stopped: it did not end within {seconds:g} seconds",
            hint="give it more time, or less to do",
        )
    if end.reason == "OutOfMemory":
        return _out_of_memory(end, request.resources.memory_limit_bytes or 0)
    if end.signal:
        return _killed(end.signal, request)
    return _raised(request) or _exited(end.exit_code, request)


def _out_of_memory(end: End, limit: int) -> Failure:
    used = end.usage.peak_memory_bytes or 0
    if limit and used > limit:
        message = f"The task used {_size(used)} of memory; its limit is {_size(limit)}"
        return Failure(reason="OutOfMemory", message=message, hint=_MORE_MEMORY)
    if limit and end.is_limited:
        how = "was killed, most likely because it used" if end.is_presumed else "used"
        message = f"The task {how} more memory than its limit of {_size(limit)}"
        return Failure(reason="OutOfMemory", message=message, hint=_MORE_MEMORY)
    return Failure(
        reason="OutOfMemory",
        message="The machine ran out of memory, and its kernel killed the task",
        hint="run fewer tasks at once, or state what it needs: task.set_memory_request(...)",
    )


def _killed(number: int, request: AttemptRequest) -> Failure:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = "unknown"
    hint = {
        "SIGKILL": "somebody killed it, or the machine ran out of memory",
        "SIGSEGV": "native code in one of its packages crashed",
        "SIGABRT": "native code in one of its packages gave up",
    }.get(name, "")
    return Failure(
        reason="Killed", message=f"The task was killed by signal {number} ({name}){_tail(request)}", hint=hint
    )


def _raised(request: AttemptRequest) -> Failure | None:
    """Return the failure that the runtime described beside the outputs, if it did."""
    outputs = request.executor_input.get("outputs") or {}
    path = Path(outputs.get("outputFile") or "").parent / ERROR_FILE
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    place = ""
    if facts.get("line"):
        where = f" in {facts['function']}" if facts.get("function") not in (None, "<module>") else ""
        place = f" ({os.path.basename(facts['file'])}, line {facts['line']}{where})"  # noqa: PTH119  # may be a foreign path
    told = f": {facts['message']}" if facts.get("message") else ""
    return Failure(
        reason="ExitCode" if facts["type"] == "SystemExit" else "Exception",
        message=f"{facts['type']}{told}{place}",
        hint=_module_hint(facts.get("module") or "", request) or _habit_hint(facts),
    )


def _habit_hint(facts: JsonObject) -> str:
    """Return what to do about code that expects the terminal or the folder that it was written in."""
    missing = _MISSING_FILE.search(str(facts.get("message")))
    if facts["type"] == "FileNotFoundError" and missing and re.search(r"[./]", missing[1]):
        return f"a task has a working directory of its own: give {missing[1]!r} by its whole path, or as an artifact"
    return _HABITS.get(str(facts["type"]), "")


def _module_hint(module: str, request: AttemptRequest) -> str:
    if not module:
        return ""
    image = (
        f"; the image {request.image!r} may hold it, and --launcher container uses the image" if request.image else ""
    )
    return f"add the package of {module!r} to packages_to_install of the component{image}"


def _absence_hint(request: AttemptRequest, message: str) -> str:
    """Return what to do when a task speaks of an input whose content is not on this machine."""
    for name, side in ((request.executor_input.get("inputs") or {}).get("artifacts") or {}).items():
        for artifact in side.get("artifacts") or ():
            uri = str(artifact.get("uri") or "")
            place = local_path(uri)
            if len(place) > 1 and place in message and not os.path.exists(place):  # noqa: PTH110  # a text of the task
                if "://" in uri:
                    return f"input {name!r} lies at {uri}, and is not brought here: import a copy on this machine"
                return f"input {name!r} names {uri}, where nothing lies"
    return ""


def _exited(code: int | None, request: AttemptRequest) -> Failure:
    hint = "a command was not found: see the log" if code == _NOT_FOUND else ""
    return Failure(reason="ExitCode", message=f"The task ended with exit code {code}{_tail(request)}", hint=hint)


def _tail(request: AttemptRequest) -> str:
    """Return the last lines of the log, to stand after a message."""
    try:
        with Path(request.log_uri).open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(0, size - _TAIL_BYTES))
            lines = log.read(_TAIL_BYTES).decode("utf-8", "replace").rstrip().splitlines()
    except OSError:
        return ""
    if size > _TAIL_BYTES:
        lines = lines[1:]
    return ":\n" + "\n".join(lines[-_TAIL_LINES:]) if lines else "; it wrote nothing to its log"


def _readable(text: str) -> str:
    """Take out of the words of a task what would move a terminal about, or fits into no store."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", _COLOURS.sub("", text))


def _size(number: int) -> str:
    return f"{number / (1 << 30):.1f} GiB" if number >= 1 << 30 else f"{number / (1 << 20):.0f} MiB"
