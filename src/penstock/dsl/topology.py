"""What can never run, found in a traced graph: all problems at once, each with its place in the user's code."""

from collections.abc import Iterator, Mapping

from penstock.core.errors import Problem
from penstock.dsl.channels import ItemChannel, LoopArtifactArgument, LoopParameterArgument, PipelineChannel
from penstock.dsl.cycles import find_cycle
from penstock.dsl.definition import SourceLocation
from penstock.dsl.dependencies import dependencies, group_channels
from penstock.dsl.expressions import render
from penstock.dsl.fan_in import Collected
from penstock.dsl.graph import Graph, GroupNode, TaskNode
from penstock.dsl.placement import ROOT, Placement
from penstock.dsl.trace import GroupType
from penstock.spec.types import ParameterType

_CROSS = "Illegal task dependency across DSL context managers."
_MAY_NOT_RUN = (GroupType.CONDITION, GroupType.CONDITION_BRANCHES, GroupType.EXIT_HANDLER)


def topology_problems(graph: Graph) -> Iterator[Problem]:
    """Visit everything that tasks and groups ask of each other."""
    placement = Placement(graph)
    yield from _clashes(placement)
    checker = _Checker(placement)
    for task in placement.tasks.values():
        yield from checker.task(task)
    for group in placement.groups.values():
        yield from checker.group(group)
    waits = dependencies(placement)
    yield from _cycles(placement, waits)
    for task in placement.tasks.values():
        yield from _final_status(task, placement, waits)


def problem(code: str, location: SourceLocation | None, message: str, hint: str = "") -> Problem:
    """Make a problem of a place in the user's code."""
    return Problem(code, str(location) if location else "", message, hint)


def _clashes(placement: Placement) -> Iterator[Problem]:
    for task in placement.clashes:
        message = f'Ambiguous dependency name "{task.name}". It is the name of a task and of a group'
        yield problem("ambiguous-name", task.location, message, "rename the component of the task")


