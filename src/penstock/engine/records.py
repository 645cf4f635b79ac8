"""What is kept of a run, as values: the rows of the metadata store, read and written whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from penstock.core.ids import ArtifactId, AttemptId, Digest, ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState, RunState


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why something waits or failed, in words for people; the same three everywhere."""

    reason: str
    """One CamelCase word, stable: ``ExitCode``, ``OutOfMemory``, ``TimedOut``, ``NoFreeSlot``..."""
    message: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactRecord:
    """An artifact as it was published."""

    id: ArtifactId
    name: str
    """The name that tasks see."""
    type_title: str
    """``system.Model``, ``google.VertexModel``..."""
    type_version: str
    uri: str
    metadata: JsonObject
    digest: Digest | None = None
    """SHA-256 of the content (of a folder: of its sorted names and contents); ``None`` for what lies elsewhere."""
    size_bytes: int | None = None
    created_at: datetime | None = None
    type_schema: str = ""
    """The instance schema, for types that are given by one."""


ArtifactLists = Mapping[str, tuple[ArtifactRecord, ...]]
"""Artifacts by the name of an input or output; most lists have one element."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """The inputs or outputs of an execution."""

    parameters: Mapping[str, JsonValue] = field(default_factory=dict)
    artifacts: ArtifactLists = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecutionRecord:
    """One task of one run, as it happened."""

    run_id: RunId
    path: ExecutionPath
    number: int
    """Unique in the run, in the order of opening; the root is 0."""
    parent: ExecutionPath | None
    kind: ExecutionKind
    task_name: str
    display_name: str
    component_name: str
    state: ExecutionState
    iteration: int | None = None
    inputs: Values = Values()
    outputs: Values = Values()
    failure: Failure | None = None
    fingerprint: Digest | None = None
    fingerprint_parts: Mapping[str, str] = field(default_factory=dict)
    """The parts that the fingerprint was made from, each as text or digest: what an explanation compares."""
    cached_from: tuple[RunId, ExecutionPath] | None = None
    cache_note: str = ""
    """Why it was or was not served from cache, in a sentence."""
    attempts: int = 0
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What an attempt took of its machine, as far as somebody measured it."""

    peak_memory_bytes: int | None = None
    """The most memory that it used at one time."""
    cpu_seconds: float | None = None
    """How long it kept a core busy, over all its processes."""


UNMEASURED = Usage()


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptRecord:
    """One try of an execution."""

    id: AttemptId
    run_id: RunId
    path: ExecutionPath
    number: int
    """Counts from 1 within its execution."""
    state: AttemptState
    launcher: str
    image: str = ""
    command: tuple[str, ...] = ()
    """Resolved, with the arguments."""
    environment: JsonObject = field(default_factory=dict)
    """What it ran in: interpreter, version, packages, host, working directory."""
    exit_code: int | None = None
    failure: Failure | None = None
    log_uri: str = ""
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    usage: Usage = UNMEASURED


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """How a run is to be driven."""

    cache: str = "on"
    """``on``, ``off`` (neither read nor written), ``refresh`` (written, not read)."""
    cache_seconds: float = 0
    """How old a result may be that is reused; 0 sets no limit beyond those of the tasks."""
    fail_fast: bool = False
    """Stop what runs at the first failure, instead of finishing what does not depend on it."""
    parallelism: int = 0
    """Attempts of this run at once; 0 leaves it to the launcher."""
    host_commands: bool = False
    """Whether the process launcher may run the command of a container component on this machine."""
    isolated: bool = False
    """Whether the process launcher starts a fresh interpreter for each task instead of forking a warm one."""
    launcher: str = "process"
    pipeline_root: str = ""
    service_account: str = ""
    """The account that tasks on a cluster run as; elsewhere it is kept and has no effect."""
    continues: str = ""
    """The run whose results are taken over where nothing changed; empty for none."""
    again: tuple[str, ...] = ()
    """Paths of tasks that are done anew with all that follows them, whatever that run or the cache has of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRecord:
    """One execution of a pipeline with arguments."""

    id: RunId
    display_name: str
    experiment_id: ExperimentId
    pipeline_name: str
    spec: JsonObject
    """The document as it came: ``{"pipeline": ..., "platform": ...}``."""
    arguments: Mapping[str, JsonValue]
    options: RunOptions
    state: RunState
    provenance: JsonObject = field(default_factory=dict)
    """Where it came from: source file, git commit and whether the tree was dirty, versions, user, host."""
    outputs: Values = Values()
    failure: Failure | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    namespace: str = "default"
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    pipeline_id: str = ""
    """The uploaded pipeline that it was made from; empty where the document came with the run."""
    pipeline_version_id: str = ""
    seq: int = 0
    """The number of the last change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What one step of the loop writes for one run, in one transaction."""

    run: RunRecord | None = None
    """Set when state, outputs or failure of the run changed."""
    executions: tuple[ExecutionRecord, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    seq: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRun:
    """A run with everything that happened in it."""

    run: RunRecord
    executions: tuple[ExecutionRecord, ...]
    attempts: tuple[AttemptRecord, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedExecution:
    """An earlier execution that may be reused."""

    run_id: RunId
    path: ExecutionPath
    outputs: Values
    ended_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """What an attempt asks for; ``None`` asks for nothing in particular."""

    cpu: float | None = None
    """Cores that are set aside for it."""
    cpu_limit: float | None = None
    """Cores that it must not exceed."""
    memory_bytes: int | None = None
    """What is set aside for it."""
    memory_limit_bytes: int | None = None
    """What it must not exceed."""
    accelerator_type: str = ""
    accelerator_count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mount:
    """A folder of this machine that a task is to see at another place."""

    source: str
    target: str
    what: str
    """What it stands for, in words: ``claim 'data'``."""
    is_writable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptRequest:
    """Everything that a launcher needs to start one attempt; plain values only."""

    id: AttemptId
    run_id: RunId
    path: ExecutionPath
    number: int
    image: str
    command: tuple[str, ...]
    """Command and arguments with every placeholder rendered but those that name the executor input as a whole."""
    args: tuple[str, ...]
    env: Mapping[str, str]
    executor_input: JsonObject
    """KFP's ``ExecutorInput`` as JSON. Local artifacts have absolute paths as URIs (decision A8)."""
    output_types: Mapping[str, "OutputSlot"]
    output_prefix: str
    """The folder (or URI prefix) of this attempt alone; every output lies below it."""
    resources: Resources = Resources()
    timeout: timedelta | None = None
    platform: Mapping[str, Any] = field(default_factory=dict)
    """Settings of this executor by platform name: ``kubernetes``, ``penstock``."""
    host_commands: bool = False
    isolated: bool = False
    """Whether a fresh interpreter is asked for."""
    task_name: str = ""
    log_uri: str = ""
    workspace: str = ""
    """The folder that all tasks of the run share, to be made before the start; empty when none is asked for."""
    mounts: tuple[Mount, ...] = ()
    notices: tuple[str, ...] = ()
    """What is not as the task asks for, in sentences."""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """Texts that nothing of the attempt may show that is kept: values of secrets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What a component runs, as the document has it: what a launcher has to know to say in what it would run."""

    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    platform: Mapping[str, JsonObject] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputSlot:
    """An output that the component declares."""

    kind: str
    """``parameter`` or ``artifact``."""
    type: str
    """The parameter type, or the title of the artifact type."""
    type_version: str = ""
    type_schema: str = ""
    """The instance schema, for artifact types that are given by one."""
    is_list: bool = False
    metadata: JsonObject = field(default_factory=dict)
