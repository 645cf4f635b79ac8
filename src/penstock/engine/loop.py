"""The thin shell around the pure core: takes messages, applies, commits, and only then performs.

Used by one thread. What may be slow goes to the workers and comes back as a message (decision A12).
"""

import heapq
import itertools
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from penstock.core.clock import Clock
from penstock.core.errors import LeaseLostError, StoreError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.commands import (
    Adopt,
    CancelAttempt,
    CheckEarlierResult,
    Command,
    FinishRun,
    IdentifyProgram,
    ImportArtifact,
    Launch,
    LookUpCache,
    OfferResult,
    SetTimer,
)
from penstock.engine.events import Event, TimerFired
from penstock.engine.handover import Handover
from penstock.engine.joining import CacheDesk
from penstock.engine.live import LiveRun
from penstock.engine.performing import Performer
from penstock.engine.ports import ArtifactStore, Launcher, Lease, RunJournal
from penstock.engine.records import AttemptRecord, Changes, ExecutionRecord, Failure, RunRecord
from penstock.engine.states import RunState
from penstock.engine.transitions import apply
from penstock.engine.workers import Message, Workers

log = logging.getLogger(__name__)

Observer = Callable[[RunId, Changes], None]
"""Told on the loop's thread what was committed; returns at once and never raises."""

LAZY_SECONDS = 0.02
"""How long a change that nothing hangs on may wait for others to be written with it."""
JOIN_SECONDS = 0.25
"""How often it is looked whether another process has made a result that an execution waits for."""
STORE_RETRY_SECONDS = 1.0
"""How long after a failed commit the next try comes."""


class Driven:
    """A run that this process drives."""

    __slots__ = ("commands", "flush_is_set", "lease", "live", "needs_flush", "unsaved")

    def __init__(self, live: LiveRun, lease: Lease) -> None:
        self.live = live
        self.lease = lease
        self.commands: list[Command] = []
        """Decided, not yet performed: what they follow from is not yet kept."""
        self.unsaved: Changes | None = None
        """What a failed commit left."""
        self.needs_flush = False
        self.flush_is_set = False


