"""`penstock runs diff`."""

from collections.abc import Iterator, Sequence

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.progress.marks import MARKS
from penstock.cli.report.sections import columns, section
from penstock.core.json import JsonObject
from penstock.services.compare import Column, Comparison
from penstock.services.records import RunSummary


@click.command(short_help="Put runs side by side.")
@click.argument("run", nargs=-1, required=True)
@click.option("--all", "show_all", is_flag=True, help="Show what is equal, too.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff(run: tuple[str, ...], server: str, *, show_all: bool, as_json: bool) -> None:
    """Put two or more runs side by side: the parameters and the metrics in which they differ."""
    if len(run) < 2:
        raise click.UsageError("Name at least two runs")
    with backend_at(server) as backend:
        comparison = backend.desk.compare_runs(run)
    if len(comparison.runs) < 2:
        raise click.UsageError(f"Name at least two runs: these are all {comparison.runs[0].id[: wording.SHORT_ID]}")
    if as_json:
        print_json(_json(comparison, show_all=show_all))
    else:
        print_results(_parts(comparison, show_all=show_all))


def _parts(comparison: Comparison, *, show_all: bool) -> Iterator[RenderableType]:
    runs = comparison.runs
    table = columns("", *(run.id[: wording.SHORT_ID] for run in runs))
    table.add_row("name", *(run.display_name for run in runs))
    table.add_row("state", *(Text(run.state.value, MARKS[run.state].style) for run in runs))
    table.add_row("time", *(wording.duration(_seconds(run)) for run in runs))
    yield table
    yield from _columns_section("Parameters", comparison.parameters, runs, show_all=show_all)
    yield from _columns_section("Metrics", comparison.metrics, runs, show_all=show_all)


def _columns_section(
    title: str, lines: Sequence[Column], runs: Sequence[RunSummary], *, show_all: bool
) -> Iterator[RenderableType]:
    shown = [line for line in lines if show_all or _is_different(line, runs)]
    equal = len(lines) - len(shown)
    note = Text(f"{equal} equal" if shown else "all equal", "dim")
    if not lines:
        return
    table = columns("", *(run.id[: wording.SHORT_ID] for run in runs))
    for line in shown:
        table.add_row(line.name, *(_cell(line, run) for run in runs))
    yield section(title, *([table] if shown else []), *([note] if equal else []))


def _cell(line: Column, run: RunSummary) -> Text:
    if run.id not in line.values:
        return Text("-", "dim")
    content = line.values[run.id]
    return Text(wording.number(content) if isinstance(content, float) else wording.value(content, 60))


def _is_different(line: Column, runs: Sequence[RunSummary]) -> bool:
    return line.differs or len(line.values) < len(runs)


def _seconds(run: RunSummary) -> float | None:
    return run.duration.total_seconds() if run.duration is not None else None


def _json(comparison: Comparison, *, show_all: bool) -> JsonObject:
    runs = comparison.runs
    return {
        "runs": [{"run_id": run.id, "name": run.display_name, "state": run.state.value} for run in runs],
        **{
            name: {line.name: dict(line.values) for line in lines if show_all or _is_different(line, runs)}
            for name, lines in (("parameters", comparison.parameters), ("metrics", comparison.metrics))
        },
    }
