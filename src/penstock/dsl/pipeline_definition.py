"""Traces a pipeline function, once, into a component that is a graph."""

import inspect
from collections.abc import Callable
from typing import Any

from penstock.dsl.channels import PipelineChannel, make_channel
from penstock.dsl.collecting import kept
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.freezing import freeze_group
from penstock.dsl.graph import Graph
from penstock.dsl.interface import SINGLE_OUTPUT, Interface, Purpose, read_interface
from penstock.dsl.item_names import settle_item_names
from penstock.dsl.names import is_pipeline_name
from penstock.dsl.pipeline_config import PipelineConfig
from penstock.dsl.receivers import current_receiver, receiving
from penstock.dsl.reporting import report
from penstock.dsl.trace import Trace


def pipeline_definition(
    function: Callable[..., Any],
    *,
    name: str | None,
    description: str | None,
    pipeline_root: str | None,
    display_name: str | None,
    pipeline_config: PipelineConfig | None,
) -> ComponentDefinition:
    """Return the component that a pipeline function describes. Raises `PipelineError` with all problems found."""
    interface = _interface(function, name, description)
    trace, outputs = _trace(function, interface)
    root = freeze_group(trace.root)
    settle_item_names(root)
    graph = Graph(
        name=interface.name,
        root=root,
        outputs=outputs,
        display_name=display_name or "",
        pipeline_root=pipeline_root or "",
        config=pipeline_config,
        text_register=trace.text_register,
        location=interface.location,
    )
    definition = ComponentDefinition(
        name=interface.name,
        description=interface.description,
        spec=interface.spec,
        input_order=interface.input_order,
        input_types=interface.input_types,
        output_types=interface.output_types,
        graph=graph,
        location=interface.location,
    )
    report(definition, graph)
    return definition


def _interface(function: Callable[..., Any], name: str | None, description: str | None) -> Interface:
    """Read the interface; where mistakes are kept, wrong defaults do not hide what is wrong in the body."""
    try:
        return read_interface(function, purpose=Purpose.PIPELINE, name=name, description=description)
    except (TypeError, ValueError) as error:
        try:
            interface = read_interface(function, purpose=Purpose.PIPELINE, name=name, without_defaults=True)
        except (TypeError, ValueError):
            raise error from None
        if not kept(error, function):
            raise
        return interface


def _trace(function: Callable[..., Any], interface: Interface) -> tuple[Trace, dict[str, PipelineChannel]]:
    if isinstance(current_receiver(), Trace):
        raise Exception(
            f"Nested pipelines are not allowed. Define {function.__name__!r} outside of the pipeline function, and "
            "call it there like a component"
        )
    if not is_pipeline_name(interface.name):
        raise ValueError(
            f"Invalid pipeline name: {interface.name}.\nPlease specify a pipeline name that matches the regular "
            'expression "^[a-z0-9][a-z0-9-]{0,127}$" using `dsl.pipeline(name=...)` decorator.'
        )
    trace = Trace(interface.name)
    named = _channels(function, interface, trace)
    parameters = inspect.signature(function).parameters
    positional = [named.pop(name) for name, it in parameters.items() if it.kind is it.POSITIONAL_ONLY]
    with receiving(trace):
        returned = function(*positional, **named)
    if not trace.tasks:
        raise ValueError(f"Task is missing from pipeline. {interface.name!r} calls no component ({interface.location})")
    return trace, _outputs(returned)


def _channels(function: Callable[..., Any], interface: Interface, trace: Trace) -> dict[str, PipelineChannel]:
    inputs = interface.spec.input_definitions
    artifacts = inputs.artifacts if inputs else {}
    channels: dict[str, PipelineChannel] = {}
    for name in inspect.signature(function).parameters:
        is_list = name in artifacts and artifacts[name].is_artifact_list
        channel = make_channel(name, interface.input_types[name], is_artifact_list=is_list)
        channel.text_register = trace.text_register
        channels[name] = channel
    return channels


def _outputs(returned: Any) -> dict[str, PipelineChannel]:
    if returned is None:
        return {}
    if isinstance(returned, PipelineChannel):
        return {SINGLE_OUTPUT: returned}
    if isinstance(returned, dict):
        outputs = returned
    elif isinstance(returned, tuple) and hasattr(returned, "_asdict"):
        outputs = returned._asdict()
    else:
        raise ValueError(_unknown_output(returned))
    for value in outputs.values():
        if not isinstance(value, PipelineChannel):
            raise ValueError(_unknown_output(value))
    return dict(outputs)


def _unknown_output(value: Any) -> str:
    return (
        f"Got unknown pipeline output, {value!r}, of type {type(value)}. A pipeline returns outputs of its tasks, such "
        "as task.output: one, or several in a NamedTuple"
    )
