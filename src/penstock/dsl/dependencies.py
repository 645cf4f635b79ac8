"""Who waits for whom: at each level of a graph, the tasks and groups that must end before another starts."""

from collections.abc import Iterator

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.conditions import comparisons
from penstock.dsl.graph import GroupNode, TaskNode
from penstock.dsl.placement import Placement


def dependencies(placement: Placement) -> dict[str, set[str]]:
    """Return, for each task and group, the names beside it that it waits for.

    A name that waits for itself stands for a loop of waiting between a group and what is inside it.
    """
    found: dict[str, set[str]] = {}
    for producer, consumer in _waits(placement):
        if producer not in placement:
            continue
        upstream, downstream = placement.split(producer, consumer)
        if upstream and downstream:
            found.setdefault(downstream[0], set()).add(upstream[0])
        else:
            found.setdefault(consumer, set()).add(consumer)
    return found


def _waits(placement: Placement) -> Iterator[tuple[str, str]]:
    for task in placement.tasks.values():
        for channel in task.channels:
            producer = channel.task_name
            if producer is not None and not _is_sizing_beside(channel, task, placement):
                yield producer, task.name
        for name in task.upstream:
            yield name, task.name
    for group in placement.groups.values():
        for channel in group_channels(group):
            if channel.task_name is not None:
                yield channel.task_name, group.name


def _is_sizing_beside(channel: PipelineChannel, task: TaskNode, placement: Placement) -> bool:
    if channel.pattern not in task.unordered or channel.task_name is None:
        return False
    return placement.parent.get(channel.task_name) == placement.parent[task.name]


def group_channels(group: GroupNode) -> list[PipelineChannel]:
    """Return the channels that decide whether, and how often, a group runs."""
    found: dict[str, PipelineChannel] = {}
    if group.condition is not None:
        for comparison in comparisons(group.condition):
            for operand in (comparison.left, comparison.right):
                if isinstance(operand, PipelineChannel):
                    found.setdefault(operand.pattern, operand)
    items = getattr(group.loop_argument, "items_or_pipeline_channel", None)
    if isinstance(items, PipelineChannel):
        found.setdefault(items.pattern, items)
    return list(found.values())
