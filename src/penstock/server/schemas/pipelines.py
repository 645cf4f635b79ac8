"""Pipelines and their versions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from penstock.engine.states import ExecutionState, RunState
from penstock.server.schemas.body import Body, InputSpec, Problem
from penstock.server.schemas.graph import Graph
from penstock.server.schemas.runs import RunRow


class RunMark(Body):
    """One run, as a bar in a row of bars."""

    id: str
    state: RunState
    seconds: float | None


class LatestVersion(Body):
    """The version that was added last."""

    id: str
    name: str
    created_at: datetime


class PipelineRow(Body):
    """One line of a list of pipelines."""

    id: str
    name: str
    display_name: str
    description: str
    tags: dict[str, str]
    created_at: datetime
    versions: int
    latest_version: LatestVersion | None
    last_runs: list[RunMark]
    """The newest 20, newest first."""
    success_rate: float | None
    """Of those of the newest 50 runs that have ended."""
    median_seconds: float | None
    """Of those of the newest 50 runs that succeeded."""
    last_run_at: datetime | None


class PipelineList(Body):
    """A page of pipelines."""

    items: list[PipelineRow]
    next_page_token: str | None
    total_size: int | None


class VersionRow(Body):
    """One version of a pipeline."""

    id: str
    name: str
    display_name: str
    description: str
    created_at: datetime
    code_source_url: str
    tags: dict[str, str]
    runs: int


class PipelineDetail(PipelineRow):
    """A pipeline and its versions, newest first."""

    version_list: list[VersionRow]


class VersionDetail(VersionRow):
    """A version, and what its runs are given."""

    inputs: list[InputSpec]
    has_platform: bool


class PipelineChange(Body):
    """What can be changed of a pipeline; what is left out stays."""

    display_name: str | None = None
    description: str | None = None
    tags: dict[str, str] | None = None


class NewPipeline(Body):
    """A pipeline file that is sent as text."""

    document: Annotated[str, Field(min_length=1)]
    """YAML or JSON."""
    name: str = ""
    """What the file says, if empty."""
    description: str = ""
    pipeline_id: str = ""
    """The pipeline that this becomes a version of; empty for a new one."""
    version_name: str = ""
    """The time, if empty."""


class Uploaded(Body):
    """What became of a pipeline file."""

    pipeline: PipelineRow
    version: VersionRow
    created: Literal["pipeline", "version"]


class PipelineCheck(Body):
    """What a pipeline file holds, and what is wrong with it; nothing is kept."""

    name: str | None
    description: str
    problems: list[Problem]
    graph: Graph | None
    """``null`` while the file has errors, and where the graph is too large to be drawn."""
    inputs: list[InputSpec]


class GridTask(Body):
    """A row of the grid: a task of the pipeline."""

    node: str
    name: str
    parent: str | None
    """The group that it lies in; ``null`` at the top."""


class GridCell(Body):
    """How a task went in one run; all iterations of a loop are one."""

    state: ExecutionState
    seconds: float | None
    cached: bool


class PipelineGrid(Body):
    """Tasks by runs."""

    runs: list[RunRow]
    """Newest first."""
    tasks: list[GridTask]
    """Those of the newest run first."""
    cells: dict[str, dict[str, GridCell]]
    """By the id of the run and the node; a run has only the tasks that it came to."""


class ChangedTask(Body):
    """A node that differs between two versions."""

    node: str
    name: str
    change: Literal["added", "removed", "changed"]
    what: list[str]
    """What of it changed: ``image``, ``source``, ``packages``, ``inputs``..."""


class VersionDiff(Body):
    """How a version differs from another."""

    text_diff: str
    """Of the pipeline files, in the unified format."""
    is_cut: bool
    """Whether the files differ in too many lines to be set against each other; the diff is empty then."""
    tasks: list[ChangedTask]
