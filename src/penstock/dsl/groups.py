"""Control flow in a pipeline function: `If`, `Elif`, `Else`, `ParallelFor`, `ExitHandler`."""

import warnings
from typing import Any

from penstock.dsl.arguments import as_constant, refuse_unwritable
from penstock.dsl.channels import (
    UNKNOWN,
    ItemChannel,
    LoopArtifactArgument,
    LoopParameterArgument,
    PipelineArtifactChannel,
    PipelineChannel,
    PipelineParameterChannel,
    channels_in,
)
from penstock.dsl.conditions import AllOf, Negation, as_condition
from penstock.dsl.conditions import Condition as Expression
from penstock.dsl.parameter_types import type_by_name
from penstock.dsl.refusals import InvalidControlFlowException
from penstock.dsl.task import PipelineTask
from penstock.dsl.trace import GroupType, TasksGroup, Trace, current_trace
from penstock.dsl.type_texts import common_type, field_types, item_type
from penstock.spec.types import ParameterType


class _Block(TasksGroup):
    """A group that is written as a ``with`` block."""

    def __init__(self, name: str | None) -> None:
        super().__init__(name)
        self.trace: Trace = current_trace(self.keyword())

    def _open(self) -> None:
        if self.name:
            raise InvalidControlFlowException(
                f"This {self.keyword()} was entered before, as {self.name!r}; write {self.keyword()}(...) again for "
                "another block"
            )
        self.name = f"{self.group_type.value}-{self.trace.next_group_id()}"
        self.trace.push(self)

    def __enter__(self) -> Any:
        self.trace.close_branches()
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.trace.pop(self)


class ConditionBranches(TasksGroup):
    """What an If-Elif-Else chain is wrapped in, so that at most one of its branches runs."""

    group_type = GroupType.CONDITION_BRANCHES

    def __init__(self) -> None:
        super().__init__()
        self.is_complete = False
        """Whether the chain has its Else."""
        self._one_ofs = 0

    def next_one_of(self) -> int:
        """Count the `OneOf` channels of the chain."""
        self._one_ofs += 1
        return self._one_ofs


class _Branch(_Block):
    """A block that runs when its condition holds."""

    group_type = GroupType.CONDITION

    def __init__(self, condition: Expression, refused: tuple[Expression, ...], name: str | None) -> None:
        super().__init__(name)
        self.condition = condition
        self.refused = refused
        """What must not hold for the next branch of the chain to be tried."""


class If(_Branch):
    """Run the tasks inside when a condition holds.

    Example:
        ``with dsl.If((coin.output == "heads") & (bets.output > 3)):``
    """

    def __init__(self, condition: Any, name: str | None = None) -> None:
        expression = as_condition(condition)
        super().__init__(expression, (Negation(expression),), name)


class Condition(If):
    """Deprecated: use `If`."""

    def __enter__(self) -> Any:
        """Open the block."""
        message = "dsl.Condition is deprecated. Please use dsl.If instead."
        warnings.warn(message, category=DeprecationWarning, stacklevel=2)
        return super().__enter__()


class Elif(_Branch):
    """Run the tasks inside when no earlier branch of the chain did and a condition holds."""

    def __init__(self, condition: Any, name: str | None = None) -> None:
        previous = _previous_branch("Elif")
        expression = as_condition(condition)
        super().__init__(AllOf((*previous.refused, expression)), (*previous.refused, Negation(expression)), name)

    def __enter__(self) -> Any:
        """Open the block, inside the chain."""
        _open_chain(self.trace)
        self._open()
        return self


