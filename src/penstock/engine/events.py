"""What happened: the input of the pure core. Past tense; plain values; the times are those of the world outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from penstock.core.ids import AttemptId, Digest, ExecutionPath, RunId
from penstock.core.json import JsonObject
from penstock.engine.records import UNMEASURED, CachedExecution, Failure, Usage, Values

VANISHED = Failure(reason="Lost", message="The attempt vanished with its machine or its driver")


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptWaiting:
    """An attempt waits for something outside the run."""

    attempt_id: AttemptId
    why: Failure


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptStarted:
    """The user's program runs."""

    attempt_id: AttemptId
    at: datetime
    environment: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptSucceeded:
    """The program ended well, and its outputs are published."""

    attempt_id: AttemptId
    at: datetime
    outputs: Values
    exit_code: int = 0
    usage: Usage = UNMEASURED


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptFailed:
    """The program failed, could not be started, or left outputs that cannot be used."""

    attempt_id: AttemptId
    at: datetime
    failure: Failure
    exit_code: int | None = None
    usage: Usage = UNMEASURED


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptCanceled:
    """The program was stopped on request."""

    attempt_id: AttemptId
    at: datetime
    usage: Usage = UNMEASURED


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptLost:
    """The program is gone through no fault of its own: with its machine or its driver, or killed by somebody."""

    attempt_id: AttemptId
    at: datetime
    why: Failure = VANISHED
    usage: Usage = UNMEASURED


AttemptEnd = AttemptSucceeded | AttemptFailed | AttemptCanceled | AttemptLost
AttemptEvent = AttemptWaiting | AttemptStarted | AttemptEnd


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStarted:
    """The run is to be driven from its beginning."""

    run_id: RunId


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgramIdentified:
    """A launcher said in what the program of a component would run."""

    run_id: RunId
    component: str
    parts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheAnswered:
    """The cache was consulted for an execution; a hit whose outputs still exist, or nothing."""

    run_id: RunId
    path: ExecutionPath
    fingerprint: Digest
    hit: CachedExecution | None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheJoined:
    """An equal execution is under way: the answer comes when it has ended."""

    run_id: RunId
    path: ExecutionPath
    why: Failure


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierResultChecked:
    """Somebody looked whether the outputs of an equal task of the run that this one continues are still there."""

    run_id: RunId
    path: ExecutionPath
    hit: CachedExecution | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactImported:
    """An importer's artifact is there, or cannot be had."""

    run_id: RunId
    path: ExecutionPath
    outputs: Values
    failure: Failure | None = None
    fingerprint: Digest | None = None
    """Identifies the import (place, type, metadata, content), so that a later one reuses the artifact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TimerFired:
    """A back-off or a time limit ended."""

    run_id: RunId
    timer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRequested:
    """Somebody wants the run to stop."""

    run_id: RunId
    message: str = ""


Event = (
    AttemptEvent
    | RunStarted
    | ProgramIdentified
    | CacheAnswered
    | CacheJoined
    | EarlierResultChecked
    | ArtifactImported
    | TimerFired
    | CancelRequested
)
