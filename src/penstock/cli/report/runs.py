"""Runs in a table."""

from collections.abc import Sequence

from rich.text import Text

from penstock.cli import wording
from penstock.cli.backends.port import Backend
from penstock.cli.progress.marks import MARKS
from penstock.cli.report.tables import FittingTable
from penstock.services.records import RunSummary

NAMES = 3
"""Outputs of a run that are shown in its line."""


def runs_table(runs: Sequence[RunSummary], backend: Backend) -> FittingTable:
    """Render runs, each in a line."""
    now = backend.clock.now()
    names = ("run", "name", "state", "time", "started", "experiment", "outputs")
    table = FittingTable(*names, right=("time",), spare=("experiment", "outputs"), cuts=("name", "outputs"))
    for run in runs:
        mark = MARKS[run.state]
        began = run.started_at or run.created_at
        ended = run.ended_at or (None if run.state.is_final else now)
        took = wording.seconds_since(began, ended) if ended else None
        table.add_row(
            Text(run.id[: wording.SHORT_ID], "bold"),
            run.display_name,
            Text(f"{mark.sign} {run.state.value}{_left(run, backend)}", mark.style),
            wording.duration(took),
            wording.ago(run.created_at, now),
            Text(run.experiment_name, "dim"),
            Text(_outputs(run), "dim"),
        )
    return table


def _left(run: RunSummary, backend: Backend) -> str:
    """Say that nobody drives a run that is not over: `runs resume` does."""
    return "" if run.state.is_final or backend.is_driven(run.id) else ", left"


def _outputs(run: RunSummary) -> str:
    if run.failure is not None:
        return wording.cut(run.failure.message.partition("\n")[0], 60)
    known = list(run.outputs.items())[:NAMES]
    return "  ".join(f"{name}={wording.value(content, 24)}" for name, content in known)
