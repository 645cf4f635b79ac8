"""The metrics of many runs as one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from penstock.core.ids import RunId
from penstock.services.measurements import curves_of, scalars_of
from penstock.services.ports import ArtifactCatalogue

SCALARS = "system.Metrics"


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricRange:
    """A metric of one run: the last value, and the extremes over its curve and over all tasks that report it."""

    last: float | None
    lowest: float | None
    highest: float | None


def metric_ranges(run_id: RunId, *, catalogue: ArtifactCatalogue) -> dict[str, MetricRange]:
    """Return the metrics of a run by name. A final number is the last value, even where a curve goes on beside it."""
    curves: dict[str, list[float | None]] = {}
    finals: dict[str, list[float | None]] = {}
    for use in catalogue.measured(run_id):
        if use.artifact.type_title == SCALARS:
            for name, value in scalars_of(use.artifact.metadata).items():
                finals.setdefault(name, []).append(value)
        for curve in curves_of(use.artifact.metadata):
            curves.setdefault(curve.metric, []).extend(curve.values)
    names = dict.fromkeys([*finals, *curves])
    return {name: _range([*curves.get(name, ()), *finals.get(name, ())]) for name in names}


def _range(values: Sequence[float | None]) -> MetricRange:
    known = [value for value in values if value is not None]
    return MetricRange(last=values[-1], lowest=min(known, default=None), highest=max(known, default=None))
