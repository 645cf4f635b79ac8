"""`penstock runs show`."""

from collections.abc import Iterator

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.cli.backends.port import Backend
from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
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
from penstock.services.desk import KeptRun
from penstock.services.runs import run_json


@click.command(short_help="Show everything that is known of a run or a task.")
@click.argument("run", default="latest")
@click.option("--task", metavar="PATH", help="Only this task, with its inputs, outputs, command, code and attempts.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(run: str, task: str | None, server: str, *, as_json: bool) -> None:
    """Show everything that is known of RUN: parameters, tasks, outputs, metrics, artifacts, origin."""
    with backend_at(server) as backend:
        kept = backend.desk.get_run(run)
        if task is not None:
            _show_task(kept.stored, find_task(kept.stored, task), backend, as_json=as_json)
        elif as_json:
            print_json({**full_json(kept.stored), "reuse": reuse_json(kept.reuse)})
        else:
            print_results(_run_parts(kept, backend))


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


def _show_task(stored: StoredRun, execution: ExecutionRecord, backend: Backend, *, as_json: bool) -> None:
    facts = backend.desk.get_task_facts(stored.run.id, execution.path)
    if as_json:
        print_json(task_json(execution, stored, facts))
        return
    print_results(task_details(execution, stored, facts))


def _run_parts(kept: KeptRun, backend: Backend) -> Iterator[RenderableType]:
    stored, run = kept.stored, kept.stored.run
    yield headline(stored)
    if not run.state.is_final and not backend.is_driven(run.id):
        yield Text(f"  No process drives it; this does: penstock runs resume {run.id[:SHORT_ID]}", "yellow")
    yield from facts_section(stored, kept.experiment_name)
    yield from parameters_section(dict(run.arguments))
    yield from tasks_section(stored, backend.clock)
    yield from reuse_section(kept.reuse)
    yield from failures_section(stored, artifacts=backend.reading(stored), option=backend.option)
    yield from outputs_section(run.outputs)
    yield from metrics_section(stored.executions)
    yield from documents_section(stored.executions, backend.reading(stored))
    yield from artifacts_section(stored.executions)
    yield from origin_section(run.provenance)
