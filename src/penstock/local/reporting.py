"""Tells what a run started from Python does: what its tasks print, and how each of them ends."""

import queue
import sys
import threading
from types import TracebackType
from typing import Self

from penstock.core.ids import RunId
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import AttemptRecord, Changes, ExecutionRecord
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState
from penstock.services.logs import read_log

_LIVE = (AttemptState.LAUNCHING, AttemptState.RUNNING)
_LEAVES = (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)


class Reporter:
    """Writes what tasks printed to standard output, and their ends to standard error, on a thread of its own."""

    def __init__(self, run_id: RunId, artifacts: ArtifactStore) -> None:
        self._run_id = run_id
        self._artifacts = artifacts
        self._queue: queue.SimpleQueue[AttemptRecord | ExecutionRecord | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="penstock-reporter", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left."""
        self._queue.put(None)
        self._thread.join()

    def observe(self, run_id: RunId, changes: Changes) -> None:
        """Take in what was committed; return at once."""
        if run_id != self._run_id:
            return
        for attempt in changes.attempts:
            if attempt.state not in _LIVE:
                self._queue.put(attempt)
        for execution in changes.executions:
            if execution.kind in _LEAVES and execution.state.is_final:
                self._queue.put(execution)

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            if isinstance(item, AttemptRecord):
                for piece in read_log(item, artifacts=self._artifacts):
                    sys.stdout.write(piece.decode("utf-8", "replace"))
                sys.stdout.flush()
            else:
                sys.stderr.write(_line(item))
                sys.stderr.flush()


def _line(execution: ExecutionRecord) -> str:
    words = [execution.path.removeprefix("root/"), execution.state.value]
    if execution.state is ExecutionState.SUCCEEDED and execution.cached_from is not None:
        words.append("from cache")
    elif execution.started_at and execution.ended_at:
        words.append(f"in {(execution.ended_at - execution.started_at).total_seconds():.1f}s")
    if execution.failure is not None:
        words.append(f"({execution.failure.message})")
    return " ".join(words) + "\n"
