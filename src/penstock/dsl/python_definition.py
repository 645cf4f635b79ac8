"""Reads a Python function as a component: its interface, its program, and the command that runs it."""

from collections.abc import Callable
from typing import Any

from penstock.dsl.commands import function_arguments, image_command, install_command, source_command
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.interface import Interface, read_interface, refuse_artifact_lists
from penstock.dsl.options import PythonOptions
from penstock.dsl.programs import program_text
from penstock.dsl.task_config import passthrough_specs
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec, PipelineContainerSpec

DEFAULT_IMAGE = "python:3.11"


def python_definition(function: Callable[..., Any], options: PythonOptions) -> ComponentDefinition:
    """Return the component that a function describes; its source travels in it."""
    interface = read_interface(function)
    refuse_artifact_lists(interface)
    platform: dict[str, Any] = {}
    if options.target_image:
        command = image_command()
    else:
        program = program_text(function, interface, options.program)
        command = source_command(program.text)
        platform = dict(program.platform)
    container = PipelineContainerSpec(
        image=options.target_image or options.base_image or DEFAULT_IMAGE,
        command=(*install_command(options.installation), *command),
        args=function_arguments(function.__name__),
    )
    return ComponentDefinition(
        name=interface.name,
        description=interface.description,
        spec=_with_passthroughs(interface, options),
        input_order=interface.input_order,
        input_types=interface.input_types,
        output_types=interface.output_types,
        executor=ExecutorSpec(container=container),
        platform=platform,
        location=interface.location,
    )


def _with_passthroughs(interface: Interface, options: PythonOptions) -> ComponentSpec:
    place = f"{interface.location}: component {interface.name!r}"
    return ComponentSpec(
        input_definitions=interface.spec.input_definitions,
        output_definitions=interface.spec.output_definitions,
        task_config_passthroughs=passthrough_specs(options.passthroughs, place),
    )
