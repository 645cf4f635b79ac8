"""`penstock runs show`."""

from collections.abc import Iterator

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.cli.report.artifacts import artifacts_section
from penstock.cli.report.documents import documents_section
from penstock.cli.report.origin import origin_section
from penstock.cli.report.reuse import reuse_json, reuse_section
from penstock.cli.report.sections import failures_section, metrics_section, outputs_section, parameters_section
from penstock.cli.report.summary import facts_section, headline
from penstock.cli.report.task_details import attempt_json, attempts_of, task_details, task_json
from penstock.cli.report.tasks import tasks_section
from penstock.cli.wording import SHORT_ID
from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.json import JsonObject
from penstock.core.suggest import did_you_mean
from penstock.engine.records import ExecutionRecord, StoredRun
from penstock.local.wiring import Records
from penstock.services.continuing import report_reuse
from penstock.services.runs import find_run, run_json, show_run
from penstock.store.signals import is_driven


@click.command(short_help="Show everything that is known of a run or a task.")
@click.argument("run", default="latest")
@click.option("--task", metavar="PATH", help="Only this task, with its inputs, outputs, command, code and attempts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(run: str, task: str | None, *, as_json: bool) -> None:
    """Show everything that is known of RUN: parameters, tasks, outputs, metrics, artifacts, origin."""
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        if task is not None:
            _show_task(stored, find_task(stored, task), records, as_json=as_json)
        elif as_json:
            print_json({**full_json(stored), "reuse": reuse_json(report_reuse(stored, journal=records.journal))})
        else:
            print_results(_run_parts(stored, records))


def find_task(stored: StoredRun, reference: str) -> ExecutionRecord:
    """Return the task with this path, or the only one of this name. Raises `NotFoundError`, `ConflictError`."""
    tasks = [execution for execution in stored.executions if execution.parent is not None]
    by_path = [it for it in tasks if reference in (it.path, it.path.removeprefix("root/"))]
    found = by_path or [it for it in tasks if reference in (it.task_name, it.display_name)]
    paths = [it.path.removeprefix("root/") for it in found]
    if not found:
        known = [it.path.removeprefix("root/") for it in tasks]
        raise NotFoundError(f"Run {stored.run.id[:SHORT_ID]} has no task {reference!r}{did_you_mean(reference, known)}")
    if len(found) > 1:
        raise ConflictError(f"{reference!r} means several tasks: {', '.join(paths[:8])}", hint="write the path of one")
    return found[0]


def full_json(stored: StoredRun) -> JsonObject:
    """Render a run with all that is kept of it."""
    rendered = run_json(stored)
    executions = [execution for execution in stored.executions if execution.parent is not None]
    for task, execution in zip(rendered["tasks"], executions, strict=True):
        task.update(tries=[attempt_json(attempt) for attempt in attempts_of(execution, stored)])
        task.update(fingerprint=execution.fingerprint)
    return {**rendered, "tags": dict(stored.run.tags), "provenance": stored.run.provenance}


def _show_task(stored: StoredRun, execution: ExecutionRecord, records: Records, *, as_json: bool) -> None:
    if as_json:
        print_json(task_json(execution, stored, records))
        return
    print_results(task_details(execution, stored, records))


def _run_parts(stored: StoredRun, records: Records) -> Iterator[RenderableType]:
    run = stored.run
    yield headline(stored)
    if not run.state.is_final and not is_driven(records.home.leases, run.id):
        yield Text(f"  No process drives it; this does: penstock runs resume {run.id[:SHORT_ID]}", "yellow")
    yield from facts_section(stored, records.history.get_summary(run.id).experiment_name)
    yield from parameters_section(dict(run.arguments))
    yield from tasks_section(stored, records.clock)
    yield from reuse_section(report_reuse(stored, journal=records.journal))
    yield from failures_section(stored.executions, stored.attempts, run.id[:SHORT_ID])
    yield from outputs_section(run.outputs)
    yield from metrics_section(stored.executions)
    yield from documents_section(stored.executions, records.artifacts)
    yield from artifacts_section(stored.executions)
    yield from origin_section(run.provenance)