class Loop:
    """Drives all runs of a process."""

    def __init__(
        self,
        *,
        journal: RunJournal,
        artifacts: ArtifactStore,
        launchers: Mapping[str, Launcher],
        clock: Clock,
        workers: Workers,
        post: Callable[[Message], None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._workers = workers
        self._runs: dict[RunId, Driven] = {}
        self._touched: dict[RunId, Driven] = {}
        self._timers: list[tuple[float, int, RunId, str]] = []
        self._ticket = itertools.count()
        self._observers: list[Observer] = []
        self._performer = Performer(
            journal=journal,
            artifacts=artifacts,
            launchers=launchers,
            clock=clock,
            submit=workers.submit,
            post=post,
        )
        self._desk = CacheDesk(
            journal=journal,
            artifacts=artifacts,
            clock=clock,
            submit=workers.submit,
            post=post,
            is_waiting=self._waits_for_cache,
            later=lambda run_id, path: self._set_timer(run_id, _JOIN + path, JOIN_SECONDS),
        )
        self.on_end: Callable[[RunId, RunRecord | None], None] = _ignore_end
        """Told when a run is no longer driven: with its record if it ended, without if another process took it."""
        self.on_fault: Callable[[RunId, StoreError], None] = _ignore_fault
        """Told on the loop's thread of each commit that failed and will be tried again."""

    @property
    def run_ids(self) -> tuple[RunId, ...]:
        """The runs that are driven."""
        return tuple(self._runs)

    def observe(self, observer: Observer) -> None:
        """Tell an observer about every commit from now on."""
        self._observers.append(observer)

    def unobserve(self, observer: Observer) -> None:
        """Stop telling an observer."""
        self._observers.remove(observer)

    def take(self, handover: Handover) -> None:
        """Drive one more run."""
        driven = Driven(handover.live, handover.lease)
        self._runs[handover.live.id] = driven
        self._touched[handover.live.id] = driven
        self._guard(handover.live, handover.go)

    def step(self, messages: Iterable[Message]) -> None:
        """Take messages and due timers; commit once for each run that they touch; perform what follows."""
        for message in messages:
            if callable(message):
                message()
            else:
                self.deliver(message)
        self._fire_timers()
        while self._touched:
            _, driven = self._touched.popitem()
            self._flush(driven)

    def deliver(self, event: Event) -> None:
        """Apply an event to its run, if it is driven here."""
        driven = self._runs.get(_run_of(event))
        if driven is None or driven.live.is_final:
            return
        self._touched[driven.live.id] = driven
        self._guard(driven.live, lambda: apply(driven.live, event, self._clock.now()))

    def _guard(self, live: LiveRun, move: Callable[[], None]) -> None:
        try:
            move()
        except Exception as error:
            log.exception("run broke", extra={"event": "run.broke", "run_id": live.id})
            _break(live, error, self._clock)

    def seconds_to_wait(self) -> float | None:
        """Return how long the loop may block: until the next timer, or for ever."""
        return max(0.0, self._timers[0][0] - self._clock.monotonic()) if self._timers else None

    def let_go(self) -> None:
        """Drive nothing any more; attempts go on, and whoever drives next adopts them."""
        for driven in self._runs.values():
            driven.lease.release()
        self._runs.clear()
        self._touched.clear()

    def release(self, run_id: RunId) -> None:
        """Stop driving a run; its attempts go on, and whoever drives it next adopts them."""
        if run_id in self._runs:
            self._touched.pop(run_id, None)
            self._drop(run_id, None)

    def _fire_timers(self) -> None:
        now = self._clock.monotonic()
        while self._timers and self._timers[0][0] <= now:
            _, _, run_id, timer = heapq.heappop(self._timers)
            if timer in (_FLUSH, _STORE):
                driven = self._runs.get(run_id)
                if driven is not None:
                    driven.needs_flush, driven.flush_is_set = True, False
                    self._touched[run_id] = driven
            elif timer.startswith(_JOIN):
                self._desk.ask_again(run_id, ExecutionPath(timer.removeprefix(_JOIN)))
            else:
                self.deliver(TimerFired(run_id=run_id, timer=timer))

    def _set_timer(self, run_id: RunId, timer: str, seconds: float) -> None:
        due = self._clock.monotonic() + max(0.0, seconds)
        heapq.heappush(self._timers, (due, next(self._ticket), run_id, timer))

    def _flush(self, driven: Driven) -> None:
        """Keep what was decided as soon as something hangs on it; what nothing hangs on waits a moment for company."""
        must = driven.needs_flush
        for command in driven.live.take_commands():
            if isinstance(command, _HARMLESS):
                self._perform(command)
                continue
            driven.commands.append(command)
            must = must or not isinstance(command, OfferResult)
        if driven.unsaved is not None and not driven.needs_flush:
            return
        if must:
            if self._commit(driven):
                self._perform_all(driven)
        elif driven.live.has_changes and not driven.flush_is_set:
            driven.flush_is_set = True
            self._set_timer(driven.live.id, _FLUSH, LAZY_SECONDS)

    def _perform_all(self, driven: Driven) -> None:
        commands, driven.commands = driven.commands, []
        for command in commands:
            self._perform(command)

    def _commit(self, driven: Driven) -> bool:
        live = driven.live
        driven.needs_flush = False
        if not live.has_changes and driven.unsaved is None:
            return True
        changes = _merged(driven.unsaved, live.take_changes())
        try:
            self._journal.commit(live.id, changes, driven.lease)
        except LeaseLostError:
            log.warning("lease lost", extra={"event": "run.lease_lost", "run_id": live.id})
            self._drop(live.id, None)
            return False
        except StoreError as error:
            if driven.unsaved is None:
                log.warning("store failed", extra={"event": "store.failed", "run_id": live.id, "error": str(error)})
            driven.unsaved = changes
            self._set_timer(live.id, _STORE, STORE_RETRY_SECONDS)
            self.on_fault(live.id, error)
            return False
        driven.unsaved = None
        for observer in self._observers:
            self._tell(observer, live.id, changes)
        return True

    def _tell(self, observer: Observer, run_id: RunId, changes: Changes) -> None:
        try:
            observer(run_id, changes)
        except Exception:
            # What follows from a commit has to be done: whoever looks at a run never holds it up.
            log.exception("observer failed", extra={"event": "engine.observer_failed", "run_id": run_id})

    def _perform(self, command: Command) -> None:
        match command:
            case Launch():
                self._performer.launch(command)
            case Adopt():
                self._performer.adopt(command)
            case CancelAttempt():
                self._performer.cancel(command)
            case LookUpCache():
                self._desk.look_up(command)
            case CheckEarlierResult():
                self._desk.check_earlier(command)
            case OfferResult():
                self._desk.offered(command)
            case _:
                self._perform_other(command)

    def _perform_other(self, command: IdentifyProgram | ImportArtifact | SetTimer | FinishRun) -> None:
        match command:
            case IdentifyProgram():
                self._performer.identify(command)
            case ImportArtifact():
                self._performer.import_artifact(command)
            case SetTimer():
                self._set_timer(command.run_id, command.timer, command.delay.total_seconds())
            case FinishRun():
                self._drop(command.run_id, self._runs[command.run_id].live.record)

    def _drop(self, run_id: RunId, record: RunRecord | None) -> None:
        driven = self._runs.pop(run_id)
        self._desk.forget(run_id)
        driven.lease.release()
        self.on_end(run_id, record)

    def _waits_for_cache(self, run_id: RunId, path: ExecutionPath) -> bool:
        driven = self._runs.get(run_id)
        execution = driven.live.live.get(path) if driven else None
        return execution is not None and execution.waits_for == "cache"


_HARMLESS = (IdentifyProgram, LookUpCache, CheckEarlierResult, SetTimer, ImportArtifact)
"""Commands that change nothing: they need not wait for what they follow from to be kept."""
_FLUSH = "flush"
_STORE = "store"
_JOIN = "join:"


def _ignore_fault(_run_id: RunId, _error: StoreError) -> None:
    return


def _ignore_end(_run_id: RunId, _record: RunRecord | None) -> None:
    return


def _run_of(event: Event) -> RunId:
    run_id: RunId | None = getattr(event, "run_id", None)
    if run_id is not None:
        return run_id
    attempt: str = getattr(event, "attempt_id", "")
    return RunId(attempt.rsplit("-", 2)[0])


def _break(live: LiveRun, error: Exception, clock: Clock) -> None:
    """End a run that the core cannot move: it failed, and says that the engine is to blame."""
    live.agenda.clear()
    failure = Failure(
        reason="EngineError",
        message=f"The engine could not go on: {type(error).__name__}: {error}",
        hint="this is a mistake in Penstock; please report it with the pipeline file",
    )
    for attempt in list(live.attempts):
        live.commands.append(CancelAttempt(launcher=live.options.launcher, attempt_id=attempt))
    live.touch_run(replace(live.record, state=RunState.FAILED, failure=failure, ended_at=clock.now()))
    live.commands.append(FinishRun(run_id=live.id))


def _merged(before: Changes | None, after: Changes) -> Changes:
    if before is None:
        return after
    executions: dict[str, ExecutionRecord] = {record.path: record for record in before.executions}
    executions.update((record.path, record) for record in after.executions)
    attempts: dict[str, AttemptRecord] = {record.id: record for record in before.attempts}
    attempts.update((record.id, record) for record in after.attempts)
    return Changes(
        run=after.run or before.run,
        executions=tuple(executions.values()),
        attempts=tuple(attempts.values()),
        seq=after.seq,
    )
