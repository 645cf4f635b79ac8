"""What crosses the border of each group: values taken in, values given out, and who waits for whom.

Inside the IR a task sees only its own graph, so a value from further out enters every group on the way as an input,
and a value from further in leaves every group on the way as an output. One pass over the channels finds all of them.
"""

from penstock.compiler.naming import surfaced
from penstock.dsl.channels import (
    ItemChannel,
    LoopArtifactArgument,
    LoopParameterArgument,
    PipelineChannel,
    make_channel,
)
from penstock.dsl.dependencies import dependencies, group_channels
from penstock.dsl.fan_in import Collected, OneOfArtifact, OneOfParameter
from penstock.dsl.graph import Graph, GroupNode, TaskNode
from penstock.dsl.placement import ROOT, Placement
from penstock.spec.values import field, frozen, record

LOOP_ARGUMENTS = (LoopParameterArgument, LoopArtifactArgument)
ONE_OFS = (OneOfParameter, OneOfArtifact)


@frozen(eq=False)
class GroupOutput:
    """A value that leaves a group: its type, and the candidates inside for giving it (producer and its output)."""

    channel: PipelineChannel
    selectors: tuple[tuple[str, str], ...]
    is_one_of: bool = False


@record
class Borders:
    """The result, by name of group or task."""

    inputs: dict[str, dict[str, PipelineChannel]] = field(default_factory=dict)
    outputs: dict[str, dict[str, GroupOutput]] = field(default_factory=dict)
    dependencies: dict[str, set[str]] = field(default_factory=dict)
    pipeline_outputs: dict[str, GroupOutput] = field(default_factory=dict)


