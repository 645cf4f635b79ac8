"""`penstock runs list`."""

from dataclasses import dataclass
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import messages, print_results
from penstock.cli.exits import print_json
from penstock.cli.opening import records_of_home
from penstock.cli.progress.marks import MARKS
from penstock.cli.report.sections import columns
from penstock.engine.states import RunState
from penstock.local.wiring import Records
from penstock.services.experiments import get_experiment
from penstock.services.records import RunFilter, RunSummary
from penstock.services.runs import list_runs, summary_json
from penstock.store.signals import is_driven

LIMIT = 20
NAMES = 3
"""Outputs of a run that are shown in its line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flags:
    """What the command was given."""

    limit: int
    states: tuple[str, ...]
    experiment: str
    pipeline: str
    name: str
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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(**options: Any) -> None:
    """Show the runs of the home, newest first."""
    flags = Flags(**options)
    with records_of_home() as records:
        page = list_runs(_filter(flags, records), history=records.history, limit=flags.limit)
        if flags.as_json:
            print_json([summary_json(summary) for summary in page.runs])
            return
        if not page.runs:
            messages().print(Text(f"There are no such runs in the home {records.home.path}", "dim"))
            return
        print_results([_table(page.runs, records)])
        if page.next_token:
            messages().print(Text("There are more: --limit shows them", "dim"))


def _filter(flags: Flags, records: Records) -> RunFilter:
    experiment = get_experiment(flags.experiment, store=records.experiments) if flags.experiment else None
    return RunFilter(
        states=frozenset(RunState(state.upper()) for state in flags.states),
        experiment_id=experiment.id if experiment else None,
        pipeline_name=flags.pipeline,
        name_contains=flags.name,
    )


def _table(runs: tuple[RunSummary, ...], records: Records) -> Table:
    now = records.clock.now()
    table = columns("run", "name", "state", "time", "started", "experiment", "outputs")
    table.columns[3].justify = "right"
    for run in runs:
        mark = MARKS[run.state]
        began = run.started_at or run.created_at
        ended = run.ended_at or (None if run.state.is_final else now)
        took = wording.seconds_since(began, ended) if ended else None
        table.add_row(
            Text(run.id[: wording.SHORT_ID], "bold"),
            run.display_name,
            Text(f"{mark.sign} {run.state.value}{_left(run, records)}", mark.style),
            wording.duration(took),
            wording.ago(run.created_at, now),
            Text(run.experiment_name, "dim"),
            Text(_outputs(run), "dim"),
        )
    return table


def _left(run: RunSummary, records: Records) -> str:
    """Say that nobody drives a run that is not over: `runs resume` does."""
    return "" if run.state.is_final or is_driven(records.home.leases, run.id) else ", left"


def _outputs(run: RunSummary) -> str:
    if run.failure is not None:
        return wording.cut(run.failure.message.partition("\n")[0], 60)
    known = list(run.outputs.items())[:NAMES]
    return "  ".join(f"{name}={wording.value(content, 24)}" for name, content in known)
