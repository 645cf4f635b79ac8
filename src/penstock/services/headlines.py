"""Which number of a run stands for it, where many tasks measured many things."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from penstock.core.ids import ExecutionPath
from penstock.core.json import JsonValue
from penstock.services.records import Metric

DESCENDING_WORDS = (
    "loss",
    "error",
    "err",
    "mae",
    "mse",
    "rmse",
    "mape",
    "perplexity",
    "latency",
    "seconds",
    "time",
    "cost",
)
"""Parts of the names of metrics of which less is better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """The metric that stands for a run: of the last task that reports it, the best of its iterations."""

    metric: str
    value: float
    path: ExecutionPath
    """The task, or the iteration, that it is of."""
    lowest: float
    highest: float
    count: int
    """How many iterations reported it."""


def is_more_better(metric: str) -> bool:
    """Tell by its name whether a greater value of a metric is the better one."""
    words = metric.lower().replace("-", "_").replace(".", "_").replace("/", "_").split("_")
    return not any(word in DESCENDING_WORDS for word in words)


def find_headline(metrics: Sequence[Metric], arguments: Mapping[str, JsonValue]) -> Headline | None:
    """Return the metric that stands for a run, given all of its metrics in the order of its tasks.

    It is the one that an argument of the run names, such as ``metric="auc"``; else one of the last task that measured.
    """
    known = [metric for metric in metrics if isfinite(metric.value)]
    if not known:
        return None
    named = {value for value in arguments.values() if isinstance(value, str)}
    chosen = [metric for metric in known if metric.name in named] or [
        metric for metric in known if metric.task_name == known[-1].task_name
    ]
    name = min((metric.name for metric in chosen), key=lambda name: (name.count("/"), name))
    same = of_the_last_task([metric for metric in known if metric.name == name])
    best = best_of(same)
    values = [metric.value for metric in same]
    return Headline(
        metric=name, value=best.value, path=best.path, lowest=min(values), highest=max(values), count=len(same)
    )


def of_the_last_task(metrics: Sequence[Metric]) -> list[Metric]:
    """Return those of the task that reported last, with all of its iterations."""
    return [metric for metric in metrics if metric.task_name == metrics[-1].task_name]


def best_of(metrics: Iterable[Metric]) -> Metric:
    """Return the best of metrics of one name; of equal ones the last."""
    return max(
        enumerate(metrics),
        key=lambda item: (item[1].value if is_more_better(item[1].name) else -item[1].value, item[0]),
    )[1]
