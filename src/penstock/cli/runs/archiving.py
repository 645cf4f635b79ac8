"""`penstock runs archive` and `unarchive`."""

import click

from penstock.cli import wording
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.services.records import StorageState


@click.command(short_help="Put runs into the archive: lists leave them out.")
@click.argument("run", nargs=-1, required=True)
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def archive(run: tuple[str, ...], server: str, *, as_json: bool) -> None:
    """Put runs into the archive: lists leave them out, everything else stays."""
    _store(run, StorageState.ARCHIVED, server, as_json=as_json)


@click.command(short_help="Take runs out of the archive.")
@click.argument("run", nargs=-1, required=True)
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def unarchive(run: tuple[str, ...], server: str, *, as_json: bool) -> None:
    """Take runs out of the archive; `penstock runs list --archived` shows what is there."""
    _store(run, StorageState.AVAILABLE, server, as_json=as_json)


def _store(references: tuple[str, ...], state: StorageState, server: str, *, as_json: bool) -> None:
    with backend_at(server) as backend:
        found = list(dict.fromkeys(backend.desk.get_run(reference).stored.run.id for reference in references))
        for run_id in found:
            backend.set_storage_state(run_id, state)
    if as_json:
        print_json({"runs": found, "storage_state": state.value})
        return
    verb = "Archived" if state is StorageState.ARCHIVED else "Took out of the archive:"
    click.echo(f"{verb} {wording.plural(len(found), 'run')}")
