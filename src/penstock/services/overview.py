"""What is going on: what runs, what failed lately, which pipelines were used last, and how much there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from penstock.engine.states import RunState
from penstock.services.activity import list_pipeline_lines
from penstock.services.lines import PipelineLine, Totals
from penstock.services.pages import Operation, PageRequest, Predicate
from penstock.services.ports import PipelineStore, RunActivity, RunHistory
from penstock.services.records import RunSummary, StorageState

LATELY = timedelta(hours=24)
MOST_RUNS = 50
MOST_PIPELINES = 10

UNFINISHED = tuple(sorted(state.value for state in RunState if not state.is_final))


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What somebody who opens the web interface wants to see first."""

    running: tuple[RunSummary, ...]
    failed: tuple[RunSummary, ...]
    recent_pipelines: tuple[PipelineLine, ...]
    totals: Totals


def look_around(
    now: datetime,
    *,
    history: RunHistory,
    pipelines: PipelineStore,
    activity: RunActivity,
    namespace: str = "default",
) -> Overview:
    """Return what is going on in a namespace; what is archived is left out."""
    shown = Predicate(field="storage_state", operation=Operation.EQUALS, value=StorageState.AVAILABLE.value)
    unfinished = Predicate(field="state", operation=Operation.IN, value=UNFINISHED)
    failed = Predicate(field="state", operation=Operation.EQUALS, value=RunState.FAILED.value)
    lately = Predicate(field="ended_at", operation=Operation.GREATER_THAN_EQUALS, value=now - LATELY)
    newest = PageRequest(limit=MOST_RUNS, predicates=(shown, unfinished), is_descending=True)
    latest = PageRequest(limit=MOST_RUNS, predicates=(shown, failed, lately), order="ended_at", is_descending=True)
    used_last = PageRequest(limit=MOST_PIPELINES, order="last_run_created_at", is_descending=True)
    return Overview(
        running=history.page(namespace, newest).items,
        failed=history.page(namespace, latest).items,
        recent_pipelines=list_pipeline_lines(
            used_last, pipelines=pipelines, activity=activity, namespace=namespace
        ).items,
        totals=activity.count_all(namespace),
    )
