"""What would become of runs, before anything of them runs."""

from collections import Counter
from collections.abc import Sequence

from penstock.engine.forecast import Forecast
from penstock.server.schemas.runs import ForeseenTask, RetriedTask, RetryPlan, RunForecast
from penstock.services import driving


def run_forecast(forecast: Forecast) -> RunForecast:
    """Render what a run would take from the cache."""
    tasks = [
        ForeseenTask(
            path=task.path,
            name=task.name,
            is_group=task.is_group,
            decision=task.foreseen.value,
            why=task.why,
            source_run_id=task.source[0] if task.source else None,
            source_path=task.source[1] if task.source else None,
        )
        for task in forecast.tasks
    ]
    counts = Counter[str](task.decision for task in tasks if not task.is_group)
    return RunForecast(tasks=tasks, counts=dict(counts), is_whole=forecast.is_whole)


def retry_plan(tasks: Sequence[driving.RetriedTask]) -> RetryPlan:
    """Render what a retry would do."""
    shown = [RetriedTask(path=task.path, name=task.name, is_group=task.is_group, again=task.is_again) for task in tasks]
    leaves = [task for task in shown if not task.is_group]
    again = sum(task.again for task in leaves)
    return RetryPlan(tasks=shown, again=again, kept=len(leaves) - again)
