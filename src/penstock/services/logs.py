"""What tasks wrote: the log of each attempt, at once or while it grows."""

from collections.abc import Iterator
from typing import Protocol

from penstock.core.errors import NotFoundError
from penstock.core.ids import AttemptId, ExecutionPath
from penstock.core.suggest import did_you_mean
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import AttemptRecord, StoredRun

CHUNK_BYTES = 1 << 20
"""What is held in memory at once, however long the log is."""


class Reading(Protocol):
    """Reads bytes that runs have left, by their URI: what an artifact store can, or a server on its behalf."""

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        """Return bytes of a file; fewer at its end. Raises `NotFoundError`."""
        ...


def find_attempts(stored: StoredRun, task: str = "") -> tuple[AttemptRecord, ...]:
    """Return the attempts of a task, given by its path or name, or of all tasks, in order. Raises `NotFoundError`."""
    if not task:
        return stored.attempts
    paths = {execution.path for execution in stored.executions if task in _names(execution.path, execution.task_name)}
    if not paths:
        known = [execution.path.removeprefix("root/") for execution in stored.executions if execution.parent]
        raise NotFoundError(f"Run {stored.run.id!r} has no task {task!r}{did_you_mean(task, known)}")
    return tuple(attempt for attempt in stored.attempts if attempt.path in paths)


def read_log(attempt: AttemptRecord, *, artifacts: Reading, start: int = 0) -> Iterator[bytes]:
    """Return what an attempt has written so far, piece by piece; nothing if it has written nothing."""
    position = start
    while attempt.log_uri:
        try:
            piece = artifacts.read(attempt.log_uri, position, CHUNK_BYTES)
        except NotFoundError:
            return
        if not piece:
            return
        position += len(piece)
        yield piece


class LogReader:
    """Reads on in growing logs, each from where it stopped. Used by one thread."""

    def __init__(self, artifacts: Reading) -> None:
        self._artifacts = artifacts
        self._positions: dict[AttemptId, int] = {}

    def read_from(self, artifacts: Reading) -> None:
        """Read from there from now on."""
        self._artifacts = artifacts

    def read_on(self, attempt: AttemptRecord) -> Iterator[bytes]:
        """Return what an attempt has written since the last call."""
        for piece in read_log(attempt, artifacts=self._artifacts, start=self._positions.get(attempt.id, 0)):
            self._positions[attempt.id] = self._positions.get(attempt.id, 0) + len(piece)
            yield piece


def _names(path: ExecutionPath, task_name: str) -> tuple[str, str, str]:
    return (path, path.removeprefix("root/"), task_name)


def log_size(uri: str, *, artifacts: ArtifactStore) -> int | None:
    """Return how many bytes a log has so far; ``None`` where that cannot be told from here."""
    path = artifacts.local_path(uri) if uri else None
    if path is None:
        return None
    try:
        return path.stat().st_size
    except OSError:
        return 0
