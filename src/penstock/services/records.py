"""What lists and pages show: narrow values, read without any blob."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from penstock.core.ids import ArtifactId, Digest, ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import ArtifactRecord, AttemptRecord, ExecutionRecord, Failure
from penstock.engine.states import ExecutionKind, ExecutionState, RunState


class StorageState(enum.Enum):
    """Whether lists show a thing; the spelling is KFP's."""

    AVAILABLE = "AVAILABLE"
    ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """A named group of runs."""

    id: ExperimentId
    name: str
    created_at: datetime
    namespace: str = "default"
    description: str = ""
    storage_state: StorageState = StorageState.AVAILABLE
    last_run_created_at: datetime | None = field(default=None, compare=False)
    """When the newest of its runs was made; told by the store."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pipeline:
    """A named series of uploaded documents."""

    id: str
    name: str
    created_at: datetime
    namespace: str = "default"
    description: str = ""
    display_name: str = ""
    """What people call it; the name if empty."""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineVersion:
    """One uploaded document, which never changes."""

    id: str
    pipeline_id: str
    name: str
    created_at: datetime
    namespace: str = "default"
    description: str = ""
    display_name: str = ""
    """What people call it; the name if empty."""
    code_source_url: str = ""
    """Where the source of the document is to be found."""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactReference:
    """An artifact, without its metadata."""

    id: ArtifactId
    name: str
    type_title: str
    uri: str
    digest: Digest | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskCounts:
    """How many tasks a run has in each state: containers and importers, not the groups around them."""

    by_state: Mapping[ExecutionState, int] = field(default_factory=dict)
    cached: int = 0
    """How many of the succeeded were served from cache."""

    @property
    def total(self) -> int:
        """How many tasks there are so far."""
        return sum(self.by_state.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSummary:
    """One line of a list of runs."""

    id: RunId
    display_name: str
    namespace: str
    experiment_id: ExperimentId
    experiment_name: str
    """Empty when the experiment is not known."""
    pipeline_name: str
    state: RunState
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    failure: Failure | None = None
    outputs: Mapping[str, JsonValue] = field(default_factory=dict)
    """The output parameters of at most 1 KiB."""
    large_outputs: tuple[str, ...] = ()
    """The names of output parameters that are longer."""
    output_artifacts: Mapping[str, tuple[ArtifactReference, ...]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    description: str = ""
    """Left out when it is longer than 1 KiB."""
    storage_state: StorageState = StorageState.AVAILABLE
    pipeline_id: str = ""
    pipeline_version_id: str = ""
    pipeline_version_name: str = ""
    """Empty when the version is not known."""
    tasks: TaskCounts = TaskCounts()

    @property
    def duration(self) -> timedelta | None:
        """How long it ran, once it has ended."""
        return self.ended_at - self.started_at if self.ended_at and self.started_at else None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFilter:
    """Which runs a list shows; what is empty does not narrow it."""

    namespace: str = "default"
    states: frozenset[RunState] = frozenset()
    experiment_id: ExperimentId | None = None
    pipeline_name: str = ""
    name_contains: str = ""
    """Any part of the display name; upper and lower case of ASCII letters are the same."""
    tags: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, JsonValue] = field(default_factory=dict)
    """Arguments that a run was given with exactly these values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPage:
    """A part of a list of runs, newest first."""

    runs: tuple[RunSummary, ...]
    next_token: str = ""
    """Where the next page begins; empty at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One number that an execution of a run reported."""

    run_id: RunId
    path: ExecutionPath
    task_name: str
    output: str
    position: int
    name: str
    value: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecutionReference:
    """An execution, without its inputs and outputs."""

    run_id: RunId
    number: int
    path: ExecutionPath
    task_name: str
    component_name: str
    kind: ExecutionKind
    state: ExecutionState
    cached_from: tuple[RunId, ExecutionPath] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactUse:
    """An artifact in an input or an output of an execution."""

    artifact: ArtifactRecord
    execution: ExecutionReference
    slot: str
    """The name of the input or output."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierExecution:
    """An execution of the same component, to compare a fingerprint with."""

    run_id: RunId
    path: ExecutionPath
    state: ExecutionState
    fingerprint: Digest
    fingerprint_parts: Mapping[str, str]
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunChanges:
    """What changed in a run after some number."""

    seq: int
    """The number of the last change: ask with it the next time."""
    state: RunState
    executions: tuple[ExecutionRecord, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRun:
    """What a run is made from."""

    document: JsonObject
    """``{"pipeline": ..., "platform": ...}``."""
    pipeline_name: str
    arguments: Mapping[str, JsonValue]
    experiment_id: ExperimentId
    display_name: str = ""
    provenance: JsonObject = field(default_factory=dict)
    description: str = ""
    namespace: str = "default"
    tags: Mapping[str, str] = field(default_factory=dict)
    pipeline_id: str = ""
    pipeline_version_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPipeline:
    """What a pipeline is made from."""

    name: str
    display_name: str = ""
    description: str = ""
    namespace: str = "default"
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewVersion:
    """What a version of a pipeline is made from."""

    name: str
    document: JsonObject
    """``{"pipeline": ..., "platform": ...}``."""
    display_name: str = ""
    description: str = ""
    code_source_url: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
