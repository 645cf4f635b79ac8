"""From what a trace wrote to the frozen graph."""

from typing import Any

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.graph import GroupNode, TaskNode
from penstock.dsl.groups import ExitHandler, ParallelFor
from penstock.dsl.task import PipelineTask
from penstock.dsl.trace import TasksGroup


def freeze_group(group: TasksGroup) -> GroupNode:
    """Copy a group and everything in it."""
    loop = group if isinstance(group, ParallelFor) else None
    return GroupNode(
        kind=group.group_type,
        name=group.name,
        display_name=group.display_name or "",
        keyword=group.keyword(),
        groups=tuple(freeze_group(child) for child in group.groups),
        tasks=tuple(freeze_task(task) for task in group.tasks.values()),
        condition=getattr(group, "condition", None),
        loop_argument=loop.loop_argument if loop else None,
        parallelism=loop.parallelism_limit if loop else 0,
        exit_task=freeze_task(group.exit_task) if isinstance(group, ExitHandler) else None,
        location=group.location,
    )


def freeze_task(task: PipelineTask) -> TaskNode:
    """Copy a task with its settings."""
    return TaskNode(
        name=task.name,
        definition=task.definition,
        arguments=dict(task.inputs),
        settings=task.settings,
        platform={platform: _copied(settings) for platform, settings in task.platform_config.items()},
        upstream=tuple(dict.fromkeys(item.name for item in task.upstream)),
        channels=tuple(task.channel_inputs),
        unordered=frozenset(task.sizing_patterns()),
        location=task.location,
    )


def _copied(value: Any) -> Any:
    if isinstance(value, PipelineChannel):
        return value
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value
