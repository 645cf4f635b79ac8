"""How one pipeline file differs from another: line by line, and task by task."""

import difflib
import itertools
from collections.abc import Iterator
from dataclasses import replace

from penstock.documents import dump_document
from penstock.server.rendering.graphs import GraphReader, Placed
from penstock.server.rendering.nodes import node_detail
from penstock.server.schemas.graph import Graph, NodeDetail
from penstock.server.schemas.pipelines import ChangedTask, VersionDiff

MOST_LINES = 5_000
"""Lines between the first and the last that differ; comparing takes time with the square of their number."""

_NOT_WHAT = frozenset({"id", "name", "spec_yaml"})
_WRITTEN_BY_COMPILER = frozenset({"command", "args"})
"""Of a Python component, these only repeat its source."""
_OF_GRAPH = ("kind", "condition", "items", "parallelism")


def version_diff(before: GraphReader, now: GraphReader, *, names: tuple[str, str]) -> VersionDiff:
    """Tell what became of one version in another."""
    old, new = (dump_document(reader.document).splitlines() for reader in (before, now))
    is_cut = _differing(old, new) > MOST_LINES
    lines = [] if is_cut else difflib.unified_diff(old, new, names[0], names[1], lineterm="")
    return VersionDiff(text_diff="\n".join(lines), is_cut=is_cut, tasks=list(_tasks(before, now)))


def _differing(before: list[str], now: list[str]) -> int:
    """Count the lines that are left when the equal ones at both ends are gone."""
    start = _equal(before, now)
    rest = before[start:], now[start:]
    end = _equal(rest[0][::-1], rest[1][::-1])
    return max(len(lines) - end for lines in rest)


def _equal(before: list[str], now: list[str]) -> int:
    """Count the lines that are equal at the beginning."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, now, strict=False)))


def _tasks(before: GraphReader, now: GraphReader) -> Iterator[ChangedTask]:
    old = {placed.id: placed for placed in before.placed()}
    new = {placed.id: placed for placed in now.placed()}
    graphs = before.graph(), now.graph()
    shown_before, shown_now = _shown(graphs[0]), _shown(graphs[1])
    names = {node.id: node.name for graph in graphs for node in graph.nodes}
    for node in dict.fromkeys([*new, *old]):
        if node not in old:
            yield ChangedTask(node=node, name=names[node], change="added", what=[])
        elif node not in new:
            yield ChangedTask(node=node, name=names[node], change="removed", what=[])
        elif _content(old[node], before) != _content(new[node], now):
            details = node_detail(before, old[node]), node_detail(now, new[node])
            of_graph = [name for name in _OF_GRAPH if shown_before[node][name] != shown_now[node][name]]
            what = [*_what(*details), *of_graph]
            yield ChangedTask(node=node, name=names[node], change="changed", what=what or ["settings"])


def _content(placed: Placed, reader: GraphReader) -> tuple[object, ...]:
    """Return everything of a task that a file can change, without the tasks in it: these are told by themselves."""
    label = placed.component.executor_label
    platforms = [
        platform.deployment_spec.executors.get(label) if platform.deployment_spec else None
        for platform in reader.document.platform.platforms.values()
    ]
    return placed.task, replace(placed.component, dag=None), reader.executor(placed.component), platforms


def _shown(graph: Graph) -> dict[str, dict[str, object]]:
    return {node.id: {name: getattr(node, name) for name in _OF_GRAPH} for node in graph.nodes}


def _what(before: NodeDetail, now: NodeDetail) -> list[str]:
    ignored = _NOT_WHAT | (_WRITTEN_BY_COMPILER if before.source and now.source else frozenset())
    names = [name for name in NodeDetail.model_fields if name not in ignored]
    return [name for name in names if getattr(before, name) != getattr(now, name)]
