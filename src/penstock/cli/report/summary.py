"""What is printed when a run has ended, and at the top of `runs show`."""

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from penstock.cli import wording
from penstock.cli.progress.marks import MARKS
from penstock.cli.report.artifacts import artifacts_section
from penstock.cli.report.documents import documents_section
from penstock.cli.report.reuse import reuse_section
from penstock.cli.report.sections import (
    LEAVES,
    failures_section,
    metrics_section,
    outputs_section,
    pairs,
    section,
)
from penstock.engine.records import ExecutionRecord, StoredRun
from penstock.engine.states import ExecutionState
from penstock.services.continuing import ReuseReport
from penstock.services.logs import Reading

S = ExecutionState
_ENDED = {S.SUCCEEDED: "succeeded", S.FAILED: "failed", S.CANCELED: "was cancelled"}


def end_of_run(
    stored: StoredRun, reuse: ReuseReport | None, *, artifacts: Reading, option: str = ""
) -> Iterator[RenderableType]:
    """Render everything that people want to know when a run has ended; `option` is what the next commands need."""
    yield headline(stored)
    yield from reuse_section(reuse)
    yield from failures_section(stored, artifacts=artifacts, option=option)
    yield from outputs_section(stored.run.outputs)
    yield from metrics_section(stored.executions)
    yield from documents_section(stored.executions, artifacts)
    yield from artifacts_section(stored.executions)
    yield Text()
    again = f"penstock runs show {stored.run.id[: wording.SHORT_ID]}{option}"
    yield Text.assemble(("Everything about it: ", "dim"), again)


def headline(stored: StoredRun) -> Text:
    """Render how a run ended, how long it took, and what was served from cache."""
    run = stored.run
    mark = MARKS[run.state]
    text = Text.assemble((f"{mark.sign} ", mark.style), (run.display_name, "bold"))
    words = _ENDED.get(run.state, f"is {run.state.value}")
    took = wording.seconds_since(run.started_at or run.created_at, run.ended_at) if run.ended_at else None
    text.append(f" {words}{' in ' + wording.duration(took) if took is not None else ''}")
    text.append(f"  {counts(stored.executions)}", "dim")
    if run.failure is not None and not _names_a_task(stored):
        text.append(f"\n  {run.failure.message}", "red" if run.state is S.FAILED else "yellow")
        if run.failure.hint:
            text.append(f"\n  {run.failure.hint}", "cyan")
    return text


def facts_section(stored: StoredRun, experiment: str) -> Iterator[RenderableType]:
    """Render what a run is, when it was, and how it was to be driven."""
    run, options = stored.run, stored.run.options
    rows = [("run", run.id), ("pipeline", run.pipeline_name), ("experiment", experiment)]
    rows.append(("started", wording.moment(run.started_at or run.created_at)))
    if run.ended_at:
        rows.append(("ended", wording.moment(run.ended_at)))
    chosen = [f"launcher {options.launcher}"]
    chosen += [f"cache {options.cache}"] if options.cache != "on" else []
    chosen += [f"results at most {options.cache_seconds:g} s old"] if options.cache_seconds else []
    chosen += [f"anew from {wording.listed(options.again)}"] if options.again else []
    chosen += ["fail fast"] if options.fail_fast else []
    chosen += ["isolated"] if options.isolated else []
    chosen += ["host commands"] if options.host_commands else []
    rows.append(("options", ", ".join(chosen)))
    rows += [("tags", ", ".join(f"{name}={text}" for name, text in run.tags.items()))] if run.tags else []
    yield section("Run", pairs(rows))


def counts(executions: tuple[ExecutionRecord, ...]) -> str:
    """Say how many tasks there were, and what became of them."""
    leaves = [execution for execution in executions if execution.kind in LEAVES]
    states = Counter(execution.state for execution in leaves)
    cached = sum(1 for execution in leaves if execution.state is S.SUCCEEDED and execution.cached_from is not None)
    said = [wording.plural(len(leaves), "task")]
    if cached:
        said.append("all served from cache" if cached == len(leaves) else f"{cached} served from cache")
    said += [
        f"{states[state]} {state.value.lower()}"
        for state in (S.FAILED, S.SKIPPED, S.CANCELED, S.RUNNING, S.PENDING)
        if states[state]
    ]
    return ", ".join(said)


def _names_a_task(stored: StoredRun) -> bool:
    return any(execution.parent and execution.state is S.FAILED for execution in stored.executions)
