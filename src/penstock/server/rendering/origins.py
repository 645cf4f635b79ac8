"""Where the inputs of a task come from, however many groups hand them through."""

import re

from penstock.server.rendering.graphs import GraphReader, Placed, shown_name
from penstock.server.rendering.tasks import Origin, node_of
from penstock.server.schemas.artifacts import TaskSlot
from penstock.spec.task import TaskInputArtifactSpec, TaskInputParameterSpec

_LAST_ITERATION = re.compile(r"\[\d+\]$")


def origin_of(reader: GraphReader, path: str, name: str) -> Origin:
    """Return where an input of an execution comes from; nothing for a value that stands in the file itself."""
    while True:
        placed = reader.find(node_of(path))
        source = _source(placed, name) if placed else None
        if source is None:
            return Origin()
        producer, key = source
        scope = path.rpartition("/")[0]
        if producer:
            return Origin(slot=_made_by(reader, f"{scope}/{producer}", key))
        if scope == "root":
            return Origin(parameter=key)
        path, name = _LAST_ITERATION.sub("", scope), key


def _source(placed: Placed, name: str) -> tuple[str, str] | None:
    """Return the producer and its output; the input of the group around has no producer."""
    inputs = placed.task.inputs
    if inputs is None:
        return None
    if name in inputs.parameters:
        return _parameter_source(inputs.parameters[name])
    return _artifact_source(inputs.artifacts[name]) if name in inputs.artifacts else None


def _parameter_source(given: TaskInputParameterSpec) -> tuple[str, str] | None:
    if given.task_output_parameter is not None:
        return given.task_output_parameter.producer_task, given.task_output_parameter.output_parameter_key
    if given.task_final_status is not None:
        return given.task_final_status.producer_task, "final status"
    return ("", given.component_input_parameter) if given.component_input_parameter else None


def _artifact_source(given: TaskInputArtifactSpec) -> tuple[str, str]:
    if given.task_output_artifact is not None:
        return given.task_output_artifact.producer_task, given.task_output_artifact.output_artifact_key
    return "", given.component_input_artifact


def _made_by(reader: GraphReader, path: str, key: str) -> TaskSlot:
    """Return the task that gives an output: the one inside, where a group hands on what a single task of it gives."""
    while True:
        placed = reader.find(node_of(path))
        inner = _handed_on(placed, key) if placed else None
        if inner is None:
            return TaskSlot(path=path, name=shown_name(placed) if placed else path.rpartition("/")[2], output=key)
        path, key = f"{path}/{inner[0]}", inner[1]


def _handed_on(placed: Placed, key: str) -> tuple[str, str] | None:
    task, graph = placed.task, placed.component.dag
    if graph is None or graph.outputs is None or task.parameter_iterator or task.artifact_iterator:
        return None
    parameter = graph.outputs.parameters.get(key)
    if parameter is not None and parameter.value_from_parameter is not None:
        selected = parameter.value_from_parameter
        return selected.producer_subtask, selected.output_parameter_key
    artifact = graph.outputs.artifacts.get(key)
    if artifact is not None and len(artifact.artifact_selectors) == 1:
        (choice,) = artifact.artifact_selectors
        return choice.producer_subtask, choice.output_artifact_key
    return None
