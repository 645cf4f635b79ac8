"""Tasks of a run, as they happened."""

from datetime import datetime
from typing import Literal, TypeAlias

from penstock.engine.states import AttemptState, ExecutionState
from penstock.server.schemas.artifacts import ArtifactRow, TaskSlot
from penstock.server.schemas.body import Body, Failure, Json
from penstock.server.schemas.graph import NodeDetail
from penstock.server.schemas.runs import RunRow


class CachedFrom(Body):
    """The execution whose outputs a task was given."""

    run_id: str
    run_name: str
    path: str
    saved_seconds: float | None


class TaskRow(Body):
    """One task of a run, or a group of tasks, and where it stands."""

    path: str
    node: str
    """The node of the graph: the path without the numbers of iterations."""
    name: str
    parent: str | None
    kind: Literal["container", "importer", "dag", "loop", "iteration"]
    iteration: int | None
    iterations: list[int]
    """The numbers of all iterations that it lies in, outermost first."""
    state: ExecutionState
    cached: bool
    cached_from: CachedFrom | None
    failure: Failure | None
    """Why it failed, or why it waits."""
    attempts: int
    exit_code: int | None
    peak_memory_bytes: int | None
    """Of the last attempt, if that was measured."""
    cpu_seconds: float | None
    """Of the last attempt, over all its processes, if that was measured."""
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    seq: int
    note: str
    """Why it was or was not served from cache."""


class TaskList(Body):
    """The tasks of a run that changed after a number."""

    seq: int
    """The number of the last change: ask with it the next time."""
    run: RunRow
    structure_tag: str
    tasks: list[TaskRow]
    has_more: bool
    """Whether a limit cut the list; ask on with `seq`."""


class Why(Body):
    """Why a task is in its state."""

    title: str
    message: str
    hint: str


class IoValue(Body):
    """The value of an input or an output of a task."""

    name: str
    type: str
    is_artifact: bool
    value: Json
    artifacts: list[ArtifactRow]
    producer: TaskSlot | None
    """The task that gave the value, wherever it was handed through."""
    is_run_parameter: str | None
    """The input of the pipeline that the value was given with."""


class Attempt(Body):
    """One try of a task."""

    id: str
    number: int
    state: AttemptState
    launcher: str
    image: str
    command: list[str]
    environment: dict[str, Json]
    exit_code: int | None
    failure: Failure | None
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    queued_seconds: float | None
    run_seconds: float | None
    peak_memory_bytes: int | None
    """The most memory that it used at one time, if that was measured."""
    cpu_seconds: float | None
    """How long it kept a core busy, over all its processes, if that was measured."""
    log_bytes: int | None


class AttemptTimes(Body):
    """When one try of a task waited and ran."""

    path: str
    """The path of the task."""
    number: int
    state: AttemptState
    exit_code: int | None
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class AttemptList(Body):
    """All tries of all tasks of a run."""

    items: list[AttemptTimes]


class TaskOfRun(Body):
    """A task of some run."""

    run_id: str
    run_name: str
    path: str


class CacheDifference(Body):
    """A part of a fingerprint that differs from that of an earlier execution."""

    part: str
    before: str | None
    now: str | None


CacheDecision: TypeAlias = Literal["hit", "miss", "off", "pending", "none"]


class TaskCache(Body):
    """Whether a task was served from cache, and why not."""

    decision: CacheDecision
    note: str
    served_from: TaskOfRun | None
    compared_with: TaskOfRun | None
    differences: list[CacheDifference]
    fingerprint: str | None


class TaskCommands(Body):
    """What a person can run to see or to repeat a task."""

    cli: str
    docker: str | None


class TaskDetail(TaskRow):
    """Everything about one task."""

    node_detail: NodeDetail
    why: Why
    inputs: list[IoValue]
    outputs: list[IoValue]
    attempt_list: list[Attempt]
    cache: TaskCache
    commands: TaskCommands
