"""Watches attempts that no fork server of this process started, until the locks say that their results are final."""

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from penstock.core.clock import Clock
from penstock.core.json import JsonObject
from penstock.launchers.ending import LOST
from penstock.launchers.files import AttemptFiles
from penstock.runtime.attempt_files import (
    KEEPER_BYTE,
    TASK_BYTE,
    open_lock,
    read_claim,
    read_result,
    try_lock,
    wait_for_lock,
    write_result,
)
from penstock.runtime.keeper import Keeper, Limits

_NO_PIDFD_SECONDS = 0.05
_STARTING_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """Who hears of an adopted attempt, on the thread that watches it."""

    started: Callable[[datetime], None]
    """It had been started, at this time."""
    ended: Callable[[JsonObject], None]
    """It has ended, with this result."""


class Adoption:
    """One attempt under watch, on a thread of its own: it blocks on a lock, which tells of the end at once."""

    def __init__(self, files: AttemptFiles, limits: JsonObject, clock: Clock, hears: Hearing) -> None:
        self._control = files.control
        self._log = files.log
        self._limits = limits
        self._clock = clock
        self._hears = hears
        self._lock: int | None = None
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._watch, name="penstock-adoption", daemon=True).start()

    def stop(self) -> None:
        """Ask the attempt to end, and kill it after the grace period."""
        threading.Thread(target=self._stop, name="penstock-adoption-stop", daemon=True).start()

    def _stop(self) -> None:
        pid = self._process()
        while pid is None and not self._over.wait(_STARTING_SECONDS):
            pid = self._process()
        self._signal(pid, signal.SIGTERM)
        self._over.wait(Limits(self._limits).grace_seconds)
        self._signal(pid, signal.SIGKILL)

    def _process(self) -> int | None:
        """Return the process of the attempt, once it is one."""
        with contextlib.suppress(OSError, ValueError):  # the lock was closed in this moment
            claim = read_claim(self._lock) if self._lock is not None else None
            return claim["pid"] if claim else None
        return None

    def _watch(self) -> None:
        try:
            self._hears.ended(self._result())
        except OSError as error:
            self._hears.ended({"error": f"its files cannot be read: {error.strerror or error}"})

    def _result(self) -> JsonObject:
        if not self._control.is_dir():
            return LOST
        self._lock = lock = open_lock(str(self._control))
        try:
            is_ours = try_lock(lock, KEEPER_BYTE)
            claim = read_claim(lock)
            while claim is None and not (is_ours and try_lock(lock, TASK_BYTE)):  # it becomes a process in this moment
                time.sleep(_STARTING_SECONDS)
                is_ours = is_ours or try_lock(lock, KEEPER_BYTE)
                claim = read_claim(lock)
            if claim is not None:
                self._hears.started(datetime.fromtimestamp(claim["started_at"], UTC))
                if is_ours:
                    self._keep(lock, claim)
                else:  # the fork server of an earlier process keeps the attempt, and records its end
                    wait_for_lock(lock, TASK_BYTE, 2)
            return self._final()
        finally:
            self._lock = None
            os.close(lock)

    def _final(self) -> JsonObject:
        """Return the result, which nobody can change any more: both locks are ours."""
        self._over.set()
        result = read_result(str(self._control))
        if result is None:
            result = LOST
            write_result(str(self._control), LOST)
        pid = self._process()
        if pid is not None:
            _kill_rest_of(pid)
        return result

    def _keep(self, lock: int, claim: JsonObject) -> None:
        """Do what the fork server, now gone, did: keep the attempt within its limits until its process ends."""
        age = max(0.0, self._clock.now().timestamp() - claim["started_at"])  # the clock may have been set back
        keeper = Keeper(claim["pid"], str(self._log), Limits(self._limits), age)
        with _ProcessEnd(claim["pid"]) as end:
            while not try_lock(lock, TASK_BYTE):
                end.wait(max(0.0, keeper.next_check - time.monotonic()))
                keeper.check(time.monotonic())
        keeper.finish()
        if keeper.reason:
            result = read_result(str(self._control)) or {"signal": int(signal.SIGKILL)}
            peak = max(result.get("peak_bytes") or 0, keeper.peak_bytes)
            write_result(str(self._control), {**result, "reason": keeper.reason, "peak_bytes": peak})

    def _signal(self, pid: int | None, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if pid is not None and not self._over.is_set() and os.getsid(pid) == pid:
                os.killpg(pid, number)


class _ProcessEnd:
    """Tells the end of a process that is no child, at once where the system can."""

    def __init__(self, pid: int) -> None:
        self._descriptor = -1
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def wait(self, seconds: float) -> None:
        """Return when the process has ended, or after so many seconds."""
        if self._descriptor >= 0:
            poll = select.poll()  # unlike select, it takes numbers from 1024 on
            poll.register(self._descriptor, select.POLLIN)
            poll.poll(int(1000 * seconds) + 1)
        else:
            time.sleep(min(seconds, _NO_PIDFD_SECONDS))


def _kill_rest_of(session: int) -> None:
    """Kill what a task left running in its group, unless the number belongs to a new process by now."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        try:
            os.getsid(session)
        except ProcessLookupError:
            os.killpg(session, signal.SIGKILL)
