"""Names of the items of loops inside loops over the same list.

KFP gives all of them one name, so that the inner item hides the outer one. That is right where the outer item is not
used inside, and the file is then the same; where it is used, the names are kept apart.
"""

from collections.abc import Iterator

from penstock.dsl.channels import ItemChannel, LoopArtifactArgument, LoopParameterArgument, PipelineChannel
from penstock.dsl.dependencies import group_channels
from penstock.dsl.graph import GroupNode

_LoopArgument = LoopParameterArgument | LoopArtifactArgument


def settle_item_names(group: GroupNode, around: tuple[_LoopArgument, ...] = ()) -> None:
    """Let items share a name with those of the loops around where nothing can be confused."""
    argument = group.loop_argument
    if argument is not None:
        outer = {id(it) for it in around if _list_name(it) is not None and _list_name(it) == _list_name(argument)}
        argument.outer_items_unused = bool(outer) and not any(id(base) in outer for base in _bases(group))
        around = (*around, argument)
    for child in group.groups:
        settle_item_names(child, around)


def _list_name(argument: _LoopArgument) -> str | None:
    items = argument.items_or_pipeline_channel
    return items.full_name if isinstance(items, PipelineChannel) else None


def _bases(group: GroupNode) -> Iterator[PipelineChannel]:
    """Return what the values used in a group are taken from."""
    for inner in group.walk():
        tasks = (*inner.tasks, *([inner.exit_task] if inner.exit_task else []))
        for channel in (*(it for task in tasks for it in task.channels), *group_channels(inner)):
            yield channel.item_base if isinstance(channel, ItemChannel) else channel
