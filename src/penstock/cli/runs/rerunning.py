"""`penstock runs rerun-task`."""

import sys

import click

from penstock.cli.consoles import print_results
from penstock.cli.exits import ExitCode, note, print_json
from penstock.cli.opening import records_of_home
from penstock.cli.report.sections import outputs_section, short_path
from penstock.cli.runs.showing import find_task
from penstock.core.errors import LaunchError
from penstock.core.ids import ExecutionPath
from penstock.core.json import JsonObject
from penstock.local.rerunning import Rerun, request_again, rerun, rerun_in_debugger
from penstock.services.runs import find_run, show_run, values_json


@click.command(name="rerun-task", short_help="Do one task of a run again, here, with its real inputs.")
@click.argument("run")
@click.argument("task")
@click.option("--pdb", "debugs", is_flag=True, help="Stop in the debugger where the function of the task raises.")
@click.option(
    "--launcher",
    type=click.Choice(["process", "container"]),
    help="Where to do it; where the run had it done, if not given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on the last line of output.")
def rerun_task(run: str, task: str, launcher: str | None, *, debugs: bool, as_json: bool) -> int:
    """Do TASK of RUN again on this machine: its inputs are those of the run, its outputs go into a folder of their own.

    What it prints goes to standard error with --json, else to standard output. The run stays as it is.

    Exit codes: 0 the task succeeded, 1 it failed, 2 bad input and nothing was started.
    """
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        execution = find_task(stored, task)
        where = launcher or stored.run.options.launcher
        if debugs and where == "container":
            note("the debugger needs the task on this machine, not in a container: its Python is the nearest one here")
        out = (sys.stderr if as_json else sys.stdout).buffer

        def write(piece: bytes) -> None:
            out.write(piece)
            out.flush()

        try:
            request = request_again(stored.run.id, execution.path, records)
            ended = rerun_in_debugger(request, records) if debugs else rerun(request, where, records, write=write)
        except LaunchError as error:
            raise click.UsageError(f"{error.message}; {error.hint}" if error.hint else error.message) from error
    if as_json:
        print_json(_json(execution.path, ended))
    else:
        _print(execution.path, ended)
    return ExitCode.FAILED if ended.failure else ExitCode.OK


def _print(path: ExecutionPath, ended: Rerun) -> None:
    sign, words = ("✗", "failed") if ended.failure else ("✓", "succeeded")
    click.echo(f"{sign} {short_path(path)} {words}; its files are in {ended.folder}")
    if ended.failure:
        click.echo(f"  {ended.failure.message}")
        if ended.failure.hint:
            click.echo(f"  {ended.failure.hint}")
    print_results(outputs_section(ended.outputs))


def _json(path: ExecutionPath, ended: Rerun) -> JsonObject:
    failure = ended.failure
    return {
        "path": path,
        "state": "FAILED" if failure else "SUCCEEDED",
        "folder": str(ended.folder),
        "outputs": values_json(ended.outputs),
        "error": {"reason": failure.reason, "message": failure.message, "hint": failure.hint} if failure else None,
    }
