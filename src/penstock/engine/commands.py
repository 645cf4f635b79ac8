"""What is to be done: the output of the pure core. Imperative; plain values; performed only after the commit."""

from dataclasses import dataclass
from datetime import timedelta

from penstock.core.ids import AttemptId, Digest, ExecutionPath, RunId
from penstock.engine.records import ArtifactRecord, AttemptRequest, CachedExecution, Program


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """Start an attempt whose intent is recorded; one that an earlier driver has started is found instead."""

    launcher: str
    request: AttemptRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopt:
    """Watch an attempt that an earlier driver launched; what nobody finds is lost."""

    launcher: str
    request: AttemptRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelAttempt:
    """Stop an attempt."""

    launcher: str
    attempt_id: AttemptId


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentifyProgram:
    """Ask a launcher in what the program of a component would run; answered by `ProgramIdentified`."""

    run_id: RunId
    launcher: str
    component: str
    program: Program


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpCache:
    """Find an equal execution to reuse, or the running one to join; answered by `CacheAnswered`."""

    run_id: RunId
    path: ExecutionPath
    namespace: str
    fingerprint: Digest
    max_age: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckEarlierResult:
    """See whether the outputs of an equal earlier task are still there; answered by `EarlierResultChecked`."""

    run_id: RunId
    path: ExecutionPath
    result: CachedExecution


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferResult:
    """Tell those who joined an execution how it ended."""

    run_id: RunId
    path: ExecutionPath
    namespace: str
    fingerprint: Digest
    result: CachedExecution | None
    """What it made, or ``None`` if it did not succeed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportArtifact:
    """Identify an artifact that exists already; answered by `ArtifactImported`."""

    run_id: RunId
    path: ExecutionPath
    namespace: str
    output: str
    artifact: ArtifactRecord
    reimport: bool
    """Make a new artifact even if an equal import was made before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetTimer:
    """Send a `TimerFired` with this name after a delay."""

    run_id: RunId
    timer: str
    delay: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishRun:
    """The run has ended: release its lease, wake those who wait."""

    run_id: RunId


Command = (
    Launch
    | Adopt
    | CancelAttempt
    | IdentifyProgram
    | LookUpCache
    | CheckEarlierResult
    | OfferResult
    | ImportArtifact
    | SetTimer
    | FinishRun
)
