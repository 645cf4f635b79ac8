"""`penstock runs list`."""

from dataclasses import dataclass
from typing import Any

import click
from rich.text import Text

from penstock.cli.consoles import messages, print_results
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.report.runs import runs_table
from penstock.engine.states import RunState
from penstock.services.desk import RunsWanted
from penstock.services.runs import summary_json

LIMIT = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Flags:
    """What the command was given."""

    limit: int
    states: tuple[str, ...]
    experiment: str
    pipeline: str
    name: str
    archived: bool
    server: str
    as_json: bool


@click.command("list", short_help="Show the runs, newest first.")
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=LIMIT, show_default=True, help="Runs to show.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in RunState], case_sensitive=False),
    help="Only runs in this state; may be given several times.",
)
@click.option("--experiment", default="", metavar="NAME", help="Only runs of this experiment.")
@click.option("--pipeline", default="", metavar="NAME", help="Only runs of this pipeline.")
@click.option("--name", default="", metavar="TEXT", help="Only runs with this text in their name.")
@click.option("--archived", is_flag=True, help="Show the runs in the archive, in place of the others.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(**options: Any) -> None:
    """Show the runs of the home or of a server, newest first."""
    flags = Flags(**options)
    wanted = RunsWanted(
        states=tuple(RunState(state.upper()) for state in flags.states),
        experiment=flags.experiment,
        pipeline=flags.pipeline,
        name=flags.name,
        is_archived=flags.archived,
    )
    with backend_at(flags.server) as backend:
        found = backend.desk.list_runs(wanted, flags.limit)
        if flags.as_json:
            print_json([summary_json(summary) for summary in found.runs])
            return
        if not found.runs:
            messages().print(Text(f"There are no such runs {backend.place}", "dim"))
            return
        print_results([runs_table(found.runs, backend)])
        if found.total > len(found.runs):
            messages().print(Text(f"{len(found.runs)} of {found.total} runs: --limit shows more", "dim"))
