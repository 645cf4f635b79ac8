"""Keeps an attempt within its limits of time, memory and log, its secrets out of the log, and stops it when asked."""

import os
import signal
import time
from contextlib import suppress
from typing import Any, Dict, List, Optional

from penstock.runtime.log_limit import LogLimit
from penstock.runtime.log_mask import LogMask

_TICK_SECONDS = 0.25
_QUICK_TICK_SECONDS = 0.05


class Limits:
    """What an attempt may use; 0 is no limit."""

    def __init__(self, document: Dict[str, Any]) -> None:
        self.log_bytes: int = document.get("log_bytes") or 0
        self.memory_bytes: int = document.get("memory_bytes") or 0
        self.seconds: float = document.get("seconds") or 0
        self.grace_seconds: float = document.get("grace_seconds") or 10
        self.hidden: List[str] = document.get("hidden") or []
        """Texts that its log may not show."""


class Keeper:
    """Watches one attempt. `check` is to be called when `next_check` (monotonic seconds) has come."""

    def __init__(self, pid: int, log: str, limits: Limits, age_seconds: float = 0) -> None:
        now = time.monotonic()
        self._pid = pid
        self._limits = limits
        self._log = LogLimit(log, limits.log_bytes) if limits.log_bytes else None
        self._mask = LogMask(log, limits.hidden) if limits.hidden else None
        self._deadline = now - age_seconds + limits.seconds if limits.seconds else None
        self._kill_at: Optional[float] = None
        self.reason = ""
        """Why the attempt was stopped: ``TimedOut``, ``OutOfMemory`` or ``Canceled``."""
        self.peak_bytes = 0
        self.next_check = now + _QUICK_TICK_SECONDS

    def check(self, now: float) -> None:
        """Enforce every limit, and set the time of the next check."""
        if self._mask is not None:
            self._mask.hide()
        growing = self._log is not None and self._log.trim()
        if self._limits.memory_bytes and not self.reason:
            self._check_memory()
        if self._deadline is not None and now >= self._deadline and not self.reason:
            self.stop("TimedOut")
        if self._kill_at is not None and now >= self._kill_at:
            self._signal(signal.SIGKILL)
            self._kill_at = None
        hurries = growing or self._limits.memory_bytes or self._mask is not None
        self.next_check = now + (_QUICK_TICK_SECONDS if hurries else _TICK_SECONDS)
        for moment in (self._deadline if not self.reason else None, self._kill_at):
            if moment is not None:
                self.next_check = min(self.next_check, moment)

    def stop(self, reason: str) -> None:
        """Ask the attempt to end, and kill it after the grace period."""
        if self._kill_at is None:
            self.reason = self.reason or reason
            self._kill_at = time.monotonic() + self._limits.grace_seconds
            self.next_check = min(self.next_check, self._kill_at)
            self._signal(signal.SIGTERM)

    def finish(self) -> None:
        """Bring the log of an ended attempt within its limit, without what it may not show."""
        if self._mask is not None:
            self._mask.hide()
        if self._log is not None:
            self._log.finish()

    def _check_memory(self) -> None:
        used = memory_of_session(self._pid, "statm")
        if used > self._limits.memory_bytes:
            used = memory_of_session(self._pid, "smaps_rollup")  # slower; counts what processes share only once
        self.peak_bytes = max(self.peak_bytes, used)
        if used > self._limits.memory_bytes:
            self.reason = "OutOfMemory"
            self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):  # it ended in this moment
            try:
                os.killpg(self._pid, number)
            except ProcessLookupError:  # it has no group of its own yet
                os.kill(self._pid, number)


def memory_of_session(session: int, file: str) -> int:
    """Return the bytes that all processes of a session use; 0 where the system does not tell (not Linux)."""
    total = 0
    try:
        names = os.listdir("/proc")
    except OSError:
        return 0
    for name in names:
        if name.isdigit():
            try:
                if os.getsid(int(name)) == session:
                    total += _memory_of(name, file)
            except OSError:
                continue  # it ended, or is not ours
    return total


def kernel_kills() -> Optional[int]:
    """Return how many processes the kernel has killed for want of memory; ``None`` where it does not tell."""
    try:
        with open("/proc/vmstat", encoding="ascii") as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), None)
    except OSError:
        return None


def _memory_of(pid: str, file: str) -> int:
    with open(f"/proc/{pid}/{file}", encoding="ascii") as lines:
        if file == "statm":
            return int(lines.read().split()[1]) * os.sysconf("SC_PAGESIZE")
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
