"""The outputs of a task: channels by name, and the only one there is."""

from typing import TYPE_CHECKING, Any, Never, Union

from penstock.core.suggest import did_you_mean, nearest
from penstock.dsl.channels import PipelineChannel, make_channel
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.parameter_types import canonical_name

#: A value of the pipeline, which passes for the value that it stands for: as `Any` does, but without the complaint of
#: strict type checkers about a pipeline function that returns it.
Value = Union[Any, Never]  # noqa: RUF020, UP007 - it is not Any to type checkers


class Outputs(dict[str, Any]):
    """The outputs of a task by name."""

    task_name = ""

    if not TYPE_CHECKING:  # type checkers know the attributes, and are not to take every other for one

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            near = nearest(name, self) or next(iter(self), "name")
            raise AttributeError(f"Outputs have no {name!r}: they are read by name, such as .outputs[{near!r}]")

    def __missing__(self, key: str) -> Any:
        raise KeyError(f"Task {self.task_name!r} has no output {key!r}{did_you_mean(str(key), self)}")


class OnlyOutput(property):
    """The only output of the task.

    Raises `AttributeError` if it has none or several.
    """

    def __init__(self) -> None:
        super().__init__(doc=OnlyOutput.__doc__)  # Python 3.13 takes none from the class

    def __get__(self, task: Any, owner: type[Any] | None = None) -> Value:
        """Return the channel of the output; a class returns this description of it."""
        if task is None:
            return self
        outputs = task.outputs
        if len(outputs) == 1:
            return next(iter(outputs.values()))
        if not outputs:
            raise AttributeError(f"Task {task.name!r} has no output.")
        names = ", ".join(repr(name) for name in outputs)
        raise AttributeError(
            "The task has multiple outputs. Please reference the output by its name. "
            f"Task {task.name!r} has {names}: for example task.outputs[{next(iter(outputs))!r}]"
        )


def output_channels(
    definition: ComponentDefinition,
    task_name: str,
    *,
    producer: Any,
    text_register: dict[str, PipelineChannel] | None,
) -> dict[str, PipelineChannel]:
    """Make a channel for each output of a component."""
    outputs = definition.spec.output_definitions
    if outputs is None:
        return {}
    channels: dict[str, PipelineChannel] = {}
    texts = definition.output_types
    for name, parameter in outputs.parameters.items():
        channels[name] = make_channel(name, texts.get(name) or canonical_name(parameter.parameter_type), task_name)
    for name, artifact in outputs.artifacts.items():
        schema = artifact.artifact_type
        text = f"{schema.schema_title}@{schema.schema_version}" if schema else "system.Artifact@0.0.1"
        channels[name] = make_channel(name, text, task_name, is_artifact_list=artifact.is_artifact_list)
    for channel in channels.values():
        channel.produced_by = producer
        channel.text_register = text_register
    return channels
