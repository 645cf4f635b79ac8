"""`penstock runs resume` and `penstock runs retry`."""

import click

from penstock.cli import wording
from penstock.cli.consoles import messages
from penstock.cli.driving import Driving
from penstock.cli.ending import tell
from penstock.cli.opening import records_of_home
from penstock.core.errors import ConflictError
from penstock.core.ids import ExecutionPath
from penstock.engine.records import StoredRun
from penstock.local.wiring import open_engine
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
        return tell(outcome, records, as_json=as_json)


@click.command(short_help="Continue a run that failed or was cancelled.")
@click.argument("run")
@click.option(
    "--from",
    "again",
    multiple=True,
    metavar="TASK",
    help="Do this task and all that follows it anew, even if it succeeded.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def retry(run: str, again: tuple[str, ...], *, as_json: bool) -> int:
    """Continue RUN, which has ended, from what succeeded; what failed or was cancelled is done anew."""
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        paths = [ExecutionPath(path) for path in again]
        outcome = Driving(records, open_engine(records), messages()).retry(stored, paths)
        return tell(outcome, records, as_json=as_json)


def _over(stored: StoredRun, hint: str) -> ConflictError:
    short = stored.run.id[: wording.SHORT_ID]
    return ConflictError(f"Run {short} has ended: {stored.run.state.value}", hint=hint)
