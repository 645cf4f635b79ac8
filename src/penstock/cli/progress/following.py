"""Shows a run while it moves: as a living tree in a terminal, as lines elsewhere, or not at all."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.control import strip_control_codes
from rich.live import Live

from penstock.cli.progress.plain import PlainProgress
from penstock.cli.progress.tree import TaskTree
from penstock.cli.progress.view import RunView
from penstock.core.clock import Clock
from penstock.core.ids import ExecutionPath
from penstock.engine.records import ExecutionRecord

REFRESHES_PER_SECOND = 8


class Follower(Protocol):
    """Shows what changes in one run. Safe to share between threads."""

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show the last picture."""
        ...

    def update(self, executions: Iterable[ExecutionRecord]) -> None:
        """Take in what changed; return at once."""
        ...

    def say(self, message: str) -> None:
        """Show a message for as long as the run goes on."""
        ...


class LiveFollower:
    """A tree that is painted over, several times a second."""

    def __init__(self, tree: TaskTree, console: Console, clock: Clock, started_at: datetime) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._view = RunView(tree, self._lock, clock.now, started_at)
        self._live = Live(self._view, console=console, refresh_per_second=REFRESHES_PER_SECOND)

    def __enter__(self) -> Self:
        """Begin to paint."""
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Paint the last picture, and leave it standing."""
        self._view.is_over = True
        self._live.stop()

    def update(self, executions: Iterable[ExecutionRecord]) -> None:
        """Take in what changed."""
        with self._lock:
            self._tree.update(executions)

    def say(self, message: str) -> None:
        """Show a message under the bar."""
        self._view.message = message


class LineFollower:
    """A line for each change."""

    def __init__(self, tree: TaskTree, write: Callable[[str], None], clock: Clock, started_at: datetime) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._plain = PlainProgress(tree, write, started_at)
        self._write = write
        self._clock = clock

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End: every line is written already."""

    def update(self, executions: Iterable[ExecutionRecord]) -> None:
        """Write what changed."""
        changed = list(executions)
        now = self._clock.now()
        with self._lock:
            self._tree.update(changed)
            for record in insides_first(changed):
                self._plain.update(record, now)

    def say(self, message: str) -> None:
        """Write a message."""
        with self._lock:
            self._write(message)


def insides_first(records: Sequence[ExecutionRecord]) -> list[ExecutionRecord]:
    """Put what came at once into the order in which it is read: a graph ends after the tasks in it."""
    parents = {record.path: record.parent for record in records}
    order: dict[ExecutionPath, tuple[int, int]] = {}
    for place, record in enumerate(records):
        path: ExecutionPath | None = record.path
        height = 0
        while path in parents:
            order[path] = max(order.get(path, (0, 0)), (place, height))
            path, height = parents[path], height + 1
    return sorted(records, key=lambda record: order[record.path])


def follower_for(console: Console, tree: TaskTree, clock: Clock, started_at: datetime) -> Follower:
    """Return what suits a console."""
    if console.is_terminal and not console.is_dumb_terminal:
        return LiveFollower(tree, console, clock, started_at)
    return LineFollower(tree, lambda line: _write(console, line), clock, started_at)


def _write(console: Console, line: str) -> None:
    """Write a line as it is: laying it out costs more than a task, and there is nothing to lay out."""
    console.file.write(f"{strip_control_codes(line)}\n")
