"""`penstock runs delete`."""

import sys
from collections.abc import Sequence

import click

from penstock.cli import wording
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.services.runs import delete_run, find_run


@click.command(short_help="Remove runs from the home.")
@click.argument("run", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def delete(run: tuple[str, ...], *, yes: bool, as_json: bool) -> None:
    """Remove runs with their records; `penstock gc` then frees the disk of what no other run uses."""
    with records_of_home() as records:
        found = list(dict.fromkeys(find_run(reference, history=records.history) for reference in run))
        if not yes:
            _ask(found)
        for run_id in found:
            delete_run(run_id, history=records.history, journal=records.journal)
    if as_json:
        print_json({"deleted": found})
    else:
        click.echo(f"Deleted {wording.plural(len(found), 'run')}; `penstock gc` frees the disk")


def _ask(found: Sequence[str]) -> None:
    named = wording.listed(run_id[: wording.SHORT_ID] for run_id in found)
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here: give --yes to delete")
    click.confirm(f"Delete {wording.plural(len(found), 'run')} ({named})?", abort=True, err=True)
