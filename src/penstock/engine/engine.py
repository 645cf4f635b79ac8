"""The engine as others use it: start, resume, cancel, wait, watch. One thread drives all runs of a process."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, SpecError
from penstock.core.ids import RunId
from penstock.engine.arguments import check_arguments
from penstock.engine.driver import Driver
from penstock.engine.events import CancelRequested, RunStarted
from penstock.engine.live import LiveRun
from penstock.engine.loop import Loop, Observer
from penstock.engine.planning import Plan
from penstock.engine.ports import ArtifactStore, Launcher, Lease, RunJournal
from penstock.engine.records import RunRecord, StoredRun
from penstock.engine.restoring import restore, resume
from penstock.engine.workers import Inbox, ThreadWorkers, Workers
from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec

log = logging.getLogger(__name__)


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
        self._journal = journal
        self._artifacts = artifacts
        self._clock = clock
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
        plan = Plan(document or document_of(record))
        plan.check()
        check_arguments(plan.root, record.arguments)
        record = replace(record, created_at=record.created_at or self._clock.now())
        self._journal.create_run(record)
        lease = self._acquire(record.id)
        live = LiveRun(plan, record, Driver(plan, record, self._artifacts))
        self._take(live, lease, None)
        return record.id

    def resume(self, run_id: RunId) -> None:
        """Drive a run on from its records.

        Raises `NotFoundError`, and `ConflictError` if another process drives it. A run that has ended is left alone.
        """
        if self._is_driven(run_id):
            return
        lease = self._acquire(run_id)
        try:
            stored = self._journal.load_run(run_id)
            live = self._restored(stored)
        except BaseException:
            lease.release()
            raise
        if stored.run.state.is_final:
            lease.release()
            self._note(run_id, stored.run)
            return
        self._take(live, lease, stored)

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

    def _acquire(self, run_id: RunId) -> Lease:
        lease = self._journal.acquire(run_id)
        if lease is None:
            raise ConflictError(
                f"Run {run_id} is driven by another process", hint="wait for it, or stop that process first"
            )
        return lease

    def _restored(self, stored: StoredRun) -> LiveRun:
        plan = Plan(document_of(stored.run))
        live = LiveRun(plan, stored.run, Driver(plan, stored.run, self._artifacts))
        live.at = self._clock.now()
        restore(live, stored)
        return live

    def _take(self, live: LiveRun, lease: Lease, stored: StoredRun | None) -> None:
        with self._lock:
            self._watches[live.id] = _Watch(ended=threading.Event())

        def take() -> None:
            self._loop.take_run(live, lease)
            if stored is None or live.root is None:
                self._loop.deliver(RunStarted(run_id=live.id))
            else:
                self._loop.guard(live, lambda: resume(live, stored))

        self._inbox.push(take)

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


def document_of(record: RunRecord) -> PipelineDocument:
    """Read the document of a run. Raises `SpecError`."""
    pipeline, problems = decode(PipelineSpec, record.spec.get("pipeline", {}), path="")
    platform, more = decode(PlatformSpec, record.spec.get("platform") or {}, path="")
    errors = [problem for problem in (*problems, *more) if problem.severity == "error"]
    if errors:
        raise SpecError(errors, source=record.pipeline_name)
    return PipelineDocument(pipeline=pipeline, platform=platform)
