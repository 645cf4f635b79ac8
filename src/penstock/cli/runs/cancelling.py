"""`penstock runs cancel`."""

import click

from penstock.cli.consoles import messages
from penstock.cli.driving import Driving
from penstock.cli.ending import print_outcome
from penstock.cli.opening import records_of_home
from penstock.cli.runs.following import follow
from penstock.cli.wording import SHORT_ID
from penstock.core.errors import ConflictError
from penstock.local.wiring import open_engine
from penstock.services.runs import find_run, show_run
from penstock.store.signals import ask_to_cancel


@click.command(short_help="End a run that is under way.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def cancel(run: str, *, as_json: bool) -> int:
    """End RUN: its tasks are stopped, its exit tasks run, and it is CANCELED.

    The process that drives the run is asked; where none does, this one ends the run. Exit code 0 if it is over.
    """
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        short = stored.run.id[:SHORT_ID]
        if stored.run.state.is_final:
            raise ConflictError(f"Run {short} has ended: {stored.run.state.value}", hint="there is nothing to cancel")
        if ask_to_cancel(records.home.leases, stored.run.id):
            ended = follow(stored, records)
        else:
            ended = Driving(records, open_engine(records), messages()).cancel(stored).stored
        return print_outcome(ended, as_json=as_json)
