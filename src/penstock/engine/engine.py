"""The engine as others use it: start, resume, cancel, wait, watch. One thread drives all runs of a process."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, SpecError, StoreError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.events import CancelRequested
from penstock.engine.executions import Execution
from penstock.engine.forecast import Forecast, Foresight, World
from penstock.engine.handover import Handover, Registrar
from penstock.engine.loop import Loop, Observer
from penstock.engine.ports import ArtifactStore, Launcher, RunJournal
from penstock.engine.records import Changes, RunRecord
from penstock.engine.workers import Inbox, ThreadWorkers, Workers
from penstock.spec.pipeline import PipelineDocument

log = logging.getLogger(__name__)


FORECASTERS = 2
"""Threads that look for what a forecast wants to know."""
RECORD_SECONDS = 5.0
"""How long a caller waits until what it began is recorded; while the store fails, it is recorded later."""


@dataclass(kw_only=True, slots=True)
class _Watch:
    """One run that somebody may wait for."""

    ended: threading.Event
    record: RunRecord | None = None


class Engine:
    """Moves runs forward until they end. Safe to share between threads.

    Launchers are made with `inbox.push` as their sink, so that what they report reaches the engine.
    """

    def __init__(
        self,
        *,
        journal: RunJournal,
        artifacts: ArtifactStore,
        launchers: Mapping[str, Launcher],
        clock: Clock,
        inbox: Inbox,
        workers: Workers | None = None,
    ) -> None:
        self._registrar = Registrar(journal=journal, artifacts=artifacts, clock=clock)
        self._journal = journal
        self._inbox = inbox
        self._launchers = launchers
        self._workers = workers or ThreadWorkers()
        self._loop = Loop(
            journal=journal,
            artifacts=artifacts,
            launchers=launchers,
            clock=clock,
            workers=self._workers,
            post=inbox.push,
        )
        self._loop.on_end = self._ended
        self._watches: dict[RunId, _Watch] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._thread = threading.Thread(target=self._drive, name="penstock-engine", daemon=True)
        self._thread.start()

    def start(self, record: RunRecord, document: PipelineDocument | None = None) -> RunId:
        """Check a new run, record it, and drive it.

        Raises `SpecError` or `ArgumentsError` before anything is recorded, and `ConflictError` if its id exists.
        """
        self._take(self._registrar.begin(record, document))
        return record.id

    def resume(self, run_id: RunId) -> None:
        """Drive a run on from its records.

        Raises `NotFoundError`, and `ConflictError` if another process drives it. A run that has ended is left alone.
        """
        if self._is_driven(run_id):
            return
        taken = self._registrar.take_over(run_id)
        if isinstance(taken, Handover):
            self._take(taken)
        else:
            self._note(run_id, taken)

    def retry(self, run_id: RunId, again: Iterable[ExecutionPath] = ()) -> None:
        """Continue a run that has ended from what succeeded; tasks of `again`, and what follows them, are done anew.

        Returns once the store says that the run is under way again: whoever waits for its end must not see the old one.
        Raises `NotFoundError`, and `ConflictError` if it is under way or there is nothing to do.
        """
        handover, recorded = self._registrar.reopen(run_id, again), threading.Event()

        def on_commit(committed: RunId, changes: Changes) -> None:
            del changes
            if committed == run_id:
                recorded.set()

        unsubscribe = self.subscribe(on_commit)
        self._take(handover)
        recorded.wait(RECORD_SECONDS)
        unsubscribe()

    def foresee_retry(self, run_id: RunId, again: Iterable[ExecutionPath] = ()) -> Mapping[Execution, bool]:
        """Return the executions of a run, and whether `retry`, which raises the same, would have each done again."""
        return self._registrar.foresee_retry(run_id, again)

    def forecast(self, record: RunRecord, document: PipelineDocument, seconds: float) -> Forecast:
        """Say what a new run would take from the cache, as far as it is known in so many seconds.

        Nothing is recorded and nothing run. Raises `SpecError` or `ArgumentsError`.
        """
        live, workers = self._registrar.imagine(record, document), ThreadWorkers(FORECASTERS)
        world = World(
            journal=self._journal,
            artifacts=self._registrar.artifacts,
            launchers=self._launchers,
            clock=self._registrar.clock,
            workers=workers,
        )
        try:
            return Foresight(live, world).forecast(seconds)
        finally:
            workers.dismiss()

    def resume_all(self) -> tuple[RunId, ...]:
        """Drive every unfinished run that no other process drives; return them."""
        resumed = []
        for run_id in self._journal.list_unfinished():
            try:
                self.resume(run_id)
            except ConflictError:
                continue
            except SpecError:
                log.exception("run cannot be resumed", extra={"event": "run.not_resumed", "run_id": run_id})
                continue
            resumed.append(run_id)
        return tuple(resumed)

    def cancel(self, run_id: RunId, message: str = "") -> None:
        """Ask a run that is driven here to stop; a second time stops its exit tasks, too."""
        self._inbox.push(CancelRequested(run_id=run_id, message=message))

    def wait(self, run_id: RunId, timeout: float | None = None) -> RunRecord | None:
        """Wait for the end of a run that is driven here.

        Returns its record, or ``None`` after the time-out, or when another process took the run over.
        """
        with self._lock:
            watch = self._watches.get(run_id)
        if watch is None or not watch.ended.wait(timeout):
            return None
        return watch.record

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Tell an observer about every commit; return the function that ends it."""
        self._inbox.push(lambda: self._loop.observe(observer))
        return lambda: self._inbox.push(lambda: self._loop.unobserve(observer))

    def watch_faults(self, observer: Callable[[RunId, StoreError], None]) -> None:
        """Tell an observer, on the engine's thread, of each commit that failed; it is tried again until it succeeds."""
        self._inbox.push(lambda: setattr(self._loop, "on_fault", observer))

    def release(self, run_id: RunId) -> None:
        """Stop driving one run, whose attempts go on; `wait` returns ``None`` for it."""
        self._inbox.push(lambda: self._loop.release(run_id))

    def close(self) -> None:
        """Stop driving. Attempts go on; whoever drives their runs next adopts them."""
        self._inbox.push(self._stop)
        self._thread.join()
        self._workers.close()
        for launcher in self._launchers.values():
            launcher.close()
        self._loop.let_go()
        with self._lock:
            watches = list(self._watches.values())
        for watch in watches:
            watch.ended.set()

    def _take(self, handover: Handover) -> None:
        with self._lock:
            self._watches[handover.live.id] = _Watch(ended=threading.Event())
        self._inbox.push(lambda: self._loop.take(handover))

    def _is_driven(self, run_id: RunId) -> bool:
        with self._lock:
            watch = self._watches.get(run_id)
        return watch is not None and not watch.ended.is_set()

    def _note(self, run_id: RunId, record: RunRecord) -> None:
        watch = _Watch(ended=threading.Event(), record=record)
        watch.ended.set()
        with self._lock:
            self._watches[run_id] = watch

    def _ended(self, run_id: RunId, record: RunRecord | None) -> None:
        with self._lock:
            watch = self._watches.get(run_id)
        if watch is not None:
            watch.record = record
            watch.ended.set()

    def _drive(self) -> None:
        while not self._closing:
            messages = self._inbox.take(self._loop.seconds_to_wait())
            try:
                self._loop.step(messages)
            except Exception:
                log.exception("step failed", extra={"event": "engine.step_failed"})

    def _stop(self) -> None:
        self._closing = True
