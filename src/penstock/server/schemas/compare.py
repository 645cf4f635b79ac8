"""Runs side by side."""

from penstock.engine.states import ExecutionState
from penstock.server.schemas.artifacts import ArtifactRow
from penstock.server.schemas.body import Body, Json, Ref
from penstock.server.schemas.runs import RunRow


class ComparedColumn(Body):
    """A parameter or a metric, by the ids of the runs that have it."""

    name: str
    values: dict[str, Json]
    differs: bool


class ComparedMetric(ComparedColumn):
    """A metric of one task, or of one iteration of it."""

    metric: str
    path: str
    task: str
    """What people call the task."""
    item: str
    """What the iteration was given, in short; empty outside of loops, or where it is not the same in all runs."""


class ComparedOutcome(Body):
    """How a task went in one run, and what it was."""

    state: ExecutionState
    seconds: float | None
    cached: bool
    image: str | None
    code_digest: str | None


class ComparedTask(Body):
    """A node of the graphs, by the ids of the runs that have it."""

    node: str
    name: str
    values: dict[str, ComparedOutcome]
    differs: bool
    """Whether its state, its image or its code differ."""


class ComparedArtifact(Body):
    """An output of a task, by the ids of the runs that have it."""

    name: str
    """The node and the output: ``train.model``."""
    type: str
    values: dict[str, ArtifactRow]
    differs: bool
    """Whether the contents differ."""


class RunComparison(Body):
    """Runs side by side, in the order in which they were asked for."""

    runs: list[RunRow]
    parameters: list[ComparedColumn]
    metrics: list[ComparedMetric]
    tasks: list[ComparedTask]
    artifacts: list[ComparedArtifact]


class MetricSummary(Body):
    """A metric of one run over everything that reports it."""

    last: float | None
    min: float | None
    max: float | None


class MetricsTable(Body):
    """The metrics of many runs."""

    runs: list[Ref]
    names: list[str]
    rows: dict[str, dict[str, MetricSummary]]
    """By the id of the run and the name of the metric; a run has only the metrics that it reports."""
