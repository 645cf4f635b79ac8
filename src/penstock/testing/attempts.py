"""Builders of requests for launchers that run real programs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from penstock.core.ids import ExecutionPath, RunId, attempt_id
from penstock.core.json import JsonObject, JsonValue
from penstock.dsl.commands import function_arguments, install_command, source_command
from penstock.dsl.options import Installation
from penstock.engine.records import AttemptRequest, OutputSlot

RUN = RunId("00000000-0000-4000-8000-000000000001")
IMPORTS = "import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\nfrom typing import *\n\n"
"""What KFP puts before the function of a component."""


def a_request(
    root: Path, *, number: int = 1, outputs: Mapping[str, OutputSlot] | None = None, **changes: Any
) -> AttemptRequest:
    """Return a request of a container that does nothing, with its places below a folder."""
    slots = outputs or {}
    prefix = str(root / RUN / f"{number}-1")
    given = changes.pop("inputs", {})
    fields = {
        "id": attempt_id(RUN, number, 1),
        "run_id": RUN,
        "path": ExecutionPath(f"root/task-{number}"),
        "number": 1,
        "image": "",
        "command": ("true",),
        "args": (),
        "env": {},
        "executor_input": {"inputs": {"parameterValues": given}, "outputs": _places(prefix, slots)},
        "output_types": slots,
        "output_prefix": prefix,
        "task_name": f"task-{number}",
        "log_uri": f"{prefix}/log.txt",
    }
    return AttemptRequest(**{**fields, **changes})


def a_function_request(
    root: Path, source: str, function: str = "run", *, packages: Sequence[str] = (), **changes: Any
) -> AttemptRequest:
    """Return a request of a lightweight Python component, with the command that KFP writes."""
    install = install_command(Installation(packages=tuple(packages)))
    return a_request(
        root, command=(*install, *source_command(IMPORTS + source)), args=function_arguments(function), **changes
    )


def a_command_request(root: Path, *command: str, **changes: Any) -> AttemptRequest:
    """Return a request of a container component whose command may run on this machine."""
    return a_request(root, command=command, host_commands=True, **changes)


def a_parameter(kind: str = "STRING") -> OutputSlot:
    """Return an output parameter."""
    return OutputSlot(kind="parameter", type=kind)


def an_artifact_slot(title: str = "system.Dataset", **changes: Any) -> OutputSlot:
    """Return an output artifact."""
    return OutputSlot(kind="artifact", type=title, **changes)


def input_parameters(request: AttemptRequest) -> Mapping[str, JsonValue]:
    """Return the parameters that a request gives."""
    given: Mapping[str, JsonValue] = request.executor_input["inputs"]["parameterValues"]
    return given


def _places(prefix: str, slots: Mapping[str, OutputSlot]) -> JsonObject:
    places: JsonObject = {"outputFile": f"{prefix}/executor_output.json"}
    for name, slot in slots.items():
        if slot.kind == "parameter":
            places.setdefault("parameters", {})[name] = {"outputFile": f"{prefix}/parameters/{name}"}
        else:
            artifact = {"name": name, "type": {"schemaTitle": slot.type}, "uri": f"{prefix}/outputs/{name}"}
            places.setdefault("artifacts", {})[name] = {"artifacts": [artifact]}
    return places
