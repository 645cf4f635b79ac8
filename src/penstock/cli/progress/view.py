"""The live picture of a run in a terminal: the tree of its tasks, then a bar with the counts."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from penstock.cli import wording
from penstock.cli.progress.marks import MARKS, sign_of
from penstock.cli.progress.rows import Row, rows_of
from penstock.cli.progress.tree import Node, TaskTree
from penstock.core.json import JsonValue
from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.spec.captions import is_item

S = ExecutionState

_EXPLAINED = (S.PENDING, S.FAILED, S.SKIPPED, S.PAUSED)
WAITS = ("NoFreeSlot", "BuildingEnvironment", "PreparingImage", "EngineUnreachable", "EqualExecutionUnderWay")
"""Reasons to wait that say nothing of an attempt."""
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAME_SECONDS = 0.1
MARGIN = 6
"""Lines of the terminal that the tree leaves free: the bar, the message, and the prompt."""
BAR_WIDTH = 32
NOTE_WIDTH = 40
LONGEST_NOTE = 300
_REFERENCE = re.compile(r"inputs\.parameter_values\['([^']*)'\]")


class RunView:
    """Renders a run as it stands; rich asks for it several times a second."""

    def __init__(self, tree: TaskTree, lock: threading.Lock, now: Callable[[], datetime], started_at: datetime) -> None:
        self._tree = tree
        self._lock = lock
        self._now = now
        self._started_at = started_at
        self.message = ""
        """A line of words under the bar."""
        self.is_over = False
        """Whether this is the last picture: then nothing moves in it, and all of it is shown."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the tree and the bar."""
        with self._lock:
            parts = list(self._parts(options))
        yield from parts

    def _parts(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        now = self._now()
        ascii_only = options.ascii_only
        # `LINES` counts what fits; a last picture may scroll.
        room = max(5, options.size.height - MARGIN) if not self.is_over else max(60, options.size.height)
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(24, options.max_width - 30))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis", max_width=NOTE_WIDTH)
        for row in rows_of(self._tree.root, room):
            table.add_row(*self._cells(row, now, ascii_only=ascii_only))
        yield table
        if not self.is_over:
            yield Text()
            yield self._bar(now)
            if self.message:
                yield Text(self.message, "yellow")

    def _cells(self, row: Row, now: datetime, *, ascii_only: bool) -> tuple[Text, Text, Text]:
        line = Text(_guides(row.last, ascii_only=ascii_only), "dim")
        node = row.node
        if node is None:
            line.append(_count_words(row), "dim")
            return line, Text(), Text()
        state = node.state
        sign, style = sign_of(state, ascii_only=ascii_only)
        if state is S.RUNNING and node.is_leaf and not (ascii_only or self.is_over):
            sign = FRAMES[int(now.timestamp() / FRAME_SECONDS) % len(FRAMES)]
        line.append(f"{sign} ", style)
        line.append(row.label, "dim" if state in (S.PENDING, S.SKIPPED) else "bold red" if state is S.FAILED else "")
        return line, Text(_seconds(node, now), "dim" if state.is_final else ""), _note(node)

    def _bar(self, now: datetime) -> Table:
        tree = self._tree
        grid = Table.grid(padding=(0, 2, 0, 0))
        counts = f"{tree.done}/{wording.plural(tree.total, 'task')}"
        notes = [f"{tree.running} running"] if tree.running else []
        notes += [f"{tree.cached} cached"] if tree.cached else []
        elapsed = wording.clock((now - self._started_at).total_seconds())
        bar = ProgressBar(total=max(tree.total, 1), completed=tree.done, width=BAR_WIDTH, complete_style="green")
        grid.add_row(bar, counts, Text(elapsed, "bold"), Text(", ".join(notes), "dim"))
        return grid


def note_of(node: Node) -> tuple[str, str]:
    """Return what is to be said beside a task, and its style: served from cache, why it waits, why it failed."""
    record = node.record
    if node.is_cached:
        return "cached", "cyan"
    if record is None:
        return "", ""
    if node.is_loop:
        return _loop_note(node), "dim"
    return _condition_note(node, record) or _failure_note(node, record)


def _condition_note(node: Node, record: ExecutionRecord) -> tuple[str, str] | None:
    """Say what a condition came down to; nothing if it was never looked at."""
    is_blocked = record.failure is not None and record.failure.reason != "ConditionFalse"
    if not node.condition or record.state is S.PENDING or is_blocked:
        return None
    said = with_values(node.condition, record.inputs.parameters)
    return (f"not true: {said}" if record.state is S.SKIPPED else said), "dim"


def _failure_note(node: Node, record: ExecutionRecord) -> tuple[str, str]:
    if record.failure is not None and record.state in _EXPLAINED and not _shares_failure(node):
        first = wording.cut(record.failure.message.partition("\n")[0], LONGEST_NOTE)
        if record.state is S.PENDING and record.attempts and record.failure.reason not in WAITS:
            return f"attempt {record.attempts} failed, the next one follows: {first}", "yellow"
        return first, MARKS[record.state].style if record.state is S.FAILED else "dim"
    return (f"attempt {record.attempts}", "yellow") if record.attempts > 1 else ("", "")


def with_values(expression: str, values: Mapping[str, JsonValue]) -> str:
    """Put the values into a condition: what it came down to in this run."""

    def found(match: re.Match[str]) -> str:
        content = values.get(match[1])
        return f"{content:.4g}" if isinstance(content, float) else wording.value(content, 24)

    return _REFERENCE.sub(found, expression)


def _shares_failure(node: Node) -> bool:
    """Whether a task inside tells already what went wrong."""
    return any(child.state is node.state and child.record is not None for child in node.children)


def _note(node: Node) -> Text:
    words, style = note_of(node)
    item = item_words(node) if not words or node.is_cached else ""
    return Text.assemble((words, style), "  " if words and item else "", (item, "dim"))


def item_words(node: Node) -> str:
    """Say which item of a loop an iteration is for; a task that is alone in its iteration says it, too."""
    owner = node.parent if node.is_leaf and node.parent and len(node.parent.children) == 1 else node
    given = owner.record.inputs.parameters if owner.record and owner.record.iteration is not None else {}
    items = [content for name, content in given.items() if is_item(name)]
    return f"item {wording.value(items[0], NOTE_WIDTH - len('item '))}" if items else ""


def _loop_note(node: Node) -> str:
    ended = sum(1 for child in node.children if child.state.is_final)
    if node.children:
        return f"{ended}/{len(node.children)}"
    return "no items" if node.state is S.SUCCEEDED else ""


def _seconds(node: Node, now: datetime) -> str:
    record = node.record
    if record is None or record.started_at is None or node.is_cached:
        return ""
    if record.kind is ExecutionKind.IMPORTER and record.ended_at is None:
        return ""
    return wording.duration(wording.seconds_since(record.started_at, record.ended_at or now))


def _count_words(row: Row) -> str:
    words = {S.SUCCEEDED: "done", S.SKIPPED: "skipped", S.PENDING: "waiting"}
    return "… " + ", ".join(f"{count} {words[state]}" for state, count in row.counts)


def _guides(last: tuple[bool, ...], *, ascii_only: bool) -> str:
    if len(last) < 2:
        return ""
    bend, branch, down = ("`- ", "|- ", "|  ") if ascii_only else ("└─ ", "├─ ", "│  ")
    above = "".join("   " if is_last else down for is_last in last[1:-1])
    return above + (bend if last[-1] else branch)
