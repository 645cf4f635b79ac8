"""Progress in lines, for files, pipes and continuous integration: one line for each change that matters."""

from collections.abc import Callable
from datetime import datetime

from penstock.cli import wording
from penstock.cli.progress.tree import Node, TaskTree
from penstock.cli.progress.view import note_of
from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionState

S = ExecutionState
_TOLD = frozenset({S.RUNNING, S.SUCCEEDED, S.SKIPPED, S.FAILED, S.CANCELED, S.PAUSED})


class PlainProgress:
    """Writes a line when a task starts, ends, or has a reason to wait."""

    def __init__(self, tree: TaskTree, write: Callable[[str], None], started_at: datetime) -> None:
        self._tree = tree
        self._write = write
        self._started_at = started_at
        self._told: dict[str, tuple[ExecutionState, str]] = {}

    def update(self, record: ExecutionRecord, now: datetime) -> None:
        """Tell a change, once; the tree knows it already."""
        if record.parent is None:
            return
        node = self._tree.find(record)
        if not node.is_leaf and record.state in (S.RUNNING, S.PENDING):
            return
        words, _ = note_of(node)
        waits = record.state is S.PENDING and record.failure is not None and bool(words)
        if (record.state not in _TOLD and not waits) or self._told.get(record.path) == (record.state, words):
            return
        self._told[record.path] = (record.state, words)
        self._write(self._line(record, node, words, now))

    def _line(self, record: ExecutionRecord, node: Node, words: str, now: datetime) -> str:
        elapsed = wording.clock((now - self._started_at).total_seconds())
        name = record.path.removeprefix("root/")
        state = "WAITING" if record.state is S.PENDING else record.state.value
        took = wording.seconds_since(record.started_at, record.ended_at) if record.ended_at else None
        seconds = "" if node.is_cached else wording.duration(took)
        return f"{elapsed:>8}  {state:<9}  {'  '.join(filter(None, [name, seconds, words]))}"
