"""The files through which an attempt is found again: a lock that is held while it lives, and a result when it ended.

Both locks are record locks: they belong to one process, are not inherited by what it forks, and are free the instant it
dies. The task holds one, and the process that keeps it (that waits for it, and records an end that the task could not
record itself) holds the other; when both are free, what the result says is final.
"""

import fcntl
import json
import os
from typing import Any, Dict, Optional

from penstock.runtime.whole_files import write_whole

LOCK = "lock"
RESULT = "result.json"
TASK_BYTE = 0
KEEPER_BYTE = 1


def open_lock(folder: str) -> int:
    """Open the lock file of an attempt. A process must open it once only: closing any descriptor frees its locks."""
    return os.open(os.path.join(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(lock: int, byte: int, count: int = 1) -> bool:
    """Take locks of an attempt, or return ``False`` while another process holds one."""
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, count, byte)
    except OSError:
        return False
    return True


def wait_for_lock(lock: int, byte: int, count: int = 1) -> None:
    """Take locks of an attempt, waiting for those who hold them."""
    fcntl.lockf(lock, fcntl.LOCK_EX, count, byte)


def unlock(lock: int, byte: int, count: int = 1) -> None:
    """Free locks of an attempt."""
    fcntl.lockf(lock, fcntl.LOCK_UN, count, byte)


def claim(folder: str, lock: int, started_at: float) -> bool:
    """Make this process the one that is the attempt; ``False`` when one is, was, or may be no more."""
    if not try_lock(lock, TASK_BYTE):
        return False
    if os.fstat(lock).st_size or os.path.exists(os.path.join(folder, RESULT)):
        return False
    os.pwrite(lock, b'{"pid": %d, "started_at": %r}' % (os.getpid(), started_at), 0)
    return True


def read_claim(lock: int) -> Optional[Dict[str, Any]]:
    """Return ``pid`` and ``started_at`` of the process that is or was the attempt, or ``None`` if there was none."""
    text = os.pread(lock, 200, 0)
    if not text:
        return None
    claimed: Dict[str, Any] = json.loads(text)
    return claimed


def is_untouched(folder: str) -> bool:
    """Whether no process keeps an attempt, is it, was it, or was told that it may be it no more.

    Not to be asked while this process holds a lock of the attempt: that would be free after it.
    """
    lock = open_lock(folder)
    try:
        return try_lock(lock, TASK_BYTE, 2) and read_claim(lock) is None and read_result(folder) is None
    finally:
        os.close(lock)


def write_result(folder: str, result: Dict[str, Any]) -> None:
    """Leave the result of an attempt, whole or not at all."""
    write_whole(os.path.join(folder, RESULT), json.dumps(result))


def read_result(folder: str) -> Optional[Dict[str, Any]]:
    """Return the result of an attempt, or ``None`` while there is none."""
    try:
        with open(os.path.join(folder, RESULT), encoding="utf-8") as file:
            result: Dict[str, Any] = json.load(file)
            return result
    except FileNotFoundError:
        return None
