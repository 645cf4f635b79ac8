"""`penstock runs logs`."""

import sys
from pathlib import Path

import click

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.cli.report.sections import short_path
from penstock.core.errors import CallerError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRecord
from penstock.local.wiring import Records
from penstock.services.logs import find_attempts, read_log
from penstock.services.runs import find_run, show_run


@click.command(short_help="Show what the tasks of a run wrote.")
@click.argument("run")
@click.argument("task", default="")
@click.option("--attempt", type=click.IntRange(1), help="Only this try of each task.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list: a line of facts and the text of each log.")
def logs(run: str, task: str, attempt: int | None, *, as_json: bool) -> None:
    """Show what TASK of RUN wrote, or what all its tasks wrote; a task is named by its path or its name."""
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        found = [tried for tried in find_attempts(stored, task) if attempt in (None, tried.number)]
        if as_json:
            print_json([_log_json(tried, records) for tried in found])
            return
        if not found:
            raise CallerError(_nothing(task), hint=f"penstock runs show {run}")
        for tried in found:
            _print_log(tried, records, with_title=len(found) > 1)


def _print_log(attempt: AttemptRecord, records: Records, *, with_title: bool) -> None:
    """Copy a log to standard output, bytes as they are."""
    out = sys.stdout.buffer
    if with_title:
        title = f"── {short_path(attempt.path)}, attempt {attempt.number}, {attempt.state.value} "
        click.secho(title.ljust(80, "─"), dim=True)
        sys.stdout.flush()
    last = b"\n"
    for piece in read_log(attempt, artifacts=records.artifacts):
        out.write(piece)
        last = piece[-1:]
    if last != b"\n":
        out.write(b"\n")
    out.flush()


def _log_json(attempt: AttemptRecord, records: Records) -> JsonObject:
    text = b"".join(read_log(attempt, artifacts=records.artifacts)).decode("utf-8", "replace")
    path = path_of(attempt.log_uri) if attempt.log_uri else None
    return {
        "path": attempt.path,
        "attempt": attempt.number,
        "state": attempt.state.value,
        "exit_code": attempt.exit_code,
        "uri": str(path) if isinstance(path, Path) else attempt.log_uri,
        "text": text,
    }


def _nothing(task: str) -> str:
    if not task:
        return "No task of this run was started, so that there is no log"
    return wording.cut(f"Task {task!r} was not started, or was served from cache, so that it has no log", 200)
