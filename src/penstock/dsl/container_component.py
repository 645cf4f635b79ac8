"""Components that are a command in a container image: ``@dsl.container_component``."""

from collections.abc import Callable
from typing import Any

from penstock.dsl.calls import Component
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.placeholders import CommandLineElement
from penstock.spec.values import record


@record
class ContainerSpec:
    """An image and the command run in it; elements may be placeholders."""

    image: str
    """The container image."""
    command: list[CommandLineElement] | None = None
    """The entry point."""
    args: list[CommandLineElement] | None = None
    """Arguments of the entry point."""


class ContainerComponent(Component):
    """A component that is a command in a container image."""

    def __init__(self, definition: ComponentDefinition, pipeline_func: Callable[..., Any]) -> None:
        super().__init__(definition)
        self.pipeline_func = pipeline_func


def container_component(func: Callable[..., Any]) -> ContainerComponent:
    """Make a component of a function that returns a `ContainerSpec`; it is called once, with placeholders.

    Raises `TypeError` or `ValueError` where KFP does.
    """
    from penstock.dsl.collecting import attempt
    from penstock.dsl.container_definition import container_definition

    component: ContainerComponent = attempt(func, lambda: ContainerComponent(container_definition(func), func))
    return component
