"""What a run took over from the run that it continues, task by task."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from penstock.cli import wording
from penstock.cli.report.sections import MOST_ROWS, columns, section, short_path
from penstock.core.json import JsonObject
from penstock.services.continuing import ReuseReport


def reuse_section(report: ReuseReport | None) -> Iterator[RenderableType]:
    """Render what was reused, what ran again and why, and which tasks are no longer there."""
    if report is None:
        return
    table = columns("task", "", "why")
    for task in report.tasks[:MOST_ROWS]:
        table.add_row(short_path(task.path), "reused" if task.is_reused else "ran", task.why)
    more = len(report.tasks) - MOST_ROWS
    rest = [Text(f"… and {more} more", "dim")] if more > 0 else []
    removed = [short_path(path) for path in report.removed]
    gone = [Text(f"no longer there: {wording.listed(removed)}", "dim")] if removed else []
    yield section(f"Continues run {report.continues[: wording.SHORT_ID]}", table, *rest, *gone)


def reuse_json(report: ReuseReport | None) -> JsonObject | None:
    """Render the same for programs."""
    if report is None:
        return None
    return {
        "continues": report.continues,
        "tasks": [{"path": it.path, "reused": it.is_reused, "why": it.why} for it in report.tasks],
        "removed": list(report.removed),
    }
