"""The tasks of a run that is kept, as the tree that was shown while it ran."""

import threading
from collections.abc import Iterator

from rich.console import RenderableType

from penstock.cli.progress.tree import TaskTree
from penstock.cli.progress.view import RunView
from penstock.cli.report.sections import section
from penstock.core.clock import Clock
from penstock.core.errors import SpecError
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.records import StoredRun


def tasks_section(stored: StoredRun, clock: Clock) -> Iterator[RenderableType]:
    """Render the tree of tasks."""
    try:
        tree = TaskTree(Plan(document_of(stored.run)))
        tree.update(stored.executions)
    except SpecError:
        return  # a document of a newer Penstock: what is kept of its tasks is told by the other sections
    now = clock.now()
    view = RunView(tree, threading.Lock(), clock.now, stored.run.started_at or now)
    view.is_over = True
    yield section("Tasks", view)
