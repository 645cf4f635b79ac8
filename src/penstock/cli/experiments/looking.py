"""`penstock experiments list` and `show`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.lists import print_list
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.report.activity import last_run, outcome_signs, outcomes_json
from penstock.cli.report.runs import runs_table
from penstock.cli.report.sections import pairs, section
from penstock.cli.report.tables import FittingTable
from penstock.core.clock import time_json
from penstock.core.json import JsonObject
from penstock.services.desk import RunsWanted
from penstock.services.lines import ExperimentLine

NEWEST = 10


@click.command("list", short_help="Show the experiments, newest first.")
@click.option(
    "-n", "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Experiments to show."
)
@click.option("--archived", is_flag=True, help="Show those in the archive, in place of the others.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(limit: int, server: str, *, archived: bool, as_json: bool) -> None:
    """Show the experiments, newest first, and how their newest runs went."""
    with backend_at(server) as backend:
        found = backend.desk.list_experiments(limit, is_archived=archived)
        now, place = backend.clock.now(), backend.place
    empty = f"There are no such experiments {place}"
    print_list(found, as_json=as_json, render=line_json, table=lambda lines: _table(lines, now), empty=empty)


@click.command(short_help="Show an experiment and its newest runs.")
@click.argument("experiment")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(experiment: str, server: str, *, as_json: bool) -> None:
    """Show EXPERIMENT: what it is, and its newest runs."""
    with backend_at(server) as backend:
        line = backend.desk.get_experiment(experiment)
        if as_json:
            print_json(line_json(line))
            return
        wanted = RunsWanted(experiment=line.experiment.name)
        print_results(_parts(line, runs_table(backend.desk.list_runs(wanted, NEWEST).runs, backend)))


def line_json(line: ExperimentLine) -> JsonObject:
    """Render an experiment for programs."""
    experiment = line.experiment
    return {
        "id": experiment.id,
        "name": experiment.name,
        "description": experiment.description,
        "created_at": time_json(experiment.created_at),
        "storage_state": experiment.storage_state.value,
        "runs": line.activity.runs,
        "newest_runs": outcomes_json(line.activity.outcomes),
    }


def _table(lines: Sequence[ExperimentLine], now: datetime) -> FittingTable:
    table = FittingTable("experiment", "name", "runs", "newest", "last run", "about", right=("runs",))
    for line in lines:
        experiment, activity = line.experiment, line.activity
        table.add_row(
            Text(experiment.id[: wording.SHORT_ID], "bold"),
            experiment.name,
            str(activity.runs),
            outcome_signs(activity.outcomes),
            wording.ago(last_run(activity.outcomes), now),
            Text(wording.cut(experiment.description, 60), "dim"),
        )
    return table


def _parts(line: ExperimentLine, runs: FittingTable) -> Iterator[RenderableType]:
    experiment = line.experiment
    yield Text(experiment.name, "bold")
    rows = [("experiment", experiment.id), ("created", wording.moment(experiment.created_at))]
    rows += [("about", experiment.description)] if experiment.description else []
    rows += [("state", experiment.storage_state.value.lower()), ("runs", str(line.activity.runs))]
    yield section("Experiment", pairs(rows))
    if runs.row_count:
        yield section("Newest runs", runs)
