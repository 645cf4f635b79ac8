"""`penstock gc`."""

from collections import Counter
from datetime import timedelta

import click

from penstock.cli import wording
from penstock.cli.ages import parse_age
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.services.garbage import GarbagePlan, plan_garbage, sweep_garbage
from penstock.services.runs import find_run


@click.command(short_help="Give back the disk that nothing needs.")
@click.option(
    "--older-than", callback=parse_age, metavar="AGE", help="Remove runs, too, that ended so long ago: 12h, 30d, 8w."
)
@click.option(
    "--idle",
    callback=parse_age,
    metavar="AGE",
    default="30d",
    show_default=True,
    help="Remove environments, images with packages, and the like, that nobody has used for so long.",
)
@click.option("--run", "named", multiple=True, metavar="RUN", help="Remove this run, too.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def gc(older_than: timedelta | None, idle: timedelta, named: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Remove the artifacts and logs of deleted runs, and what no task has used for long and can be made again.

    That is: environments, images with the packages of a component, sources, shipped modules, and the folders of
    `penstock runs rerun-task`. What a kept run refers to, and what a task is using, is never removed.
    """
    with records_of_home() as records:
        collector = records.garbage_collector()
        runs = [find_run(reference, history=records.history) for reference in named]
        plan = plan_garbage(collector, older_than=older_than, run_ids=runs, idle_for=idle)
        if not dry_run:
            sweep_garbage(plan, collector)
    facts = {
        "runs": list(plan.runs),
        "folders": len(plan.folders),
        "idle": [{"kind": it.kind, "name": it.name, "bytes": it.size_bytes} for it in plan.idle],
        "bytes": plan.size_bytes,
        "done": not dry_run,
    }
    if as_json:
        print_json(facts)
    else:
        click.echo(_words(plan, dry_run=dry_run))


def _words(plan: GarbagePlan, *, dry_run: bool) -> str:
    verb = "Would remove" if dry_run else "Removed"
    runs = f"{wording.plural(len(plan.runs), 'run')} and " if plan.runs else ""
    kept = f"; kept {wording.plural(len(plan.kept_folders), 'folder')} that other runs use" if plan.kept_folders else ""
    kinds = Counter(found.kind for found in plan.idle)
    idle = "".join(f", {wording.plural(count, f'idle {kind}')}" for kind, count in sorted(kinds.items()))
    return f"{verb} {runs}{wording.plural(len(plan.folders), 'folder')}{idle}, {wording.size(plan.size_bytes)}{kept}"