class Else(_Branch):
    """Run the tasks inside when no branch of the chain did."""

    def __init__(self, name: str | None = None) -> None:
        previous = _previous_branch("Else")
        super().__init__(AllOf(previous.refused), previous.refused, name)

    def __enter__(self) -> Any:
        """Open the block, inside the chain."""
        _open_chain(self.trace)
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the block and the chain."""
        chain = self.parent_task_group
        assert isinstance(chain, ConditionBranches)
        chain.is_complete = True
        self.trace.pop(chain)


def _previous_branch(keyword: str) -> _Branch:
    trace = current_trace(f"dsl.{keyword}")
    last = trace.last_group()
    if isinstance(last, ConditionBranches):
        if last.is_complete and keyword == "Else":
            raise InvalidControlFlowException(
                "Cannot use dsl.Else following another dsl.Else. dsl.Else can only be used following an upstream "
                "dsl.If or dsl.Elif."
            )
        if not last.is_complete:
            last = last.groups[-1]
    if not isinstance(last, If | Elif):
        raise InvalidControlFlowException(f"dsl.{keyword} can only be used following an upstream dsl.If or dsl.Elif.")
    return last


def _open_chain(trace: Trace) -> None:
    """Wrap the If that was closed last, unless it is wrapped already; the chain takes the number of its If."""
    if trace.open_groups[-1].group_type is GroupType.CONDITION_BRANCHES:
        return
    last = trace.last_group()
    if isinstance(last, ConditionBranches):
        trace.open_groups.append(last)
        return
    assert last is not None
    chain = ConditionBranches()
    chain.location = last.location
    number = last.name.rpartition("-")[2]
    chain.name = f"{chain.group_type.value}-{number}"
    last.name = f"{last.group_type.value}-{trace.next_group_id()}"
    trace.open_groups[-1].groups.pop()
    trace.push(chain)
    trace.push(last)
    trace.pop(last)


class ParallelFor(_Block):
    """Run the tasks inside once per item of a list, at the same time.

    Example:
        ``with dsl.ParallelFor([{"lr": 0.1}, {"lr": 0.2}], parallelism=2) as item: train(lr=item.lr)``
    """

    group_type = GroupType.FOR_LOOP

    def __init__(self, items: Any, name: str | None = None, parallelism: int | None = None) -> None:
        if isinstance(parallelism, PipelineChannel):
            raise ValueError(
                f"ParallelFor parallelism must be >= 0. Got: {parallelism.full_name!r}, which exists only when the "
                "pipeline runs; write a constant"
            )
        limit = parallelism or 0
        if isinstance(limit, bool) or not isinstance(limit, int):
            raise TypeError(f"ParallelFor parallelism must be a whole number. Got: {parallelism!r}.")
        if limit < 0:
            raise ValueError(f"ParallelFor parallelism must be >= 0. Got: {parallelism}.")
        super().__init__(name)
        self.parallelism_limit = limit
        self.loop_argument = _loop_argument(items, self.trace)

    def __enter__(self) -> Any:
        """Open the block and return the item."""
        super().__enter__()
        return self.loop_argument


def _loop_argument(items: Any, trace: Trace) -> LoopParameterArgument | LoopArtifactArgument:
    if isinstance(items, PipelineParameterChannel):
        return _over_parameter(items, trace)
    if isinstance(items, PipelineArtifactChannel):
        if not items.is_artifact_list:
            raise ValueError(
                "Cannot iterate over a single artifact using `dsl.ParallelFor`. Expected a list of artifacts as "
                f"argument to `items`. Got {items.full_name!r} of type {items.channel_type}"
            )
        return LoopArtifactArgument(_item_name(items, trace), items)
    if not isinstance(items, list | tuple):
        shown = f"what is collected of {items.full_name!r}" if isinstance(items, PipelineChannel) else repr(items)
        raise TypeError(
            f"Expected list, tuple, or PipelineParameterChannel, got {shown}. dsl.ParallelFor loops over a constant "
            "list, a pipeline parameter, or the output of a task"
        )
    return _over_constants(as_constant(list(items)), trace)


def _over_parameter(items: PipelineParameterChannel, trace: Trace) -> LoopParameterArgument:
    is_list = items.parameter_type is ParameterType.LIST
    if not is_list and not items.type_is_unknown and not isinstance(items, ItemChannel):
        raise ValueError(
            "Cannot iterate over a single parameter using `dsl.ParallelFor`. Expected a list of parameters as argument "
            f"to `items`. Got {items.full_name!r} of type {items.channel_type}"
        )
    inner = item_type(items.channel_type)
    known = inner is not None and type_by_name(inner) is not None
    return LoopParameterArgument(
        _item_name(items, trace),
        inner if inner is not None and known else UNKNOWN,
        items,
        type_is_unknown=not known,
    )


def _item_name(items: PipelineChannel, trace: Trace) -> str:
    """Name the item; a loop over a list inside another loop over the same list has an item of its own."""
    name = f"{items.channel_name}-loop-item"
    open_loops = [group.loop_argument for group in trace.open_groups if isinstance(group, ParallelFor)]
    same = sum(
        1
        for argument in open_loops
        if isinstance(argument.items_or_pipeline_channel, PipelineChannel)
        and argument.items_or_pipeline_channel.full_name == items.full_name
    )
    return f"{name}-{same + 1}" if same else name


def _over_constants(items: list[Any], trace: Trace) -> LoopParameterArgument:
    inside = channels_in(items)
    if inside:
        raise TypeError(
            f"dsl.ParallelFor got a constant list with {inside[0].full_name!r} in it, which exists only when the "
            "pipeline runs. Loop over constants and use the value in the block, or let a component make the whole list"
        )
    refuse_unwritable(items, "dsl.ParallelFor: ")
    text = common_type(items) if items else None
    argument = LoopParameterArgument(
        f"loop-item-param-{trace.next_group_id()}",
        _plain_dict(text or UNKNOWN),
        items,
        type_is_unknown=text is None,
        fields=field_types(items),
    )
    argument.text_register = trace.text_register
    return argument


def _plain_dict(text: str) -> str:
    """Forget the type of the values of a dict, since each entry knows its own."""
    return "Dict" if text.startswith("Dict") else text


class ExitHandler(_Block):
    """Run a task when the tasks inside have ended, however they ended.

    Example:
        ``with dsl.ExitHandler(exit_task=notify()):``
    """

    group_type = GroupType.EXIT_HANDLER

    def __init__(self, exit_task: PipelineTask, name: str | None = None) -> None:
        super().__init__(name)
        if not isinstance(exit_task, PipelineTask):
            raise TypeError(
                f"dsl.ExitHandler needs the task that runs at the end, made by calling a component; got {exit_task!r}"
            )
        _check_exit_task(exit_task)
        self.exit_task = exit_task
        self.trace.remove(exit_task)
        exit_task.is_exit_handler = True


def _check_exit_task(task: PipelineTask) -> None:
    if task.is_exit_handler:
        raise ValueError(
            f"Task {task.name!r} is the exit task of another dsl.ExitHandler already; make a task for each."
        )
    producers = [channel.task_name for channel in task.channel_inputs if _is_output(channel)]
    if producers or task.upstream:
        names = ", ".join(repr(name) for name in producers or [item.name for item in task.upstream])
        raise ValueError(
            f"exit_task cannot depend on any other tasks. Task {task.name!r} depends on {names}; an exit task runs "
            "even if these fail, and learns how the block ended from a parameter of type dsl.PipelineTaskFinalStatus"
        )


def _is_output(channel: Any) -> bool:
    base = channel.item_base if isinstance(channel, ItemChannel) else channel
    return base.produced_by is not None and not isinstance(base, LoopParameterArgument | LoopArtifactArgument)
