"""`OneOf`: one channel for the outputs of branches of which exactly one runs."""

from typing import Any

from penstock.dsl.channels import PipelineArtifactChannel, PipelineChannel, PipelineParameterChannel
from penstock.dsl.fan_in import Collected, OneOfArtifact, OneOfParameter
from penstock.dsl.groups import ConditionBranches, Else
from penstock.dsl.places import warn
from penstock.dsl.task import PipelineTask
from penstock.dsl.trace import TasksGroup


class OneOf:
    """The output of whichever branch of an If-Elif-Else chain runs.

    Example:
        ``dsl.OneOf(heads_task.output, tails_task.output)``
    """

    def __new__(cls, *channels: PipelineChannel) -> Any:
        """Make the channel; it is a parameter or an artifact, as the outputs are."""
        if not channels:
            raise ValueError("dsl.OneOf needs the outputs of the branches, at least one.")
        for channel in channels:
            _check_channel(channel)
        _check_types(channels)
        group = _chain_of(channels)
        _warn_of_branches_left_out(channels, group)
        name = f"pipelinechannel--{group.name}-oneof-{group.next_one_of()}"
        kind = OneOfParameter if isinstance(channels[0], PipelineParameterChannel) else OneOfArtifact
        return kind(name, list(channels), group)


def _check_channel(channel: Any) -> None:
    if isinstance(channel, Collected):
        raise ValueError("dsl.Collected cannot be used inside of dsl.OneOf.")
    if isinstance(channel, OneOfParameter | OneOfArtifact):
        raise ValueError("dsl.OneOf cannot be used inside of another dsl.OneOf.")
    if not isinstance(channel, PipelineParameterChannel | PipelineArtifactChannel):
        raise ValueError(
            f"Got unknown input to dsl.OneOf with type {type(channel)}. It takes outputs of tasks, such as task.output"
        )


def _check_types(channels: tuple[PipelineChannel, ...]) -> None:
    first = channels[0]
    for index, channel in enumerate(channels[1:], start=1):
        if isinstance(channel, PipelineParameterChannel) is not isinstance(first, PipelineParameterChannel):
            raise TypeError(
                "Task outputs passed to dsl.OneOf must be the same type. Found a mix of parameters and artifacts "
                "passed to dsl.OneOf."
            )
        same_shape = channel.is_artifact_list == first.is_artifact_list
        if channel.channel_type != first.channel_type or not same_shape:
            raise TypeError(
                "Task outputs passed to dsl.OneOf must be the same type. Got two channels with different types: "
                f"{first.channel_type} at index 0 and {channel.channel_type} at index {index}."
            )


def _chain_of(channels: tuple[PipelineChannel, ...]) -> ConditionBranches:
    producer = channels[0].produced_by
    branch = producer.parent_task_group if isinstance(producer, PipelineTask) else None
    chain = branch.parent_task_group if branch is not None else None
    if branch is not None and branch.group_type.value == "condition" and not isinstance(chain, ConditionBranches):
        raise ValueError(_NO_ELSE)
    if not isinstance(chain, ConditionBranches):
        raise ValueError(
            f"dsl.OneOf takes outputs of tasks that stand directly in the branches of one dsl.If, dsl.Elif, dsl.Else "
            f"chain; {channels[0].full_name!r} does not."
        )
    if not isinstance(chain.groups[-1], Else):
        raise ValueError(_NO_ELSE)
    for channel in channels[1:]:
        if not _is_within(channel.produced_by, chain):
            raise ValueError(
                f"dsl.OneOf takes outputs of one dsl.If, dsl.Elif, dsl.Else chain; {channel.full_name!r} is not made "
                f"in the chain of {channels[0].full_name!r}."
            )
    return chain


def _warn_of_branches_left_out(channels: tuple[PipelineChannel, ...], chain: ConditionBranches) -> None:
    """Warn of branches whose outputs are not named: KFP takes them, and has no value where one of them runs."""
    left_out = [
        group.keyword() for group in chain.groups if not any(_is_within(it.produced_by, group) for it in channels)
    ]
    if left_out:
        warn(f"dsl.OneOf leaves out {' and '.join(left_out)}: where that branch runs, there is no value")


_NO_ELSE = (
    "dsl.OneOf must include an output from a task in a dsl.Else group to ensure at least one output is available at "
    "runtime."
)


def _is_within(producer: Any, outer: TasksGroup) -> bool:
    group = producer.parent_task_group if isinstance(producer, PipelineTask) else None
    while group is not None and group is not outer:
        group = group.parent_task_group
    return group is outer
