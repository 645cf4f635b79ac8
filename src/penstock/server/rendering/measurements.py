"""Measurements as pages show them: numbers, curves, ROC curves and confusion matrices."""

from collections.abc import Iterator

from penstock.server.schemas.metrics import (
    Classification,
    ConfusionMatrix,
    MetricSeries,
    RocCurve,
    ScalarMetric,
)
from penstock.services.measurements import Evaluation, MeasuredArtifact, curves_of, evaluations_of, scalars_of

SCALARS = ("system.Metrics",)


def scalars(measured: MeasuredArtifact) -> Iterator[ScalarMetric]:
    """Render the numbers in an artifact of metrics; other artifacts have none."""
    if measured.artifact.type_title in SCALARS:
        for metric, value in scalars_of(measured.artifact.metadata).items():
            yield ScalarMetric(
                path=measured.path,
                name=measured.task_name,
                output=measured.output,
                metric=metric,
                value=value,
                live=measured.is_live,
            )


def series(measured: MeasuredArtifact, points: int) -> Iterator[MetricSeries]:
    """Render the curves in an artifact, each of so many points at most."""
    for curve in curves_of(measured.artifact.metadata, points=points):
        yield MetricSeries(
            path=measured.path,
            task=measured.task_name,
            output=measured.output,
            metric=curve.metric,
            steps=list(curve.steps),
            values=list(curve.values),
            live=measured.is_live,
        )


def classifications(measured: MeasuredArtifact) -> Iterator[Classification]:
    """Render the ROC curves and confusion matrices in an artifact, slice by slice."""
    for found in evaluations_of(measured.artifact.metadata):
        yield _classification(measured, found)


def _classification(measured: MeasuredArtifact, found: Evaluation) -> Classification:
    roc, matrix = found.roc, found.matrix
    return Classification(
        path=measured.path,
        task=measured.task_name,
        artifact_id=measured.artifact.id,
        slice=found.slice,
        roc=RocCurve(fpr=list(roc.fpr), tpr=list(roc.tpr), thresholds=list(roc.thresholds), auc=roc.auc)
        if roc
        else None,
        confusion=ConfusionMatrix(labels=list(matrix.labels), matrix=[list(row) for row in matrix.rows])
        if matrix
        else None,
    )
