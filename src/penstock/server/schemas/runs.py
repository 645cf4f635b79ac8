"""Runs: lines of lists, whole ones, and what they are made from."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from penstock.engine.states import RunState
from penstock.server.schemas.artifacts import ArtifactRow
from penstock.server.schemas.body import Body, Failure, InputSpec, Json, Problem, Ref


class TaskCounts(Body):
    """How many tasks a run has in each state: containers and importers, not the groups around them."""

    total: int
    by_state: dict[str, int]
    cached: int


class RunPipeline(Body):
    """What a run was made from; ids only where it was made from an uploaded version."""

    id: str | None
    name: str
    version_id: str | None
    version_name: str | None


class RunRow(Body):
    """One line of a list of runs."""

    id: str
    name: str
    state: RunState
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    description: str
    experiment: Ref | None
    pipeline: RunPipeline
    tags: dict[str, str]
    failure: Failure | None
    storage_state: Literal["AVAILABLE", "ARCHIVED"]
    seq: int
    tasks: TaskCounts | None
    parameters: dict[str, Json]
    """The columns that were asked for."""
    metrics: dict[str, float | None]
    """The columns that were asked for."""


class RunList(Body):
    """A page of runs."""

    items: list[RunRow]
    next_page_token: str | None
    total_size: int | None


class RunColumns(Body):
    """The parameters and metrics that occur in runs."""

    parameters: list[str]
    metrics: list[str]


class RunOptions(Body):
    """How a run is driven."""

    cache: str
    fail_fast: bool
    parallelism: int
    host_commands: bool
    launcher: str
    pipeline_root: str
    service_account: str
    cache_seconds: float
    """How old a result may be to be reused; 0 sets no limit."""
    continues: str
    """The run whose results are taken over; empty if there is none."""
    again: list[str]
    """Tasks that are done anew all the same, with what follows them."""
    isolated: bool
    """Whether every task starts in a fresh interpreter."""


class RunOutputs(Body):
    """What a whole run gave."""

    parameters: dict[str, Json]
    artifacts: dict[str, list[ArtifactRow]]


class ExperimentBest(Body):
    """The metric that stands for this run, beside the best of the other runs of its experiment."""

    metric: str
    value: float | None
    """Of several iterations, the best."""
    best_before: float | None
    maximize: bool
    path: str
    """The task that it is of."""
    lowest: float
    highest: float
    count: int
    """How many iterations of the task reported it."""


class FirstFailure(Body):
    """The task that failed first."""

    path: str
    name: str
    failure: Failure
    exit_code: int | None
    attempt_id: str | None


class RunDetail(RunRow):
    """A run, without its tasks."""

    arguments: dict[str, Json]
    outputs: RunOutputs
    options: RunOptions
    provenance: dict[str, Json]
    inputs_spec: list[InputSpec]
    experiment_best: ExperimentBest | None
    first_failure: FirstFailure | None


MOST_CACHE_SECONDS = 100 * 366 * 86_400


class NewRun(Body):
    """A run that somebody wants: of a document, of a version, or of the newest version of a pipeline."""

    name: str = ""
    description: str = ""
    pipeline_id: str = ""
    pipeline_version_id: str = ""
    document: str | None = None
    """The text of a pipeline file, YAML or JSON."""
    arguments: dict[str, Json] = Field(default_factory=dict)
    experiment_id: str = ""
    tags: dict[str, str] = Field(default_factory=dict)
    cache: Literal["on", "off", "refresh"] | None = None
    fail_fast: StrictBool | None = None
    parallelism: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    cache_seconds: Annotated[float, Field(strict=True, ge=0, le=MOST_CACHE_SECONDS)] | None = None
    """How old results may be that are reused."""
    isolated: StrictBool | None = None
    """Whether each task gets a fresh interpreter, instead of one forked from a warm one."""
    provenance: dict[str, Json] = Field(default_factory=dict)
    """Where it comes from, as `penstock run` tells it: file, commit, command, versions, machine."""


class ForeseenTask(Body):
    """A task, or a group of tasks, and what would become of it."""

    path: str
    name: str
    is_group: bool
    decision: Literal["reused", "runs", "skipped", "fails", "unknown"]
    """``unknown`` is what follows from tasks that would have to run first."""
    why: str
    source_run_id: str | None
    """The run that it would be served from."""
    source_path: str | None


class RunForecast(Body):
    """What would become of the tasks of a run, as far as it is known without running any."""

    tasks: list[ForeseenTask]
    counts: dict[str, int]
    """How many tasks have each decision; groups do not count."""
    is_whole: bool
    """Whether all was looked at that can be known; not if that took too long."""


class RunCheck(Body):
    """What would become of a run."""

    problems: list[Problem]
    forecast: RunForecast | None
    """Where it was asked for, and the run has no problem."""


class RetriedTask(Body):
    """A task of a run, or a group of tasks, and whether a retry does it again."""

    path: str
    name: str
    is_group: bool
    again: bool


class RetryPlan(Body):
    """What a retry would do."""

    tasks: list[RetriedTask]
    again: int
    """Tasks that are done again; groups do not count, nor what lies in groups that were never opened."""
    kept: int


class RunChange(Body):
    """What can be changed of a run; what is left out stays."""

    name: str | None = None
    description: str | None = None
    tags: dict[str, str] | None = None


class RetryOrder(Body):
    """How a run is tried again."""

    from_: Annotated[str | None, Field(alias="from")] = None
    """The path of a task that is done anew, with everything that follows it."""
