"""Drives one run from a terminal: shows it, and takes Ctrl-C once to cancel and twice to let go (decision R1)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from penstock.cli import wording
from penstock.cli.exits import ExitCode
from penstock.cli.interrupting import Interrupts, LetGo
from penstock.cli.log_file import log_into
from penstock.cli.progress.following import Follower, follower_for
from penstock.cli.progress.tree import TaskTree
from penstock.core.collector import expect_many_objects
from penstock.core.errors import PenstockError, StoreError
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.engine import Engine
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.records import Changes, RunRecord, StoredRun
from penstock.engine.states import RunState
from penstock.local.wiring import Records
from penstock.spec.pipeline import PipelineDocument
from penstock.store.signals import listening

PATIENCE_SECONDS = 15.0
"""How long changes may fail to be kept, on a full disk for example, before the run is left to be resumed."""
ASKED = "Cancelled by `penstock runs cancel`"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a run stands when this process is done with it."""

    stored: StoredRun
    was_interrupted: bool = False
    fault: StoreError | None = None
    """Why the run was given up, if its changes could not be kept."""

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self.stored.run.state.is_final

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that tells it."""
        state = self.stored.run.state
        if state is RunState.SUCCEEDED:
            return ExitCode.OK
        return ExitCode.INTERRUPTED if self.was_interrupted else ExitCode.FAILED


class Driving:
    """Drives one run in this process, and shows it. Used once, by the main thread."""

    def __init__(self, records: Records, engine: Engine, console: Console) -> None:
        expect_many_objects()
        log_into(records.home.path)
        self._records = records
        self._engine = engine
        self._console = console
        self._interrupts = Interrupts()
        self._begun = threading.Event()
        self._fault: StoreError | None = None
        self._failing_since: float | None = None

    def start(self, record: RunRecord, document: PipelineDocument) -> Outcome:
        """Start a new run and see it to its end. Raises `SpecError` or `ArgumentsError` before it is recorded."""
        plan = Plan(document)
        try:
            plan.check()
        except PenstockError:
            self._engine.close()
            raise
        return self._drive(record, TaskTree(plan), lambda: self._engine.start(record, document))

    def resume(self, stored: StoredRun) -> Outcome:
        """Drive a known run on to its end. Raises `ConflictError` if another process drives it."""
        return self._go_on(stored, lambda: self._engine.resume(stored.run.id))

    def retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Outcome:
        """Continue a run that has ended, to its new end. Raises `ConflictError` if there is nothing to do."""
        return self._go_on(stored, lambda: self._engine.retry(stored.run.id, again))

    def cancel(self, stored: StoredRun) -> Outcome:
        """Take a run that nobody drives, and end it. Raises `ConflictError` if another process drives it."""

        def begin() -> None:
            self._engine.resume(stored.run.id)
            self._engine.cancel(stored.run.id, ASKED)

        return self._go_on(stored, begin)

    def _go_on(self, stored: StoredRun, begin: Callable[[], object]) -> Outcome:
        tree = TaskTree(Plan(document_of(stored.run)))
        tree.update(stored.executions)
        return self._drive(stored.run, tree, begin)

    def _drive(self, record: RunRecord, tree: TaskTree, begin: Callable[[], object]) -> Outcome:
        run_id = record.id
        try:
            with ExitStack() as stack:
                follower = stack.enter_context(self._shown(record, tree))
                stack.enter_context(self._interrupts.taken(lambda: self._cancel(run_id, follower)))
                begin()
                self._begun.set()
                # Not before: until then the run may be driven by another process, whose pipe this is.
                stack.enter_context(listening(self._records.home.leases, run_id, lambda: self._asked(run_id, follower)))
                self._engine.wait(run_id)
        except LetGo:
            self._console.print(_let_go(run_id))
        finally:
            self._engine.close()
        return self._outcome(run_id)

    def _outcome(self, run_id: RunId) -> Outcome:
        stored = self._records.journal.load_run(run_id)
        fault = self._fault if not stored.run.state.is_final else None
        return Outcome(stored=stored, was_interrupted=self._interrupts.count > 0, fault=fault)

    @contextmanager
    def _shown(self, record: RunRecord, tree: TaskTree) -> Iterator[Follower]:
        clock = self._records.clock
        self._console.print(_introduction(record, self._records))
        follower = follower_for(self._console, tree, clock, clock.now())

        def observe(run_id: RunId, changes: Changes) -> None:
            if run_id == record.id:
                self._failing_since = None
                follower.update(changes.executions)

        self._engine.watch_faults(lambda run_id, error: self._failed_to_keep(run_id, error, follower))
        unsubscribe = self._engine.subscribe(observe)
        try:
            with follower:
                yield follower
        finally:
            unsubscribe()

    def _failed_to_keep(self, run_id: RunId, error: StoreError, follower: Follower) -> None:
        """Say that changes cannot be kept; after a while, give the run up as it is kept."""
        now = self._records.clock.monotonic()
        if self._failing_since is None:
            self._failing_since, self._fault = now, error
            follower.say(f"{error.message}; {error.hint}; trying again")
        elif now - self._failing_since > PATIENCE_SECONDS:
            self._engine.release(run_id)

    def _cancel(self, run_id: RunId, follower: Follower) -> None:
        follower.say("Cancelling; press Ctrl-C again to leave at once, the tasks go on then")
        self._begun.wait()  # on a thread of its own: pressed before there was anything to cancel
        self._engine.cancel(run_id, "Interrupted by Ctrl-C")

    def _asked(self, run_id: RunId, follower: Follower) -> None:
        follower.say("Cancelling, as another process asked")
        self._engine.cancel(run_id, ASKED)


def _introduction(record: RunRecord, records: Records) -> Text:
    text = Text.assemble((record.display_name, "bold"), "  ")
    text.append(f"run {record.id[: wording.SHORT_ID]}  home {wording.place(records.home.path)}", "dim")
    return text


def _let_go(run_id: RunId) -> Text:
    short = run_id[: wording.SHORT_ID]
    return Text(f"The tasks of run {short} go on. Drive it to its end with: penstock runs resume {short}", "yellow")
