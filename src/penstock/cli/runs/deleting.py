"""`penstock runs delete`."""

import sys
from collections.abc import Sequence

import click

from penstock.cli import wording
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.services.garbage import GarbagePlan, plan_removal, sweep_garbage
from penstock.services.runs import delete_run, find_run


@click.command(short_help="Remove runs from the home.")
@click.argument("run", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--artifacts", "with_artifacts", is_flag=True, help="Remove their outputs and logs, too, if no other run uses them."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def delete(run: tuple[str, ...], *, yes: bool, with_artifacts: bool, as_json: bool) -> None:
    """Remove runs with their records, and with --artifacts, or if you say so when asked, what they alone have made.

    What another run refers to, by its inputs or from the cache, is never removed.
    """
    with records_of_home() as records:
        found = list(dict.fromkeys(find_run(reference, history=records.history) for reference in run))
        collector = records.garbage_collector()
        plan = plan_removal(found, collector)
        if not yes:
            with_artifacts = _ask(found, plan, with_artifacts=with_artifacts)
        for run_id in found:
            delete_run(run_id, history=records.history, journal=records.journal)
        freed = sweep_garbage(plan, collector).folder_bytes if with_artifacts else 0
    if as_json:
        print_json({"deleted": found, "bytes": freed})
        return
    rest = f", and {wording.size(freed)} of files" if with_artifacts else "; `penstock gc` frees the disk"
    kept = f"; kept {wording.plural(len(plan.kept_folders), 'folder')} that other runs use" if plan.kept_folders else ""
    click.echo(f"Deleted {wording.plural(len(found), 'run')}{rest}{kept if with_artifacts else ''}")


def _ask(found: Sequence[str], plan: GarbagePlan, *, with_artifacts: bool) -> bool:
    """Ask whether to delete at all, and then whether the files go as well; return the second answer."""
    named = wording.listed(run_id[: wording.SHORT_ID] for run_id in found)
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here: give --yes to delete")
    click.confirm(f"Delete {wording.plural(len(found), 'run')} ({named})?", abort=True, err=True)
    if with_artifacts or not plan.size_bytes:
        return with_artifacts
    return click.confirm(f"Remove the {wording.size(plan.size_bytes)} of files that only they use, too?", err=True)
