"""A journal in memory, with the promises of the real one: whole transactions, leases, epochs."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from penstock.core.errors import ConflictError, LeaseLostError, NotFoundError
from penstock.core.ids import AttemptId, Digest, ExecutionPath, RunId
from penstock.engine.ports import Lease
from penstock.engine.records import (
    AttemptRecord,
    CachedExecution,
    Changes,
    ExecutionRecord,
    RunRecord,
    StoredRun,
)
from penstock.engine.states import ExecutionState


@dataclass(kw_only=True, slots=True)
class _Kept:
    run: RunRecord
    executions: dict[ExecutionPath, ExecutionRecord] = field(default_factory=dict)
    attempts: dict[AttemptId, AttemptRecord] = field(default_factory=dict)
    epoch: int = 0
    held: bool = False


class MemoryLease:
    """The right to drive one run of a `MemoryJournal`."""

    def __init__(self, epoch: int, on_release: Callable[[int], None]) -> None:
        self._epoch = epoch
        self._on_release = on_release

    @property
    def epoch(self) -> int:
        """Grows with every new holder."""
        return self._epoch

    def release(self) -> None:
        """Let another process drive the run."""
        self._on_release(self._epoch)


class MemoryClaim:
    """The right to make one result of a `MemoryJournal`."""

    def __init__(self, claimed: set[tuple[str, Digest]], key: tuple[str, Digest]) -> None:
        self._claimed = claimed
        self._key = key

    def release(self) -> None:
        """Let another process make it."""
        self._claimed.discard(self._key)


class MemoryJournal:
    """Keeps what happened in runs for as long as the object lives."""

    def __init__(self) -> None:
        self._runs: dict[RunId, _Kept] = {}
        self._by_fingerprint: dict[tuple[str, Digest], CachedExecution] = {}
        self._claimed: set[tuple[str, Digest]] = set()
        self._lock = threading.RLock()
        self.commits = 0
        """Transactions so far."""

    def create_run(self, run: RunRecord) -> None:
        """Record a new run. Raises `ConflictError` if its id exists."""
        with self._lock:
            if run.id in self._runs:
                raise ConflictError(f"Run {run.id} exists")
            self._runs[run.id] = _Kept(run=run)

    def load_run(self, run_id: RunId) -> StoredRun:
        """Return a run with its executions and attempts. Raises `NotFoundError`."""
        with self._lock:
            kept = self._kept(run_id)
            return StoredRun(
                run=kept.run, executions=tuple(kept.executions.values()), attempts=tuple(kept.attempts.values())
            )

    def commit(self, run_id: RunId, changes: Changes, lease: Lease) -> None:
        """Write all changes, or none. Raises `LeaseLostError` if the epoch is stale."""
        with self._lock:
            kept = self._kept(run_id)
            if lease.epoch != kept.epoch:
                raise LeaseLostError(f"Run {run_id} is driven by another process")
            self.commits += 1
            kept.run = replace(changes.run or kept.run, seq=changes.seq)
            kept.executions.update((record.path, record) for record in changes.executions)
            kept.attempts.update((record.id, record) for record in changes.attempts)
            for record in changes.executions:
                self._remember(kept.run.namespace, record)

    def acquire(self, run_id: RunId) -> Lease | None:
        """Take the lease of a run, or return ``None`` while it is held."""
        with self._lock:
            kept = self._kept(run_id)
            if kept.held:
                return None
            kept.held = True
            kept.epoch += 1
            return MemoryLease(kept.epoch, lambda epoch: self._release(run_id, epoch))

    def find_cached(self, namespace: str, fingerprint: Digest) -> CachedExecution | None:
        """Return the newest successful execution with this fingerprint, or ``None``."""
        with self._lock:
            return self._by_fingerprint.get((namespace, fingerprint))

    def claim(self, namespace: str, fingerprint: Digest) -> MemoryClaim | None:
        """Take the right to make the result with a fingerprint, or return ``None`` while it is taken."""
        with self._lock:
            key = (namespace, fingerprint)
            if key in self._claimed:
                return None
            self._claimed.add(key)
            return MemoryClaim(self._claimed, key)

    def list_unfinished(self) -> tuple[RunId, ...]:
        """Return the runs that are in no final state, oldest first."""
        with self._lock:
            return tuple(run_id for run_id, kept in self._runs.items() if not kept.run.state.is_final)

    def state_of(self, run_id: RunId) -> ExecutionState:
        """Return where a run stands."""
        with self._lock:
            return self._kept(run_id).run.state

    def drop_leases(self) -> None:
        """Do what the end of the holding process does."""
        with self._lock:
            for kept in self._runs.values():
                kept.held = False
            # What the process that is gone still holds in memory may let nothing go.
            self._claimed = set()

    def _kept(self, run_id: RunId) -> _Kept:
        kept = self._runs.get(run_id)
        if kept is None:
            raise NotFoundError(f"There is no run {run_id!r}")
        return kept

    def _release(self, run_id: RunId, epoch: int) -> None:
        with self._lock:
            kept = self._runs[run_id]
            kept.held = kept.held and kept.epoch != epoch

    def _remember(self, namespace: str, record: ExecutionRecord) -> None:
        # What was served from the cache is no source of its own: its outputs belong to the execution it came from.
        if record.fingerprint is None or record.state is not ExecutionState.SUCCEEDED or record.cached_from:
            return
        assert record.ended_at is not None
        self._by_fingerprint[(namespace, record.fingerprint)] = CachedExecution(
            run_id=record.run_id, path=record.path, outputs=record.outputs, ended_at=record.ended_at
        )
