"""A run in motion: where each execution stands, and what changed in the last step."""

import enum
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from penstock.core.ids import AttemptId, ExecutionPath
from penstock.engine.commands import Command
from penstock.engine.driver import Driver
from penstock.engine.earlier import EarlierRun
from penstock.engine.executions import NO_VALUES, Execution
from penstock.engine.planning import Plan
from penstock.engine.records import ArtifactLists, AttemptRecord, Changes, ExecutionRecord, Failure, RunRecord
from penstock.engine.states import NEXT, REOPENABLE, ExecutionKind, ExecutionState

S = ExecutionState
_NO_PARTS: Mapping[str, str] = {}


class Work(enum.Enum):
    """What the core still has to look at within one step."""

    OPEN = enum.auto()
    """A task of a scope whose upstream tasks have all ended."""
    START = enum.auto()
    """An execution that is to go on from PENDING."""
    RETRY = enum.auto()
    """An execution whose back-off ended."""
    SETTLE = enum.auto()
    """An execution that ended: its parent and its consumers have to know."""
    FILL = enum.auto()
    """A loop that may open more iterations."""
    CLOSE = enum.auto()
    """An execution whose children may all have ended."""


@dataclass(kw_only=True, slots=True)
class Findings:
    """What was found out for a run about the world, once for all its executions."""

    earlier: EarlierRun | None = None
    """The run that this one continues."""
    anew: Collection[ExecutionPath] = ()
    """Places at and below which nothing is taken over, neither from that run nor from the cache."""
    identities: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """In what the programs of components would run, as far as it was asked."""
    unidentified: dict[str, list[Execution]] = field(default_factory=dict)
    """Executions that wait for the answer, by component."""


class LiveRun:
    """One run in motion. Used by one thread only."""

    def __init__(self, plan: Plan, record: RunRecord, driver: Driver) -> None:
        self.plan = plan
        self.record = record
        self.driver = driver
        self.id = record.id
        self.options = record.options
        self.seq = record.seq
        self.count = 0
        """Executions so far: the number of the next."""
        self.given: ArtifactLists = {}
        """The artifacts that the run is given from outside."""
        self.findings = Findings()
        self.root: Execution | None = None
        self.live: dict[ExecutionPath, Execution] = {}
        """Executions that have not ended."""
        self.attempts: dict[AttemptId, tuple[Execution, AttemptRecord]] = {}
        """Attempts that have not ended."""
        self.queue: deque[Execution] = deque()
        """Executions that wait for a slot of the run's own parallelism."""
        self.canceling = False
        self.stopping = False
        """Whether a failure stops the rest (fail fast)."""
        self.expired = False
        """Whether the run's own time limit ended."""
        self.at: datetime = record.created_at or datetime.min.replace(tzinfo=UTC)
        self.agenda: deque[tuple[Work, Execution, int]] = deque()
        self.commands: list[Command] = []
        self._changed: dict[ExecutionPath, Execution] = {}
        self._attempts_changed: dict[AttemptId, AttemptRecord] = {}
        self._run_changed = False

    @property
    def is_final(self) -> bool:
        """Whether the run has ended."""
        return self.record.state.is_final

    def move(self, execution: Execution, state: ExecutionState) -> None:
        """Take an execution to another state: the only place that does.

        Raises `AssertionError` for a move that the table does not have.
        """
        before = execution.state
        assert state in NEXT[before], f"run {self.id}: {execution.path} may not go from {before.value} to {state.value}"
        self._set(execution, state)
        if state.is_final:
            execution.ended_at = self.at
            execution.waits_for = ""
            del self.live[execution.path]
            self.agenda.append((Work.SETTLE, execution, 0))

    def reopen(self, execution: Execution) -> None:
        """Take an execution that ended back to PENDING, on purpose."""
        before = execution.state
        assert before in REOPENABLE, f"run {self.id}: {execution.path} is {before.value} and cannot be tried again"
        self._set(execution, S.PENDING)
        # Attempts made before this belong to what was tried before, whatever the clocks say.
        known = (execution.created_at, execution.ended_at)
        execution.created_at = max(self.at, *filter(None, known)) + timedelta(microseconds=1)
        execution.failure = execution.ended_at = execution.started_at = execution.fingerprint = None
        execution.fingerprint_parts, execution.cached_from, execution.cache_note = {}, None, ""
        execution.outputs, execution.retries, execution.losses = NO_VALUES, 0, 0
        if execution.kind is not ExecutionKind.CONTAINER:
            execution.attempts = 0
        self.live[execution.path] = execution

    def wait(self, execution: Execution, what: str, why: Failure | None = None) -> None:
        """Note that an execution is PENDING until something happens."""
        execution.waits_for = what
        if why is not None:
            execution.failure = why
        if execution.state is S.PENDING:
            self.touch(execution)
        else:
            self.move(execution, S.PENDING)

    def _set(self, execution: Execution, state: ExecutionState) -> None:
        before, execution.state = execution.state, state
        tally = execution.parent.tally if execution.parent else None
        if tally is not None:
            tally.move(before, state)
        self.touch(execution)

    def touch(self, execution: Execution) -> None:
        """Note that an execution is to be written."""
        self._changed[execution.path] = execution

    def touch_attempt(self, attempt: AttemptRecord) -> None:
        """Note that an attempt is to be written."""
        self._attempts_changed[attempt.id] = attempt

    def touch_run(self, record: RunRecord) -> None:
        """Replace the run's own record."""
        self.record = record
        self._run_changed = True

    def add(self, execution: Execution) -> None:
        """Take in a new execution."""
        execution.created_at = self.at
        self.count = max(self.count, execution.number + 1)
        self.live[execution.path] = execution
        self.touch(execution)

    def add_known(self, execution: Execution, created_at: datetime | None) -> None:
        """Take in an execution that is kept already."""
        execution.created_at = created_at
        self.count = max(self.count, execution.number + 1)
        if not execution.state.is_final:
            self.live[execution.path] = execution

    @property
    def has_changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._changed or self._attempts_changed or self._run_changed)

    def take_changes(self) -> Changes:
        """Return what changed since the last call, under the next sequence number."""
        self.seq += 1
        if self._run_changed:
            self.record = replace(self.record, seq=self.seq)
        changes = Changes(
            run=self.record if self._run_changed else None,
            executions=tuple(map(self._written, self._changed.values())),
            attempts=tuple(self._attempts_changed.values()),
            seq=self.seq,
        )
        self._changed, self._attempts_changed = {}, {}
        self._run_changed = False
        return changes

    def _written(self, execution: Execution) -> ExecutionRecord:
        record = execution.record(self.id)
        if execution.state.is_final:
            # Kept in the journal from now on; a long run does not carry it along.
            execution.fingerprint_parts = _NO_PARTS
        return record

    def take_commands(self) -> list[Command]:
        """Return what is to be done since the last call."""
        commands, self.commands = self.commands, []
        return commands
