"""The Kubernetes settings of a task: how functions of this room read and write them."""

from typing import Any

from penstock.dsl.channels import PipelineParameterChannel
from penstock.dsl.places import warn
from penstock.dsl.task import PipelineTask

PLATFORM = "kubernetes"

Value = str | dict[str, Any] | PipelineParameterChannel
"""A constant, or a channel that gives the value when the pipeline runs."""


def settings_of(task: PipelineTask) -> dict[str, Any]:
    """Return the settings of a task, to be changed in place.

    Those of an importer are not written, as in KFP: it has no pod of its own, which the author is warned of.
    """
    if task.definition.executor is not None and task.definition.executor.importer is not None:
        warn(f"Task {task.name!r} is an importer, which runs in no pod: its Kubernetes settings have no effect")
        return {}
    return task.platform_config.setdefault(PLATFORM, {})


def append(task: PipelineTask, name: str, *entries: dict[str, Any]) -> PipelineTask:
    """Add entries to a list among the settings."""
    settings_of(task).setdefault(name, []).extend(entries)
    return task


def present(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something; protobuf leaves out the others too."""
    return {name: value for name, value in fields.items() if value}


def parameter(value: Value, task: PipelineTask, argument: str) -> Any:
    """Refer to a constant, or to a channel that the task then uses.

    Raises `ValueError` for anything else.
    """
    if isinstance(value, PipelineParameterChannel):
        task.register_pipeline_channels([value])
        return value
    if isinstance(value, str | dict):
        return {"runtimeValue": {"constant": value}}
    raise ValueError(
        f"Argument for {argument!r} must be an instance of str, dict, or PipelineChannel. Got unknown input type: "
        f"{type(value)!r}."
    )