class Surfacing:
    """Finds the borders of one graph."""

    def __init__(self, graph: Graph, placement: Placement) -> None:
        self.graph = graph
        self.placement = placement
        self.borders = Borders(dependencies=dependencies(placement))
        self._loops = {
            id(group.loop_argument): group.name
            for group in placement.groups.values()
            if group.loop_argument is not None
        }

    def find(self) -> Borders:
        """Walk over every channel once."""
        for task in self.placement.tasks.values():
            self._task(task)
        for group in self.placement.groups.values():
            if group.condition is not None:
                self._condition(group)
            if group.loop_argument is not None:
                self._loop(group)
        for name, channel in self.graph.outputs.items():
            self.borders.pipeline_outputs[name] = self._pipeline_output(channel)
        return self.borders

    def seen_by(self, channel: PipelineChannel, consumer: str) -> PipelineChannel:
        """Return the channel under which a consumer finds a value: a collected list comes from the outermost loop."""
        if not isinstance(channel, Collected):
            return channel
        assert channel.task_name is not None
        upstream, _ = self.placement.split(channel.task_name, consumer)
        return _collected(channel, surfaced(channel.full_name), upstream[0])

    def _task(self, task: TaskNode) -> None:
        group = self.placement.parent[task.name]
        for channel in task.channels:
            self._surface(channel, task.name)
            self._carry(self.seen_by(channel, task.name), group)

    def _condition(self, group: GroupNode) -> None:
        assert group.condition is not None
        inner = [child.name for child in group.walk() if _has_tasks(child)]
        explicit = self._inputs(group.name)
        for channel in group_channels(group):
            self._surface(channel, group.name)
            seen = self.seen_by(channel, group.name)
            explicit[seen.surfaced_name] = seen
            self._carry(seen, self.placement.parent[group.name])
            if not (isinstance(seen, ItemChannel) and _is_constant_loop(seen.item_base)):
                for name in inner:
                    self._carry(seen, name)

    def _loop(self, group: GroupNode) -> None:
        argument = group.loop_argument
        inputs = self._inputs(group.name)
        items = argument.items_or_pipeline_channel
        if isinstance(items, PipelineChannel):
            inputs[items.surfaced_name] = items
            self._carry(items, self.placement.parent[group.name])
        inputs[argument.surfaced_name] = argument

    def _inputs(self, group: str) -> dict[str, PipelineChannel]:
        return self.borders.inputs.setdefault(group, {})

    def _carry(self, channel: PipelineChannel, group: str) -> None:
        """Let a value enter every group on the way from where it is made to a group, that included."""
        chain, provider = self._origin(channel, group)
        loops = {id(argument): argument for argument in chain if isinstance(argument, LOOP_ARGUMENTS)}
        current = chain[-1]
        constant = _is_constant_loop(current)
        for name in self.placement.path(group, below=provider):
            argument = loops.get(id(self.placement.groups[name].loop_argument))
            if argument is None or not constant:
                self._inputs(name)[current.surfaced_name] = current
            if argument is not None:
                current = argument

    def _origin(self, channel: PipelineChannel, group: str) -> tuple[list[PipelineChannel], str]:
        """Return what a channel is taken from, step by step, and the group in which the last of these is known."""
        chain: list[PipelineChannel] = [channel]
        while (further := _taken_from(chain[-1])) is not None:
            chain.append(further)
        base = chain[-1]
        if _is_constant_loop(base):
            return chain, self._loops[id(base)]
        if base.task_name is None or base.task_name not in self.placement:
            return chain, ROOT
        return chain, self.placement.common(self.placement.parent[base.task_name], group)

    def _surface(self, channel: PipelineChannel, consumer: str) -> None:
        """Let a gathered value leave the groups that it is made in."""
        if isinstance(channel, Collected):
            assert channel.task_name is not None
            upstream, _ = self.placement.split(channel.task_name, consumer)
            self._surface_collected(channel, upstream)
        elif isinstance(channel, ONE_OFS):
            self._surface_one_of(channel)

    def _surface_collected(self, channel: Collected, upstream: list[str]) -> tuple[str, str]:
        name = surfaced(channel.full_name)
        *groups, producer = upstream
        key = channel.channel_name
        for group in reversed(groups):
            output = GroupOutput(channel=_collected(channel, name, group), selectors=((producer, key),))
            self.borders.outputs.setdefault(group, {})[name] = output
            producer, key = group, name
        return producer, key

    def _surface_one_of(self, channel: OneOfParameter | OneOfArtifact) -> tuple[str, str]:
        chain = channel.task_name
        assert chain is not None
        outputs = self.borders.outputs.setdefault(chain, {})
        if channel.channel_name not in outputs:
            selectors = tuple(self._surface_branch(inner, chain) for inner in channel.channels)
            outputs[channel.channel_name] = GroupOutput(channel=channel, selectors=selectors, is_one_of=True)
        return chain, channel.channel_name

    def _surface_branch(self, channel: PipelineChannel, chain: str) -> tuple[str, str]:
        assert channel.task_name is not None
        name = surfaced(channel.full_name)
        *groups, producer = self.placement.path(channel.task_name, below=chain)
        key = channel.channel_name
        for group in reversed(groups):
            output = GroupOutput(channel=channel, selectors=((producer, key),))
            self.borders.outputs.setdefault(group, {})[name] = output
            producer, key = group, name
        return producer, key

    def _pipeline_output(self, channel: PipelineChannel) -> GroupOutput:
        if isinstance(channel, Collected):
            assert channel.task_name is not None
            selector = self._surface_collected(channel, self.placement.path(channel.task_name))
            return GroupOutput(channel=channel, selectors=(selector,))
        if isinstance(channel, ONE_OFS):
            return GroupOutput(channel=channel, selectors=(self._surface_one_of(channel),))
        assert channel.task_name is not None
        return GroupOutput(channel=channel, selectors=((channel.task_name, channel.channel_name),))


def _collected(channel: Collected, name: str, group: str) -> PipelineChannel:
    return make_channel(name, channel.channel_type, group, is_artifact_list=channel.is_artifact_list)


def _taken_from(channel: PipelineChannel) -> PipelineChannel | None:
    if isinstance(channel, ItemChannel):
        return channel.item_base
    if isinstance(channel, LOOP_ARGUMENTS):
        items = channel.items_or_pipeline_channel
        return items if isinstance(items, PipelineChannel) else None
    return None


def _is_constant_loop(channel: PipelineChannel) -> bool:
    return isinstance(channel, LOOP_ARGUMENTS) and channel.is_with_items_loop_argument


def _has_tasks(group: GroupNode) -> bool:
    return any(inner.tasks for inner in group.walk())
