"""What tasks of a run measured."""

from penstock.server.schemas.body import Body


class ScalarMetric(Body):
    """One number."""

    path: str
    name: str
    output: str
    metric: str
    value: float | None
    live: bool
    """Whether the task is still at it: the last value so far."""


class MetricSeries(Body):
    """A curve; long ones are thinned, their extremes stay."""

    path: str
    task: str
    output: str
    metric: str
    steps: list[float]
    values: list[float | None]
    live: bool
    """Whether the task is still at it."""


class RocCurve(Body):
    """How true positives grow with false ones."""

    fpr: list[float]
    tpr: list[float]
    thresholds: list[float | None]
    auc: float


class ConfusionMatrix(Body):
    """How often each class (row) was taken for each (column)."""

    labels: list[str]
    matrix: list[list[float]]


class Classification(Body):
    """How well a classifier did."""

    path: str
    task: str
    artifact_id: str
    slice: str | None
    roc: RocCurve | None
    confusion: ConfusionMatrix | None


class RunMetrics(Body):
    """What tasks of a run measured."""

    scalars: list[ScalarMetric]
    series: list[MetricSeries]
    classification: list[Classification]
    items: dict[str, str]
    """What iterations of loops were given, in short, by the paths of the tasks in them."""
