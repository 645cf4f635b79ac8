"""The picture of a traced pipeline."""

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.conditions import AllOf, AnyOf, Comparison, Condition, Negation
from penstock.dsl.dependencies import dependencies
from penstock.dsl.drawing import Picture, Shape
from penstock.dsl.graph import Graph, GroupNode, TaskNode
from penstock.dsl.placement import Placement
from penstock.dsl.trace import GroupType
from penstock.spec.captions import readable


def picture_of(graph: Graph) -> Picture:
    """Make the picture of a graph; pipelines inside it stay closed."""
    placement = Placement(graph)
    return _group(graph.root, dependencies(placement))


def _group(group: GroupNode, waits: dict[str, set[str]]) -> Picture:
    shapes = {task.name: _task(task, "task") for task in group.tasks}
    exits: set[tuple[str, str]] = set()
    for child in group.groups:
        shapes[child.name] = Shape(
            label=child.display_name or _label(child),
            kind=child.kind.value,
            caption=_caption(child),
            inside=_group(child, waits),
        )
        if child.exit_task is not None:
            shapes[child.exit_task.name] = _task(child.exit_task, "exit-task")
            exits.add((child.name, child.exit_task.name))
    edges = [(first, name) for name in shapes for first in sorted(waits.get(name, ())) if first in shapes]
    return Picture(shapes=shapes, edges=(*edges, *sorted(exits)), exits=frozenset(exits))


def _task(task: TaskNode, kind: str) -> Shape:
    definition = task.definition
    if definition.executor is None:
        kind = "pipeline" if kind == "task" else kind
    elif definition.executor.importer is not None:
        kind = "importer"
    shown = task.settings.display_name
    return Shape(label=shown or task.name, kind=kind, caption=task.name if shown and shown != task.name else "")


def _label(group: GroupNode) -> str:
    if group.kind is GroupType.CONDITION_BRANCHES:
        return "one of"
    return group.keyword.removeprefix("dsl.").replace("ParallelFor", "for each").replace("ExitHandler", "exit handler")


def _caption(group: GroupNode) -> str:
    if group.loop_argument is not None:
        items = group.loop_argument.items_or_pipeline_channel
        text = readable(items.full_name) if isinstance(items, PipelineChannel) else f"{len(items)} items"
        return f"of {text}" + (f", {group.parallelism} at once" if group.parallelism else "")
    condition = group.condition
    if condition is None or group.keyword == "dsl.Else":
        return ""
    # An Elif holds when its own condition does, which is the last part, and none before it in the chain did.
    return said(condition.parts[-1] if group.keyword == "dsl.Elif" and isinstance(condition, AllOf) else condition)


def said(condition: Condition) -> str:
    """Write a condition as its author would read it."""
    match condition:
        case Comparison(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Negation(part):
            return f"not ({said(part)})"
        case AllOf(parts):
            return " and ".join(f"({said(part)})" if isinstance(part, AnyOf) else said(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(f"({said(part)})" if isinstance(part, AllOf) else said(part) for part in parts)
        case _:
            return ""


def _operand(value: object) -> str:
    return readable(value.full_name) if isinstance(value, PipelineChannel) else repr(value)