class _Checker:
    """Checks what tasks and groups take from each other."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self._loops = {
            id(group.loop_argument): group.name
            for group in placement.groups.values()
            if group.loop_argument is not None
        }

    def task(self, task: TaskNode) -> Iterator[Problem]:
        """Check one task."""
        for channel in task.channels:
            yield from self._channel(channel, f"task {task.name}", task.name, task.location)
        for name in task.upstream:
            yield from self._after(name, task)

    def group(self, group: GroupNode) -> Iterator[Problem]:
        """Check what decides whether, and how often, a group runs."""
        for channel in group_channels(group):
            yield from self._channel(channel, group.keyword, group.name, group.location)
        if group.condition is not None:
            try:
                render(group.condition)
            except ValueError as error:
                yield problem("invalid-condition", group.location, f"{group.keyword}: {error}")
        if group.exit_task is not None and group.exit_task.definition.executor is not None:
            container = group.exit_task.definition.executor.container
            if container is None:
                message = f"Exit task {group.exit_task.name} is an importer; an exit task is a component or a pipeline"
                yield problem("invalid-exit-task", group.exit_task.location, message)

    def _channel(
        self, channel: PipelineChannel, who: str, consumer: str, location: SourceLocation | None
    ) -> Iterator[Problem]:
        base = channel.item_base if isinstance(channel, ItemChannel) else channel
        if isinstance(base, LoopParameterArgument | LoopArtifactArgument):
            yield from self._loop_item(base, who, consumer, location)
            return
        producer = base.task_name
        if producer is None:
            return
        if producer not in self.placement:
            message = f"{who} uses an output of task {producer!r}, which is not part of this pipeline"
            yield problem("foreign-task", location, message, "pass the value in as an input of the pipeline")
            return
        yield from self._producer(base, producer, who, consumer, location)

    def _producer(
        self, channel: PipelineChannel, producer: str, who: str, consumer: str, location: SourceLocation | None
    ) -> Iterator[Problem]:
        if producer in self.placement.exit_tasks:
            message = f"{who} uses an output of {producer!r}, which is the exit task of a dsl.ExitHandler"
            yield problem("output-of-exit-task", location, message, "exit tasks run last; nothing can follow them")
            return
        upstream, downstream = self.placement.split(producer, consumer)
        if not upstream or not downstream:
            return
        groups = [self.placement.groups[name] for name in upstream[:-1]]
        if isinstance(channel, Collected):
            yield from _collected(groups, producer, who, location)
        elif groups:
            yield _crossing(groups[0], producer, who, location)

    def _loop_item(
        self,
        item: LoopParameterArgument | LoopArtifactArgument,
        who: str,
        consumer: str,
        location: SourceLocation | None,
    ) -> Iterator[Problem]:
        loop = self._loops.get(id(item))
        inside = loop is not None and loop != consumer and self.placement.is_within(consumer, loop)
        if not inside:
            message = f"{who} uses the item of a dsl.ParallelFor outside of that loop"
            yield problem("item-outside-loop", location, message, "use it inside the 'with' block")

    def _after(self, name: str, task: TaskNode) -> Iterator[Problem]:
        if name not in self.placement:
            message = (
                f'Dependency "{name}" of task {task.name} does not exist as either a task or a group in the pipeline.'
            )
            yield problem("foreign-task", task.location, message)
            return
        if name in self.placement.exit_tasks:
            message = f"Task {task.name} runs after {name!r}, which is the exit task of a dsl.ExitHandler"
            yield problem("output-of-exit-task", task.location, message, "run it after the handler instead")
            return
        upstream, downstream = self.placement.split(name, task.name)
        if not upstream or not downstream:
            return
        outermost = self.placement.groups.get(upstream[0]) if len(upstream) > 1 else None
        if outermost is not None and outermost.kind in (GroupType.CONDITION, GroupType.EXIT_HANDLER):
            yield _crossing(outermost, name, f"task {task.name}", task.location)


def _crossing(group: GroupNode, producer: str, who: str, location: SourceLocation | None) -> Problem:
    hint = ""
    extra = ""
    if group.kind is GroupType.FOR_LOOP:
        extra = " or the outputs are begin fanned-in to a list using dsl.Collected"
        hint = f"use dsl.Collected(...) on the output of {producer!r}"
    elif group.kind in (GroupType.CONDITION, GroupType.CONDITION_BRANCHES):
        hint = "use dsl.OneOf(...) on the outputs of an If-Elif-Else chain, or '.after(group)' to wait for the group"
    else:
        hint = "move the task into the block, or use '.after(group)' to wait for the group"
    keyword = group.keyword.replace("dsl.ConditionBranches", "dsl.If")
    message = (
        f"{_CROSS} A downstream task cannot depend on an upstream task within a {keyword} context unless the "
        f"downstream is within that context too{extra}. Found {who} which depends on upstream task {producer} "
        f"within an uncommon {keyword} context."
    )
    return problem("illegal-dependency", location, message, hint)


def _collected(groups: list[GroupNode], producer: str, who: str, location: SourceLocation | None) -> Iterator[Problem]:
    if not any(group.kind is GroupType.FOR_LOOP for group in groups):
        message = (
            "dsl.Collected can only be used to fan-in outputs produced by a task within a dsl.ParallelFor context to a "
            f"task outside of the dsl.ParallelFor context. Producer task {producer} is either not in a dsl.ParallelFor "
            f"context or is only in a dsl.ParallelFor that also contains consumer {who}."
        )
        yield problem("illegal-collected", location, message)
    elif groups[0].kind is not GroupType.FOR_LOOP:
        message = (
            f"{_CROSS} When using dsl.Collected to fan-in outputs from a task within a dsl.ParallelFor context, the "
            f"dsl.ParallelFor context manager cannot be nested within a {groups[0].keyword} context manager unless the "
            f"consumer task is too. {who[0].upper()}{who[1:]} consumes from {producer} within a {groups[0].keyword} "
            "context."
        )
        yield problem("illegal-collected", location, message)


def _cycles(placement: Placement, waits: Mapping[str, set[str]]) -> Iterator[Problem]:
    cycle = find_cycle(waits)
    if not cycle:
        return
    first = placement.tasks.get(cycle[0]) or placement.groups.get(cycle[0])
    if len(set(cycle)) == 1:
        message = f"{cycle[0]!r} waits for itself, or for a group that it is part of"
    else:
        message = f"These wait for each other: {' -> '.join(cycle)}"
    yield problem("cycle", first.location if first else None, message, "remove one of the '.after(...)' calls")


def _final_status(task: TaskNode, placement: Placement, waits: Mapping[str, set[str]]) -> Iterator[Problem]:
    inputs = task.definition.spec.input_definitions
    names = [
        name
        for name, parameter in (inputs.parameters.items() if inputs else ())
        if parameter.parameter_type is ParameterType.TASK_FINAL_STATUS
    ]
    if not names or task.name in placement.exit_tasks:
        return
    if not task.settings.ignores_upstream_failure:
        message = (
            "PipelineTaskFinalStatus can only be used in an exit task. Parameter "
            f"{names[0]} of a non exit task has type PipelineTaskFinalStatus (task {task.name})"
        )
        hint = "make it the exit task of a dsl.ExitHandler, or call .ignore_upstream_failure() on it"
        yield problem("final-status-outside-exit-task", task.location, message, hint)
        return
    upstream = sorted(waits.get(task.name, ()))
    if len(upstream) == 1:
        return
    rule = (
        "Tasks that use '.ignore_upstream_failure()' and 'PipelineTaskFinalStatus' must have exactly one dependent "
        "upstream task"
    )
    parent = placement.parent[task.name]
    if upstream:
        message = f"{rule}. Got {len(upstream)} dependent tasks: {upstream}."
    elif parent == ROOT:
        message = f"{rule}. Got task '{task.name} with no upstream dependencies."
    else:
        message = (
            f"{rule} within the same control flow scope. Got task '{task.name}' beneath a "
            f"'{placement.groups[parent].keyword}' that does not also contain the upstream dependent task."
        )
    yield problem("ambiguous-final-status", task.location, message)
