"""`penstock runs watch`."""

import click

from penstock.cli.driving import Outcome
from penstock.cli.ending import tell
from penstock.cli.opening import records_of_home
from penstock.cli.runs.following import follow
from penstock.services.runs import find_run, show_run


@click.command(short_help="Follow a run that another process drives.")
@click.argument("run", default="latest")
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def watch(run: str, *, as_json: bool) -> int:
    """Follow RUN to its end, whoever drives it; Ctrl-C stops the watching, not the run.

    The exit code is that of the run: 0 if it succeeded, 1 if not.
    """
    with records_of_home() as records:
        stored = show_run(find_run(run, history=records.history), journal=records.journal)
        if not stored.run.state.is_final:
            stored = follow(stored, records)
        return tell(Outcome(stored=stored), records, as_json=as_json)
