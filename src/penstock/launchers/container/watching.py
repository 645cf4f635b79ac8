"""One container from its making to its end: made, attached to, started, followed; found again after a crash."""

import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from penstock.core.errors import LaunchError
from penstock.core.json import JsonObject
from penstock.launchers.container.client import EngineError, Stream
from penstock.launchers.container.engine import ContainerEngine, ContainerState
from penstock.launchers.container.logs import LogWriter
from penstock.launchers.container.metering import Meter
from penstock.launchers.container.tracked import Tracked
from penstock.launchers.ending import LOST
from penstock.runtime.keeper import kernel_kills

_SIGNALS = {128 + number: number for number in (6, 9, 11, 15)}
"""Exit codes by which shells and engines tell of a signal that nobody returns by chance."""
_KILL, _KILLED = 9, 137
_MISSING = ("executable file not found", "no such file or directory")


class Watcher:
    """Follows the container of one attempt, on the thread that calls it."""

    def __init__(self, tracked: Tracked, engine: ContainerEngine, log_bytes: int, closed: threading.Event) -> None:
        self._tracked = tracked
        self._engine = engine
        self._log = LogWriter(tracked.files.log, log_bytes, tracked.request.hidden)
        self._meter = Meter(engine, tracked.container, tracked.files.control)
        self._closed = closed
        self._kills: int | None = None
        """What the kernel had killed for want of memory before the container, as far as that is known."""

    def run(self, body: JsonObject, started: Callable[[], None]) -> JsonObject | None:
        """Make and start a container; return how it ended, or ``None`` when nobody waits for that any more.

        Raises `LaunchError` when it cannot be started, and `EngineError` when the engine goes away meanwhile.
        """
        name = self._tracked.container
        self._kills = kernel_kills()
        self._engine.create(name, body)
        try:
            stream = self._engine.attach(name)
            self._begin(stream)
            self._engine.start(name)
        except EngineError as error:
            self._end()
            if error.is_gone:
                raise
            raise not_started(self._tracked, error.message) from error
        try:
            started()
            with self._meter:
                self._log.copy(stream)
        finally:
            self._end()
        return self._result()

    def follow(self, started: Callable[[], None]) -> JsonObject | None:
        """Find a container that was made before, and return how it ends, as `run` does; the log is written anew."""
        name = self._tracked.container
        state = self._engine.find(name)
        if state is None:
            return LOST
        if not state.is_over:
            self._kills = kernel_kills()
        if state.is_new:
            self._engine.start(name)
        started()
        stream = self._engine.logs(name, follow=True)
        self._begin(stream)
        reader = threading.Thread(target=self._read_along, args=(stream,), name=f"log-{name}", daemon=True)
        reader.start()
        try:
            with self._meter:
                result = self._result()
        finally:
            stream.interrupt()
            reader.join()
            self._end()
        if result is not None and result is not LOST:
            self._write_whole_log(name)
        return result

    def _read_along(self, stream: Stream) -> None:
        with suppress(EngineError, OSError):  # the whole log is written at the end
            self._log.copy(stream, anew=True)

    def _write_whole_log(self, name: str) -> None:
        stream = self._engine.logs(name, follow=False)
        try:
            self._log.copy(stream, anew=True)
        finally:
            stream.close()

    def _begin(self, stream: Stream) -> None:
        self._tracked.stream = stream
        if self._closed.is_set():
            stream.interrupt()

    def _end(self) -> None:
        stream, self._tracked.stream = self._tracked.stream, None
        if stream is not None:
            stream.close()

    def _result(self) -> JsonObject | None:
        state = self._engine.settle(self._tracked.container, self._closed)
        if state is None:
            return None if self._closed.is_set() else LOST
        result = {**result_of(state, is_limited=self._is_limited()), **self._meter.facts()}
        if result.get("signal") == _KILL and (self._kills is None or kernel_kills() != self._kills):
            result["is_presumed"] = True
        return result

    def _is_limited(self) -> bool:
        return bool(self._tracked.request.resources.memory_limit_bytes)


def result_of(state: ContainerState, *, is_limited: bool) -> JsonObject:
    """Return the end of a container as the result of its attempt."""
    result: JsonObject = {"exit_code": state.exit_code}
    if state.ended_at is not None:
        result["ended_at"] = state.ended_at.timestamp()
    is_killed = state.exit_code == _KILLED
    if state.exit_code and (state.ran_out_of_memory or (is_killed and is_limited)):
        # Some engines do not see it, such as Podman 4.3 on machines with both versions of cgroups.
        is_presumed = not state.ran_out_of_memory
        result.update(reason="OutOfMemory", is_limited=is_limited, is_presumed=is_presumed)
    elif state.exit_code in _SIGNALS:
        result["signal"] = _SIGNALS[state.exit_code]
    elif state.exit_code and state.error:
        result["error"] = state.error
    return result


def not_started(tracked: Tracked, message: str) -> LaunchError:
    """Return the error that says why a container did not start."""
    request, lowered = tracked.request, message.lower()
    if any(mark in lowered for mark in _MISSING):
        program = tracked.program.command[0] if tracked.program and tracked.program.command else "its entry point"
        return LaunchError(
            f"Task {request.task_name!r} starts {program!r}, which is not in the image {request.image!r}: {message}",
            reason="CommandNotFound",
            hint="name an image that has it, or give the component another command",
        )
    return LaunchError(f"The container of task {request.task_name!r} does not start: {message}", reason="LaunchFailed")


def not_made(tracked: Tracked, error: EngineError) -> LaunchError:
    """Return the error that says why a container was not made."""
    why = "was not there" if error.is_gone else "refused"
    return LaunchError(
        f"No container was made for task {tracked.request.task_name!r}: the engine {why}: {error.message}",
        reason="LaunchFailed",
        retryable=error.is_gone or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR,
    )
