"""What tasks of a run measured: numbers, curves, ROC curves and confusion matrices, out of the metadata of artifacts.

The keys are KFP's: ``confidenceMetrics``, ``confusionMatrix`` and ``evaluationSlices``; curves lie under
``metricSeries`` (see `penstock.runtime.metrics`).
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from penstock.core.ids import ExecutionPath
from penstock.engine.records import ArtifactRecord
from penstock.runtime.metrics import MATRIX_KEY, ROC_KEY, SERIES_KEY, SLICES_KEY

USUAL_POINTS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredArtifact:
    """An artifact that holds metrics, and the task that made it."""

    path: ExecutionPath
    task_name: str
    output: str
    artifact: ArtifactRecord
    is_live: bool = False
    """Whether the task is still at it, or ended without leaving it: what counts is what it leaves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """A metric over the steps of a training."""

    metric: str
    steps: tuple[float, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Roc:
    """How true positives grow with false ones."""

    fpr: tuple[float, ...]
    tpr: tuple[float, ...]
    thresholds: tuple[float | None, ...]
    auc: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """How often each class (row) was taken for each (column)."""

    labels: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """How well a classifier did, on all data or on a slice of them."""

    slice: str | None
    roc: Roc | None
    matrix: Matrix | None


def scalars_of(metadata: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the numbers among metadata; one that is not finite is ``None``."""
    return {
        name: _finite(value)
        for name, value in metadata.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def curves_of(metadata: Mapping[str, Any], *, points: int = USUAL_POINTS) -> Iterator[Curve]:
    """Return the curves among metadata, thinned to so many points; what is no curve is passed over."""
    series = metadata.get(SERIES_KEY)
    for metric, curve in series.items() if isinstance(series, dict) else ():
        steps, values = (_numbers(curve.get(key)) if isinstance(curve, dict) else [] for key in ("steps", "values"))
        count = min(len(steps), len(values))
        kept = thinned(values[:count], points)
        if count:
            chosen = tuple((float(steps[at] or 0.0), values[at]) for at in kept)
            yield Curve(metric=metric, steps=tuple(s for s, _ in chosen), values=tuple(v for _, v in chosen))


def evaluations_of(metadata: Mapping[str, Any]) -> Iterator[Evaluation]:
    """Return the ROC curves and confusion matrices among metadata, slice by slice."""
    own = Evaluation(slice=None, roc=_roc(metadata.get(ROC_KEY)), matrix=_matrix(metadata.get(MATRIX_KEY)))
    if own.roc or own.matrix:
        yield own
    slices = metadata.get(SLICES_KEY)
    for entry in slices if isinstance(slices, list) else ():
        inner = entry.get("sliceClassificationMetrics") if isinstance(entry, dict) else None
        if isinstance(inner, dict):
            roc, matrix = _roc(inner.get(ROC_KEY)), _matrix(inner.get(MATRIX_KEY))
            yield Evaluation(slice=str(entry.get("slice", "")), roc=roc, matrix=matrix)


def thinned(values: Sequence[float | None], points: int) -> list[int]:
    """Return the places of the values that are kept: of each stretch the least and the greatest, so that peaks stay."""
    count = len(values)
    if count <= points:
        return list(range(count))
    stretches = max(1, (points - 2) // 2)
    kept = {0, count - 1}
    for index in range(stretches):
        start, end = index * count // stretches, (index + 1) * count // stretches
        numbers = [(value, at) for at in range(start, end) if (value := values[at]) is not None]
        if numbers:
            kept.update((min(numbers)[1], max(numbers)[1]))
    return sorted(kept)


def _roc(readings: Any) -> Roc | None:
    points = [reading for reading in readings if isinstance(reading, dict)] if isinstance(readings, list) else []
    fpr = [_finite(point.get("falsePositiveRate")) for point in points]
    tpr = [_finite(point.get("recall")) for point in points]
    drawn = (
        sorted(
            (x, y, _finite(point.get("confidenceThreshold")))
            for x, y, point in zip(fpr, tpr, points, strict=True)
            if x is not None and y is not None
        )
        if all("confidenceThreshold" in point for point in points)
        else []
    )
    if not drawn:
        return None
    area = sum((b[0] - a[0]) * (b[1] + a[1]) / 2 for a, b in itertools.pairwise(drawn))
    return Roc(
        fpr=tuple(x for x, _, _ in drawn),
        tpr=tuple(y for _, y, _ in drawn),
        thresholds=tuple(threshold for _, _, threshold in drawn),
        auc=area,
    )


def _matrix(value: Any) -> Matrix | None:
    if not isinstance(value, dict):
        return None
    labels = tuple(str(spec.get("displayName", "")) for spec in _dicts(value.get("annotationSpecs")))
    rows = tuple(tuple(_finite(cell) or 0.0 for cell in _numbers(row.get("row"))) for row in _dicts(value.get("rows")))
    is_square = bool(labels) and len(rows) == len(labels) and all(len(row) == len(labels) for row in rows)
    return Matrix(labels=labels, rows=rows) if is_square else None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _numbers(value: Any) -> list[float | None]:
    return [_finite(item) for item in value] if isinstance(value, list) else []


def _finite(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
