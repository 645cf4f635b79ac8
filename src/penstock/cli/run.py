"""`penstock run`: a pipeline from its file to its end, here."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from penstock.cli.ages import parse_age
from penstock.cli.consoles import messages
from penstock.cli.driving import Driving
from penstock.cli.ending import tell
from penstock.cli.exits import NOTHING_STARTED, ExitCode, error_json, print_json, show_error, warn
from penstock.cli.pairs import parse_pairs
from penstock.cli.places import server_option
from penstock.core.errors import PenstockError
from penstock.engine.records import RunOptions
from penstock.launchers.machine import check_launcher
from penstock.launchers.process.settings import ProcessSettings
from penstock.local.absences import absences
from penstock.local.loading import check_files, given_arguments, load_pipeline_file, load_values
from penstock.local.runner import RunRequest, checked_arguments, new_record, provenance_of
from penstock.local.settings import environment, home_path
from penstock.local.wiring import Records, open_engine, open_records, process_settings
from penstock.services.continuing import report_reuse


@dataclass(frozen=True, kw_only=True, slots=True)
class Flags:
    """What the command was given."""

    file: Path
    parameters: tuple[str, ...]
    params_file: Path | None
    function: str | None
    launcher: str
    no_cache: bool
    refresh_cache: bool
    cache_ttl: timedelta | None
    name: str
    experiment: str
    host_commands: bool
    fail_fast: bool
    isolated: bool
    refresh_environments: bool
    server: str
    detach: bool
    as_json: bool


@click.command(short_help="Run a pipeline, here or on a server.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="An argument of the run.")
@click.option(
    "--params", "params_file", type=click.Path(path_type=Path), help="YAML or JSON with arguments; -p goes over it."
)
@click.option("--function", metavar="NAME", help="The pipeline to run, when FILE defines several.")
@click.option(
    "--launcher",
    type=click.Choice(["process", "container"]),
    default="process",
    show_default=True,
    help="Where tasks run: as processes of this machine, or in containers of Docker or Podman.",
)
@click.option("--no-cache", is_flag=True, help="Run every task, and keep nothing for later runs to reuse.")
@click.option("--refresh-cache", is_flag=True, help="Run every task, and keep its results for later runs to reuse.")
@click.option(
    "--cache-ttl", callback=parse_age, metavar="AGE", help="Reuse only results that are not older: 30m, 12h, 7d, 8w."
)
@click.option("--name", default="", help="What to call the run.")
@click.option("--experiment", default="", metavar="NAME", help="The experiment that the run belongs to.")
@click.option("--host-commands", is_flag=True, help="Let container components run their command on this machine.")
@click.option(
    "--isolated", is_flag=True, help="Start a fresh interpreter for each task, instead of forking a warm one."
)
@click.option("--refresh-environments", is_flag=True, help="Resolve the packages of components anew.")
@click.option("--fail-fast", is_flag=True, help="Stop everything at the first failure.")
@server_option
@click.option("--detach", is_flag=True, help="With --server: start the run there, and do not wait for its end.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def run(**options: Any) -> int:
    """Run the pipeline in FILE: a Python file, or a compiled YAML or JSON file.

    Progress goes to standard error. Ctrl-C cancels the run; a second Ctrl-C leaves its tasks alone, for
    `penstock runs resume`. With --server the run happens there, and is shown here.

    Exit codes: 0 the run succeeded, 1 it failed, 2 bad input and nothing was started, 130 interrupted.
    """
    flags = Flags(**options)
    if flags.no_cache and flags.refresh_cache:
        raise click.UsageError("--no-cache keeps no results, --refresh-cache keeps them: give one of them")
    _check_place(flags)
    return _run_there(flags) if flags.server else _run_here(flags)


def _run_here(flags: Flags) -> int:
    try:
        request, source = _prepare(flags)
        check_launcher(flags.launcher, environment())
        records = open_records(home_path())
    except PenstockError as error:
        return _not_started(error, flags)
    try:
        return _run(flags, records, request, source)
    finally:
        records.close()


def _run_there(flags: Flags) -> int:
    room = import_module("penstock.cli.sending")
    try:
        request, source = _prepare(flags)
        sender = room.sender_to(request, provenance_of(source, _words()), flags.server)
    except PenstockError as error:
        return _not_started(error, flags)
    try:
        code: int = (sender.leave if flags.detach else sender.see_to_its_end)(as_json=flags.as_json)
    except room.NotStartedError as failed:
        return _not_started(failed.error, flags)
    return code


def _check_place(flags: Flags) -> None:
    if not flags.server:
        if flags.detach:
            raise click.UsageError("--detach goes with --server: a run of this machine ends with its command")
        return
    local = {
        "--launcher container": flags.launcher != "process",
        "--host-commands": flags.host_commands,
        "--refresh-environments": flags.refresh_environments,
    }
    for option, is_given in local.items():
        if is_given:
            raise click.UsageError(f"{option} is for runs of this machine: a server decides that itself")


def _prepare(flags: Flags) -> tuple[RunRequest, Path]:
    """Check everything that can be checked before anything is touched."""
    texts = parse_pairs(flags.parameters)
    loaded = load_pipeline_file(flags.file, flags.function)
    values = load_values(flags.params_file) if flags.params_file else {}
    arguments = checked_arguments(loaded.document, given_arguments(loaded, texts=texts, values=values))
    if not flags.server:
        check_files(loaded.document.pipeline, arguments)
    for problem in loaded.warnings:
        warn(problem)
    request = RunRequest(
        document=loaded.document,
        pipeline_name=loaded.name,
        arguments=arguments,
        options=RunOptions(
            cache="off" if flags.no_cache else "refresh" if flags.refresh_cache else "on",
            cache_seconds=flags.cache_ttl.total_seconds() if flags.cache_ttl else 0,
            fail_fast=flags.fail_fast,
            isolated=flags.isolated,
            host_commands=flags.host_commands,
            launcher=flags.launcher,
        ),
        display_name=flags.name,
        experiment=flags.experiment,
        description=loaded.description or "",
    )
    return request, loaded.path


def _run(flags: Flags, records: Records, request: RunRequest, source: Path) -> int:
    for problem in absences(request.document.platform, records.home.path):
        warn(problem)
    try:
        record = new_record(request, records=records, provenance=provenance_of(source, _words()))
        driving = Driving(records, open_engine(records, _settings(flags)), messages())
        outcome = driving.start(record, request.document)
    except PenstockError as error:
        return _not_started(error, flags)
    reuse = report_reuse(outcome.stored, journal=records.journal)
    return tell(outcome, reading=records.artifacts, reuse=reuse, as_json=flags.as_json)


def _settings(flags: Flags) -> ProcessSettings:
    return replace(process_settings(), refreshes_environments=flags.refresh_environments)


def _not_started(error: PenstockError, flags: Flags) -> int:
    show_error(error)
    if flags.as_json:
        print_json({**NOTHING_STARTED, "error": error_json(error)})
    return ExitCode.BAD_INPUT


def _words() -> Sequence[str]:
    return ["penstock", *sys.argv[1:]]
