"""The trace of a pipeline function: it receives the calls of components, and keeps the groups that are open."""

import enum
from collections.abc import Mapping
from typing import Any

from penstock.dsl.arguments import checked_arguments
from penstock.dsl.calls import Component
from penstock.dsl.channels import PipelineChannel
from penstock.dsl.definition import ComponentDefinition, SourceLocation
from penstock.dsl.names import kubernetes_name
from penstock.dsl.places import caller
from penstock.dsl.receivers import current_receiver
from penstock.dsl.refusals import InconsistentTypeException
from penstock.dsl.task import PipelineTask
from penstock.dsl.unique_names import UniqueNames


class GroupType(enum.Enum):
    """Kinds of groups of tasks."""

    PIPELINE = "pipeline"
    CONDITION = "condition"
    CONDITION_BRANCHES = "condition-branches"
    FOR_LOOP = "for-loop"
    EXIT_HANDLER = "exit-handler"


class TasksGroup:
    """A group of tasks and of further groups."""

    group_type = GroupType.PIPELINE

    def __init__(self, name: str | None = None) -> None:
        self.name = ""
        self.display_name = name
        self.tasks: dict[str, PipelineTask] = {}
        self.groups: list[TasksGroup] = []
        self.parent_task_group: TasksGroup | None = None
        self.location: SourceLocation | None = caller()

    def keyword(self) -> str:
        """Return how the author wrote this group."""
        return f"dsl.{type(self).__name__}"


class Trace:
    """What one call of a pipeline function has written so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root = TasksGroup(name)
        self.tasks: dict[str, PipelineTask] = {}
        self.open_groups: list[TasksGroup] = [self.root]
        self.text_register: dict[str, PipelineChannel] = {}
        self._names = UniqueNames()
        self._group_count = 0
        self.collector = getattr(current_receiver(), "collector", None)
        """Where mistakes are kept while a file is loaded."""

    def receive(self, component: Component, arguments: Mapping[str, Any]) -> PipelineTask:
        """Add a task to the group that is open."""
        definition = component.definition
        task = PipelineTask(
            name=self._names.claim(kubernetes_name(definition.name) or "task"),
            definition=definition,
            arguments=self._checked(definition, arguments),
            location=caller(),
            text_register=self.text_register,
        )
        self.close_branches()
        group = self.open_groups[-1]
        task.parent_task_group = group
        group.tasks[task.name] = task
        self.tasks[task.name] = task
        return task

    def _checked(self, definition: ComponentDefinition, arguments: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return checked_arguments(definition, arguments)
        except (TypeError, ValueError, InconsistentTypeException) as error:
            from penstock.dsl.collecting import kept

            if not kept(error):
                raise
            return {}

    def next_group_id(self) -> int:
        """Count the groups of the pipeline."""
        self._group_count += 1
        return self._group_count

    def push(self, group: TasksGroup) -> None:
        """Open a group inside the one that is open."""
        parent = self.open_groups[-1]
        group.parent_task_group = parent
        parent.groups.append(group)
        self.open_groups.append(group)

    def pop(self, group: TasksGroup) -> None:
        """Close a group, and whatever was left open inside it."""
        while self.open_groups.pop() is not group:
            continue

    def close_branches(self) -> None:
        """Close an If-Elif chain that has no Else: what follows is not part of it."""
        if self.open_groups[-1].group_type is GroupType.CONDITION_BRANCHES:
            self.open_groups.pop()

    def last_group(self) -> TasksGroup | None:
        """Return the group that was closed last at the level that is open."""
        groups = self.open_groups[-1].groups
        return groups[-1] if groups else None

    def remove(self, task: PipelineTask) -> None:
        """Take a task out of its group, since it becomes the exit task of a handler."""
        task.parent_task_group.tasks.pop(task.name, None)


def current_trace(what: str) -> Trace:
    """Return the trace that receives calls now.

    Raises `ValueError` outside a pipeline function.
    """
    receiver = current_receiver()
    if not isinstance(receiver, Trace):
        raise ValueError(
            f"Default pipeline not defined. {what} can only be used in a function decorated with @dsl.pipeline"
        )
    return receiver
