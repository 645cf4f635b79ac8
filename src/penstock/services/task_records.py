"""Tasks as lists show them, and one task with its attempts."""

from dataclasses import dataclass
from datetime import datetime

from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.records import AttemptRecord, ExecutionRecord, Failure, Usage
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.records import RunSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedSource:
    """The execution whose outputs another was given."""

    run_id: RunId
    run_name: str
    """Empty when the run is gone."""
    path: ExecutionPath
    seconds: float | None
    """How long it ran, if that is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskLine:
    """An execution without its inputs and outputs."""

    run_id: RunId
    path: ExecutionPath
    number: int
    parent: ExecutionPath | None
    kind: ExecutionKind
    task_name: str
    display_name: str
    iteration: int | None
    state: ExecutionState
    attempts: int
    exit_code: int | None
    """Of the last attempt."""
    usage: Usage
    """What the last attempt took of the machine."""
    failure: Failure | None
    cache_note: str
    cached_from: CachedSource | None
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskChanges:
    """The executions of a run that changed after a number."""

    run: RunSummary
    spec_key: str
    """What the structure of the run's graph follows from: equal keys, equal graphs."""
    seq: int
    """The number of the last change that is told: ask with it the next time."""
    tasks: tuple[TaskLine, ...]
    """In the order in which they changed."""
    has_more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RunMark:
    """How far a run is, and what its graph follows from."""

    seq: int
    """The number of its last change."""
    spec_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredTask:
    """An execution with its attempts."""

    execution: ExecutionRecord
    attempts: tuple[AttemptRecord, ...]
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskOutcome:
    """How one task of one of many runs went: the least that puts runs beside each other."""

    run_id: RunId
    path: ExecutionPath
    name: str
    """What people call it."""
    state: ExecutionState
    seconds: float | None
    """How long it ran, once it has ended."""
    is_cached: bool
