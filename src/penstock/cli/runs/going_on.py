"""`penstock runs resume` and `penstock runs retry`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from penstock.cli import wording
from penstock.cli.consoles import messages
from penstock.cli.driving import Driving, Outcome
from penstock.cli.ending import tell
from penstock.cli.exits import ExitCode, note, print_json, warn
from penstock.cli.opening import backend_at, records_of_home
from penstock.cli.pairs import parse_pairs
from penstock.cli.places import server_option
from penstock.cli.report.sections import short_path
from penstock.cli.telling import tell_of
from penstock.core.errors import ConflictError
from penstock.core.ids import ExecutionPath
from penstock.engine.records import StoredRun
from penstock.local.absences import absences
from penstock.local.loading import given_arguments, load_pipeline_file
from penstock.local.runner import RunRequest, checked_arguments, new_record, provenance_of
from penstock.local.wiring import Records, open_engine
from penstock.services.continuing import arguments_to_continue, options_to_continue, report_reuse
from penstock.services.driving import RetriedTask
from penstock.services.runs import find_run, show_run


@click.command(short_help="Drive an interrupted run to its end.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def resume(run: str, *, as_json: bool) -> int:
    """Drive RUN, which was interrupted, to its end: tasks that go on are adopted, those that are gone are repeated."""
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        if stored.run.state.is_final:
            raise _over(stored, "`penstock runs retry` continues a run that failed or was cancelled")
        outcome = Driving(records, open_engine(records), messages()).resume(stored)
        return _tell(outcome, records, as_json=as_json)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryFlags:
    """What `runs retry` was given."""

    run: str
    again: tuple[str, ...]
    with_code: Path | None
    parameters: tuple[str, ...]
    function: str | None
    dry_run: bool
    server: str
    as_json: bool


@click.command(short_help="Continue a run that failed or was cancelled.")
@click.argument("run")
@click.option(
    "--from",
    "again",
    multiple=True,
    metavar="TASK",
    help="Do this task and all that follows it anew, even if it succeeded.",
)
@click.option(
    "--with-code",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Start a new run of the pipeline in FILE, which takes over what RUN made where nothing changed.",
)
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="With --with-code: another argument."
)
@click.option("--function", metavar="NAME", help="With --with-code: the pipeline, when FILE defines several.")
@click.option("--dry-run", is_flag=True, help="Only say which tasks would be done again, and which would be kept.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def retry(**options: Any) -> int:
    """Continue RUN, which has ended, from what succeeded; what failed or was cancelled is done anew.

    With --with-code, the pipeline as it is now is run with the arguments of RUN. A task whose code, packages, settings
    and inputs are those of a task of RUN that succeeded, whatever its name, takes over its outputs; every other task
    runs, and so does all that --from names. At the end it is told for each task which it was, and why.
    """
    flags = RetryFlags(**options)
    if flags.with_code is not None:
        if flags.dry_run:
            raise click.UsageError("--dry-run is for the run as it is: what other code reuses shows when it runs")
        if flags.server:
            raise click.UsageError(
                "--with-code is for runs of this machine; without it, --server continues a run there"
            )
        return _with_code(flags, flags.with_code)
    if flags.parameters or flags.function:
        raise click.UsageError("-p and --function go with --with-code: a run keeps its arguments")
    with backend_at(flags.server) as backend:
        stored, again = backend.desk.get_run(flags.run).stored, [ExecutionPath(path) for path in flags.again]
        if flags.dry_run:
            return _foretell(backend.foresee_retry(stored, again), as_json=flags.as_json)
        outcome = backend.retry(stored, again)
        return tell_of(outcome, backend, as_json=flags.as_json)


def _foretell(tasks: Sequence[RetriedTask], *, as_json: bool) -> int:
    leaves = [task for task in tasks if not task.is_group]
    again = sum(task.is_again for task in leaves)
    if as_json:
        shown = [{"path": task.path, "name": task.name, "again": task.is_again} for task in leaves]
        print_json({"tasks": shown, "again": again, "kept": len(leaves) - again})
        return ExitCode.OK
    for task in leaves:
        click.echo(f"{'again' if task.is_again else 'kept '}  {short_path(task.path)}")
    click.echo(f"{wording.plural(again, 'task')} would be done again, {len(leaves) - again} kept; nothing was started")
    return ExitCode.OK


def _with_code(flags: RetryFlags, file: Path) -> int:
    with records_of_home() as records:
        stored = show_run(find_run(flags.run, history=records.history), journal=records.journal)
        return _continue(flags, file, stored, records)


def _continue(flags: RetryFlags, file: Path, stored: StoredRun, records: Records) -> int:
    loaded = load_pipeline_file(file, flags.function)
    run, document = stored.run, loaded.document
    options = options_to_continue(run, document, flags.again)
    taken = arguments_to_continue(run, document)
    given = given_arguments(loaded, texts=parse_pairs(flags.parameters), values=taken.values)
    request = RunRequest(
        document=document,
        pipeline_name=loaded.name,
        arguments=checked_arguments(document, given),
        options=options,
        display_name=f"{run.display_name} (continued)".replace(" (continued) (continued)", " (continued)"),
        experiment=records.history.get_summary(run.id).experiment_name,
        tags=run.tags,
        description=loaded.description or run.description,
    )
    for problem in (*loaded.warnings, *absences(document.platform, records.home.path)):
        warn(problem)
    for notice in taken.notices:
        note(notice)
    record = new_record(request, records=records, provenance=provenance_of(file, ["penstock", *sys.argv[1:]]))
    outcome = Driving(records, open_engine(records), messages()).start(record, document)
    return _tell(outcome, records, as_json=flags.as_json)


def _tell(outcome: Outcome, records: Records, *, as_json: bool) -> int:
    reuse = report_reuse(outcome.stored, journal=records.journal)
    return tell(outcome, reading=records.artifacts, reuse=reuse, as_json=as_json)


def _over(stored: StoredRun, hint: str) -> ConflictError:
    short = stored.run.id[: wording.SHORT_ID]
    return ConflictError(f"Run {short} has ended: {stored.run.state.value}", hint=hint)
