"""`penstock runs logs`."""

import sys
import threading
from pathlib import Path

import click

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.cli.report.sections import short_path
from penstock.cli.runs.following import LOOK_SECONDS
from penstock.core.errors import CallerError, NotFoundError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRecord, StoredRun
from penstock.local.wiring import Records
from penstock.services.logs import LogReader, find_attempts, read_log
from penstock.services.runs import find_run, show_run
from penstock.store.signals import is_driven


@click.command(short_help="Show what the tasks of a run wrote.")
@click.argument("run")
@click.argument("task", default="")
@click.option("--attempt", type=click.IntRange(1), help="Only this try of each task.")
@click.option("-f", "--follow", "follows", is_flag=True, help="Go on with what they write, until the run has ended.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list: a line of facts and the text of each log.")
def logs(run: str, task: str, attempt: int | None, *, follows: bool, as_json: bool) -> None:
    """Show what TASK of RUN wrote, or what all its tasks wrote; a task is named by its path or its name."""
    if follows and as_json:
        raise click.UsageError("--follow prints as tasks write; --json prints when all is known: give one of them")
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        if follows:
            _follow(stored, task, attempt, records)
            return
        found = [tried for tried in find_attempts(stored, task) if attempt in (None, tried.number)]
        if as_json:
            print_json([_log_json(tried, records) for tried in found])
            return
        if not found:
            raise CallerError(_nothing(task), hint=f"penstock runs show {run}")
        for tried in found:
            _print_log(tried, records, with_title=len(found) > 1)


def _follow(stored: StoredRun, task: str, number: int | None, records: Records) -> None:
    """Print what is written, each time under the name of who writes, until the run ends or nobody drives it."""
    reader, feed, waiting = LogReader(records.artifacts), records.change_feed(), threading.Event()
    run_id, writer, version = stored.run.id, "", -1
    try:
        while True:
            newest = feed.version()
            if newest != version:
                stored, version = show_run(run_id, journal=records.journal), newest
            is_over = stored.run.state.is_final or not is_driven(records.home.leases, run_id)
            for tried in _wanted(stored, task, number):
                for piece in reader.read_on(tried):
                    if writer != tried.id:
                        _print_title(tried)
                    writer = tried.id
                    sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            if is_over:
                return
            waiting.wait(LOOK_SECONDS)
    finally:
        feed.close()


def _wanted(stored: StoredRun, task: str, number: int | None) -> list[AttemptRecord]:
    try:
        found = find_attempts(stored, task)
    except NotFoundError:
        if stored.run.state.is_final:
            raise
        return []  # it is not its turn yet
    return [tried for tried in found if number in (None, tried.number)]


def _print_title(attempt: AttemptRecord) -> None:
    title = f"── {short_path(attempt.path)}, attempt {attempt.number}, {attempt.state.value} "
    click.secho(title.ljust(80, "─"), dim=True)
    sys.stdout.flush()


def _print_log(attempt: AttemptRecord, records: Records, *, with_title: bool) -> None:
    """Copy a log to standard output, bytes as they are."""
    out = sys.stdout.buffer
    if with_title:
        _print_title(attempt)
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
