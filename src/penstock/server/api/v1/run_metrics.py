"""What tasks of a run measured."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from penstock.core.ids import RunId
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.schemas.metrics import (
    Classification,
    ConfusionMatrix,
    MetricSeries,
    RocCurve,
    RunMetrics,
    ScalarMetric,
)
from penstock.services.measurements import (
    USUAL_POINTS,
    Evaluation,
    MeasuredArtifact,
    curves_of,
    evaluations_of,
    scalars_of,
)

router = APIRouter(prefix="/runs", tags=["metrics"])

SCALARS = ("system.Metrics",)


@router.get("/{run_id}/metrics", operation_id="get_run_metrics", response_model=RunMetrics)
def get_run_metrics(
    run_id: str, here: Here, points: Annotated[int, Query(ge=10, le=100_000)] = USUAL_POINTS
) -> Response:
    """Return the numbers, curves, ROC curves and confusion matrices of a run; long curves are thinned."""
    here.history.get_summary(RunId(run_id))
    measured = list(_measured(RunId(run_id), here))
    return answered(
        RunMetrics(
            scalars=[scalar for each in measured for scalar in _scalars(each)],
            series=[series for each in measured for series in _series(each, points)],
            classification=[
                _classification(each, found) for each in measured for found in evaluations_of(each.artifact.metadata)
            ],
        )
    )


def _measured(run_id: RunId, here: Backend) -> Iterator[MeasuredArtifact]:
    for use in here.catalogue.measured(run_id):
        yield MeasuredArtifact(
            path=use.execution.path, task_name=use.execution.task_name, output=use.slot, artifact=use.artifact
        )


def _scalars(measured: MeasuredArtifact) -> Iterator[ScalarMetric]:
    if measured.artifact.type_title in SCALARS:
        for metric, value in scalars_of(measured.artifact.metadata).items():
            yield ScalarMetric(
                path=measured.path, name=measured.task_name, output=measured.output, metric=metric, value=value
            )


def _series(measured: MeasuredArtifact, points: int) -> Iterator[MetricSeries]:
    for curve in curves_of(measured.artifact.metadata, points=points):
        yield MetricSeries(
            path=measured.path,
            task=measured.task_name,
            output=measured.output,
            metric=curve.metric,
            steps=list(curve.steps),
            values=list(curve.values),
        )


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
