"""Many runs side by side: what they were given and what they reached."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from penstock.core.ids import ExecutionPath, RunId
from penstock.core.json import JsonValue
from penstock.services.ports import RunHistory
from penstock.services.records import Metric, RunSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One line of the comparison: a parameter or a metric, and its value in each run that has it."""

    name: str
    values: Mapping[RunId, JsonValue]

    @property
    def differs(self) -> bool:
        """Whether not all the values that are there are equal."""
        values = list(self.values.values())
        return any(value != values[0] for value in values[1:])


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricColumn(Column):
    """A metric of one task, or of one iteration of it."""

    metric: str
    path: ExecutionPath
    task_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Parameters and metrics of runs."""

    runs: tuple[RunSummary, ...]
    parameters: tuple[Column, ...]
    metrics: tuple[MetricColumn, ...]


def compare_runs(run_ids: Sequence[RunId], *, history: RunHistory) -> Comparison:
    """Put runs side by side, in the order given. Raises `NotFoundError`."""
    summaries = history.list_summaries(run_ids)
    arguments = history.list_arguments(run_ids)
    return Comparison(
        runs=summaries,
        parameters=_columns({run_id: arguments[run_id] for run_id in run_ids}),
        metrics=_metric_columns(run_ids, history.list_metrics(run_ids)),
    )


def metric_name(metric: Metric, *, is_alone: bool) -> str:
    """Name a metric by its own name, and by its task where several tasks of the run report one of that name."""
    return metric.name if is_alone else f"{metric.path.removeprefix('root/')}.{metric.name}"


def _metric_columns(run_ids: Sequence[RunId], metrics: Sequence[Metric]) -> tuple[MetricColumn, ...]:
    counts = Counter((metric.run_id, metric.name) for metric in metrics)
    shared = {name for (_, name), count in counts.items() if count > 1}
    of_name: dict[str, Metric] = {}
    named: dict[RunId, dict[str, JsonValue]] = {run_id: {} for run_id in run_ids}
    for metric in metrics:
        name = metric_name(metric, is_alone=metric.name not in shared)
        of_name.setdefault(name, metric)
        named[metric.run_id][name] = metric.value
    return tuple(
        MetricColumn(
            name=column.name,
            values=column.values,
            metric=of_name[column.name].name,
            path=of_name[column.name].path,
            task_name=of_name[column.name].task_name,
        )
        for column in _columns(named)
    )


def _columns(values: Mapping[RunId, Mapping[str, JsonValue]]) -> tuple[Column, ...]:
    names = dict.fromkeys(name for by_name in values.values() for name in by_name)
    return tuple(
        Column(name=name, values={run_id: by_name[name] for run_id, by_name in values.items() if name in by_name})
        for name in names
    )
