"""Reads a function that returns a `ContainerSpec`: it is called once, with placeholders."""

import inspect
from collections.abc import Callable
from typing import Any

from penstock.dsl.annotations import Direction, Meaning
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.interface import Interface, Purpose, read_interface, refuse_artifact_lists
from penstock.dsl.placeholders import (
    ArtifactPlaceholder,
    InputListOfArtifactsPlaceholder,
    InputPathPlaceholder,
    InputValuePlaceholder,
    OutputListOfArtifactsPlaceholder,
    OutputParameterPlaceholder,
    OutputPathPlaceholder,
    Placeholder,
    render,
)
from penstock.spec.executor import ExecutorSpec, PipelineContainerSpec
from penstock.spec.types import ParameterType


def container_definition(func: Callable[..., Any]) -> ComponentDefinition:
    """Return the component that a function describes. Raises `TypeError` or `ValueError` where KFP does."""
    interface = read_interface(func, purpose=Purpose.CONTAINER)
    refuse_artifact_lists(interface)
    arguments = {name: _argument(name, meaning, interface) for name, meaning in interface.parameters.items()}
    positional = [name for name, it in inspect.signature(func).parameters.items() if it.kind is it.POSITIONAL_ONLY]
    named = {name: argument for name, argument in arguments.items() if name not in positional}
    returned = func(*(arguments[name] for name in positional), **named)
    executor = ExecutorSpec(container=_container(returned, interface))
    return ComponentDefinition(
        name=interface.name,
        description=interface.description,
        spec=interface.spec,
        input_order=interface.input_order,
        input_types=interface.input_types,
        output_types=interface.output_types,
        executor=executor,
        location=interface.location,
    )


def _argument(name: str, meaning: Meaning, interface: Interface) -> Placeholder | ArtifactPlaceholder:
    is_input = meaning.direction is Direction.INPUT
    if meaning.is_list:
        return InputListOfArtifactsPlaceholder(name) if is_input else OutputListOfArtifactsPlaceholder(name)
    if meaning.artifact is None:
        if is_input and meaning.by_path:
            raise ValueError(
                f"{interface.location}: container component {interface.name!r}, parameter {name!r}: a parameter has "
                "no path; annotate it with its type instead of InputPath"
            )
        return InputValuePlaceholder(name, _ir_type(name, interface)) if is_input else OutputParameterPlaceholder(name)
    if meaning.by_path:
        return InputPathPlaceholder(name) if is_input else OutputPathPlaceholder(name)
    return ArtifactPlaceholder(name, is_input=is_input)


def _ir_type(name: str, interface: Interface) -> str:
    inputs = interface.spec.input_definitions
    assert inputs is not None
    kind: ParameterType = inputs.parameters[name].parameter_type
    # A command sees the final status as the mapping that it is.
    shown: str = (ParameterType.STRUCT if kind is ParameterType.TASK_FINAL_STATUS else kind).value
    return shown


def _container(returned: object, interface: Interface) -> PipelineContainerSpec:
    place = f"{interface.location}: container component {interface.name!r}"
    image = getattr(returned, "image", None)
    if image is None:
        raise TypeError(f"{place} has to return dsl.ContainerSpec(image=..., command=[...]), got {returned!r}")
    return PipelineContainerSpec(
        image=_elements([image], interface, f"{place}, image")[0],
        command=_elements(getattr(returned, "command", None), interface, f"{place}, command"),
        args=_elements(getattr(returned, "args", None), interface, f"{place}, args"),
    )


def _elements(elements: object, interface: Interface, place: str) -> tuple[str, ...]:
    if elements is None:
        return ()
    if not isinstance(elements, list | tuple):
        raise TypeError(f"{place}: expects a list of text and placeholders, got {type(elements).__name__} {elements!r}")
    inputs = list(interface.input_types)
    outputs = list(interface.output_types)
    return tuple(render(element, inputs, outputs, place) for element in elements)
