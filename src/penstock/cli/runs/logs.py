"""`penstock runs logs`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.backends.following import changes_in
from penstock.cli.backends.port import Backend
from penstock.cli.exits import note, print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.report.sections import short_path
from penstock.core.errors import CallerError, NotFoundError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRecord, StoredRun
from penstock.services.logs import LogReader, Reading, find_attempts, read_log


@dataclass(frozen=True, kw_only=True, slots=True)
class Flags:
    """What the command was given."""

    run: str
    task: str
    attempt: int | None
    follows: bool
    server: str
    as_json: bool


@click.command(short_help="Show what the tasks of a run wrote.")
@click.argument("run")
@click.argument("task", default="")
@click.option("--attempt", type=click.IntRange(1), help="Only this try of each task.")
@click.option("-f", "--follow", "follows", is_flag=True, help="Go on with what they write, until the run has ended.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list: a line of facts and the text of each log.")
def logs(**options: Any) -> None:
    """Show what TASK of RUN wrote, or what all its tasks wrote; a task is named by its path or its name."""
    flags = Flags(**options)
    if flags.follows and flags.as_json:
        raise click.UsageError("--follow prints as tasks write; --json prints when all is known: give one of them")
    with backend_at(flags.server) as backend:
        stored = backend.desk.get_run(flags.run).stored
        if flags.follows:
            _follow(stored, flags, backend)
        else:
            _show(stored, flags, backend.reading(stored))


def _show(stored: StoredRun, flags: Flags, reading: Reading) -> None:
    found = [tried for tried in find_attempts(stored, flags.task) if flags.attempt in (None, tried.number)]
    if flags.as_json:
        print_json([_log_json(tried, reading) for tried in found])
        return
    if not found:
        raise CallerError(_nothing(flags.task), hint=f"penstock runs show {flags.run}")
    written = [_print_log(tried, reading, with_title=len(found) > 1) for tried in found]
    if not any(written):
        note("Nothing was written")


def _follow(stored: StoredRun, flags: Flags, backend: Backend) -> None:
    """Print what is written, each time under the name of who writes, until the run ends or nobody drives it."""
    reader, run_id, writer = LogReader(backend.reading(stored)), stored.run.id, ""
    seq = stored.run.seq
    while True:
        is_over = stored.run.state.is_final or not backend.is_driven(run_id)
        for tried in _wanted(stored, flags):
            for piece in reader.read_on(tried):
                if writer != tried.id:
                    _print_title(tried)
                writer = tried.id
                sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        if is_over:
            return
        changed = changes_in(run_id, seq, backend, backend.log_seconds, note).seq
        if changed != seq:
            seq = changed
            stored = backend.desk.get_run(run_id).stored
            reader.read_from(backend.reading(stored))


def _wanted(stored: StoredRun, flags: Flags) -> list[AttemptRecord]:
    try:
        found = find_attempts(stored, flags.task)
    except NotFoundError:
        if stored.run.state.is_final:
            raise
        return []  # it is not its turn yet
    return [tried for tried in found if flags.attempt in (None, tried.number)]


def _print_title(attempt: AttemptRecord) -> None:
    title = f"── {short_path(attempt.path)}, attempt {attempt.number}, {attempt.state.value} "
    click.secho(title.ljust(80, "─"), dim=True)
    sys.stdout.flush()


def _print_log(attempt: AttemptRecord, reading: Reading, *, with_title: bool) -> bool:
    """Copy a log to standard output, bytes as they are; tell whether there were any."""
    out = sys.stdout.buffer
    if with_title:
        _print_title(attempt)
    last = b""
    for piece in read_log(attempt, artifacts=reading):
        out.write(piece)
        last = piece[-1:]
    if last not in (b"", b"\n"):
        out.write(b"\n")
    out.flush()
    return bool(last)


def _log_json(attempt: AttemptRecord, reading: Reading) -> JsonObject:
    text = b"".join(read_log(attempt, artifacts=reading)).decode("utf-8", "replace")
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
