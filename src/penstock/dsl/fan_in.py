"""Channels that gather: `Collected` over the iterations of a loop, `OneOf` over the branches of a condition."""

from typing import Any

from penstock.dsl.channels import PipelineArtifactChannel, PipelineChannel, PipelineParameterChannel


class _Gathered(PipelineChannel):
    """The list of one output over all iterations of the loops around it."""

    __slots__ = ("is_artifact_channel", "output")

    def __init__(self, output: PipelineChannel) -> None:
        if not isinstance(output, PipelineChannel):
            raise TypeError(
                f"dsl.Collected gathers the output of a task, got {output!r} of type {type(output).__name__}"
            )
        if isinstance(output, OneOfParameter | OneOfArtifact):
            raise ValueError("dsl.OneOf cannot be used inside of dsl.Collected.")
        is_artifact = isinstance(output, PipelineArtifactChannel)
        super().__init__(
            output.channel_name,
            output.channel_type if is_artifact else "LIST",
            output.task_name,
            is_artifact_list=is_artifact,
        )
        self.output = output
        self.is_artifact_channel = is_artifact
        self.text_register = output.text_register
        self.produced_by = output.produced_by


class Collected(_Gathered):
    """The list of one output over all iterations of the loops around it.

    Example:
        ``add(numbers=dsl.Collected(double_task.output))``
    """

    __slots__ = ()

    def __new__(cls, output: PipelineChannel) -> Any:  # noqa: ARG004  # taken by __init__
        """Make the channel; to a type checker it may be the list that it stands for."""
        return super().__new__(cls)


class OneOfParameter(PipelineParameterChannel):
    """A parameter that one of several branches gives."""

    __slots__ = ("channels", "group")

    def __init__(self, name: str, channels: "list[PipelineChannel]", group: Any) -> None:
        super().__init__(name, channels[0].channel_type)
        self.channels = channels
        self.group = group
        self.task_name = group.name
        self.produced_by = group

    def __str__(self) -> str:
        raise NotImplementedError(_NO_TEXT)

    def __repr__(self) -> str:
        return f"<dsl.OneOf of {', '.join(channel.full_name for channel in self.channels)}>"


class OneOfArtifact(PipelineArtifactChannel):
    """An artifact that one of several branches gives."""

    __slots__ = ("channels", "group")

    def __init__(self, name: str, channels: "list[PipelineChannel]", group: Any) -> None:
        super().__init__(name, channels[0].channel_type, is_artifact_list=channels[0].is_artifact_list)
        self.channels = channels
        self.group = group
        self.task_name = group.name
        self.produced_by = group

    def __str__(self) -> str:
        raise NotImplementedError(_NO_TEXT)

    def __repr__(self) -> str:
        return f"<dsl.OneOf of {', '.join(channel.full_name for channel in self.channels)}>"


_NO_TEXT = (
    "dsl.OneOf does not support string interpolation. Give it to a component as an argument of its own, and build the "
    "text there"
)
