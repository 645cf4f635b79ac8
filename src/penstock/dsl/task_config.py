"""Settings of a task that are handed into its component, for components that start further work with them."""

import enum
from collections.abc import Iterable

from penstock.core.suggest import did_you_mean
from penstock.spec import component as spec
from penstock.spec.types import TaskConfigPassthroughType
from penstock.spec.values import record


class TaskConfigField(enum.IntEnum):
    """A group of settings of a task."""

    RESOURCES = 1
    """Limits and requests; applied to the task as well they are taken twice."""
    ENV = 2
    KUBERNETES_AFFINITY = 3
    KUBERNETES_TOLERATIONS = 4
    KUBERNETES_NODE_SELECTOR = 5
    KUBERNETES_VOLUMES = 6
    """Volumes, and secrets and config maps mounted as volumes; applied to the task as well they must be shareable."""


@record
class TaskConfigPassthrough:
    """A group of settings that is handed in, and whether the task itself gets it too."""

    field: TaskConfigField
    apply_to_task: bool = False


def passthrough_specs(
    passthroughs: Iterable[TaskConfigPassthrough | TaskConfigField] | None, place: str
) -> tuple[spec.TaskConfigPassthrough, ...]:
    """Return passthroughs as the IR has them; a field alone is not applied to the task.

    Raises `TypeError` for anything else.
    """
    return tuple(_spec(passthrough, place) for passthrough in passthroughs or ())


def _spec(passthrough: TaskConfigPassthrough | TaskConfigField, place: str) -> spec.TaskConfigPassthrough:
    if isinstance(passthrough, TaskConfigField):
        passthrough = TaskConfigPassthrough(field=passthrough)
    name = getattr(getattr(passthrough, "field", None), "name", "")
    if name not in TaskConfigField.__members__:
        hint = did_you_mean(str(passthrough), TaskConfigField.__members__)
        raise TypeError(
            f"{place}: task_config_passthroughs takes dsl.TaskConfigField members and dsl.TaskConfigPassthrough "
            f"values, got {passthrough!r}{hint}"
        )
    return spec.TaskConfigPassthrough(
        field=TaskConfigPassthroughType[name], apply_to_task=bool(passthrough.apply_to_task)
    )
