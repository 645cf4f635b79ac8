"""Which lines of the tree are shown when there are more than fit: what runs and what failed comes first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from penstock.cli.progress.tree import Node
from penstock.engine.states import ExecutionState

S = ExecutionState

_QUIET = (S.SUCCEEDED, S.SKIPPED, S.PENDING)
"""States whose tasks are counted instead of named where there is little room."""
FEW = 3
"""As many quiet tasks in a row are named anyhow: a line that counts them would save nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the tree: a task, or how many there are that are not named."""

    depth: int
    node: Node | None = None
    label: str = ""
    counts: tuple[tuple[ExecutionState, int], ...] = ()
    last: tuple[bool, ...] = ()
    """Of each level, whether the line ends it: what the guides are drawn from."""


def rows_of(root: Node, room: int) -> list[Row]:
    """Return the lines for a number of lines of room."""
    everything = _limited(_walk(root, (), folds=False), room + 1)
    if len(everything) <= room:
        return everything
    folded = _limited(_walk(root, (), folds=True), 4 * room + 64)
    if len(folded) <= room:
        return folded
    # What moves is wanted most: lines of quiet tasks go first, from the deepest level up.
    loud = [row for row in folded if row.node is None or row.node.state not in _QUIET or row.depth == 0]
    shown = loud[: room - 1]
    return [*shown, Row(depth=0, counts=((S.PENDING, len(loud) - len(shown)),), last=(True,))]


def _limited(rows: Iterator[Row], most: int) -> list[Row]:
    return [row for row, _ in zip(rows, range(most), strict=False)]


def _walk(owner: Node, last: tuple[bool, ...], *, folds: bool) -> Iterator[Row]:
    depth = len(last)
    parts = list(_parts(owner.children, folds=folds))
    for place, part in enumerate(parts):
        line = (*last, place == len(parts) - 1)
        if isinstance(part, Node):
            node, label = _merged(part)
            yield Row(depth=depth, node=node, label=label, last=line)
            if not (folds and node.state in _QUIET):
                yield from _walk(node, line, folds=folds)
        else:
            yield Row(depth=depth, counts=part, last=line)


def _merged(node: Node) -> tuple[Node, str]:
    """Return what a line stands for, and its name: an iteration of a single task is one line."""
    if node.name.startswith("[") and len(node.children) == 1:
        only = node.children[0]
        return only, f"{node.name} {only.name}"
    return node, node.name


def _parts(children: Sequence[Node], *, folds: bool) -> Iterator[Node | tuple[tuple[ExecutionState, int], ...]]:
    """Yield children, with long rows of quiet ones as counts."""
    if not folds or len(children) <= FEW + 1:
        yield from children
        return
    quiet = Counter(child.state for child in children if child.state in _QUIET)
    named = [child for child in children if child.state not in _QUIET]
    yield from named
    if quiet:
        yield tuple((state, quiet[state]) for state in _QUIET if quiet[state])
