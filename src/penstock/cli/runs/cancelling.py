"""`penstock runs cancel`."""

import click

from penstock.cli.backends.following import follow
from penstock.cli.ending import print_outcome
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.wording import SHORT_ID
from penstock.core.errors import ConflictError


@click.command(short_help="End a run that is under way.")
@click.argument("run")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def cancel(run: str, server: str, *, as_json: bool) -> int:
    """End RUN: its tasks are stopped, its exit tasks run, and it is CANCELED.

    The process that drives the run is asked; where none does, this one ends the run. Exit code 0 if it is over.
    """
    with backend_at(server) as backend:
        stored = backend.desk.get_run(run).stored
        short = stored.run.id[:SHORT_ID]
        if stored.run.state.is_final:
            raise ConflictError(f"Run {short} has ended: {stored.run.state.value}", hint="there is nothing to cancel")
        is_asked = backend.ask_to_cancel(stored.run.id)
        ended = follow(stored, backend) if is_asked else backend.cancel(stored)
        return print_outcome(ended, as_json=as_json)
