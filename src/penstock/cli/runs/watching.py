"""`penstock runs watch`."""

import click

from penstock.cli.backends.following import follow
from penstock.cli.driving import Outcome
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.telling import tell_of


@click.command(short_help="Follow a run that another process drives.")
@click.argument("run", default="latest")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object on the last line of output.")
def watch(run: str, server: str, *, as_json: bool) -> int:
    """Follow RUN to its end, whoever drives it; Ctrl-C stops the watching, not the run.

    The exit code is that of the run: 0 if it succeeded, 1 if not.
    """
    with backend_at(server) as backend:
        stored = backend.desk.get_run(run).stored
        if not stored.run.state.is_final:
            stored = follow(stored, backend)
        return tell_of(Outcome(stored=stored), backend, as_json=as_json)
