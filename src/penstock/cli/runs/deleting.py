"""`penstock runs delete`."""

from collections.abc import Sequence

import click

from penstock.cli import wording
from penstock.cli.asking import confirm
from penstock.cli.backends.port import Removal
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option


@click.command(short_help="Remove runs.")
@click.argument("run", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--artifacts", "with_artifacts", is_flag=True, help="Remove their outputs and logs, too, if no other run uses them."
)
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def delete(run: tuple[str, ...], server: str, *, yes: bool, with_artifacts: bool, as_json: bool) -> None:
    """Remove runs with their records, and with --artifacts, or if you say so when asked, what they alone have made.

    What another run refers to, by its inputs or from the cache, is never removed.
    """
    if server and with_artifacts:
        raise click.UsageError("--artifacts is for a home; `penstock gc` on its machine frees the disk of a server")
    with backend_at(server) as backend:
        found = list(dict.fromkeys(backend.desk.get_run(reference).stored.run.id for reference in run))
        plan = backend.plan_removal(found)
        if not yes:
            with_artifacts = _ask(found, plan, with_artifacts=with_artifacts)
        freed = backend.remove_runs(found, with_artifacts=with_artifacts)
    if as_json:
        print_json({"deleted": found, "bytes": freed})
        return
    rest = f", and {wording.size(freed)} of files" if with_artifacts else "; `penstock gc` frees the disk"
    kept = f"; kept {wording.plural(plan.kept_folders, 'folder')} that other runs use" if plan.kept_folders else ""
    click.echo(f"Deleted {wording.plural(len(found), 'run')}{rest}{kept if with_artifacts else ''}")


def _ask(found: Sequence[str], plan: Removal, *, with_artifacts: bool) -> bool:
    """Ask whether to delete at all, and then whether the files go as well; return the second answer."""
    named = wording.listed(run_id[: wording.SHORT_ID] for run_id in found)
    confirm(f"Delete {wording.plural(len(found), 'run')} ({named})?")
    if with_artifacts or not plan.size_bytes:
        return with_artifacts
    return click.confirm(f"Remove the {wording.size(plan.size_bytes)} of files that only they use, too?", err=True)
