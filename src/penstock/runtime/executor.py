"""Calls a component's function with what the system gives, and hands back what it leaves."""

import os
import sys
from typing import Any, Callable, Dict

from penstock.runtime.annotations import marked_type, path_marker, strip_optional
from penstock.runtime.arguments import annotations_of, build_arguments
from penstock.runtime.artifacts import DEFAULT_WORKSPACE, TaskPlace
from penstock.runtime.executor_input import ExecutorInput, artifact_class_of
from penstock.runtime.outputs import Results

_RETURN = "return"
_SINGLE_OUTPUT = "Output"
#: Where the real kfp, when a task has it, keeps the root of the task.
_KFP_ARTIFACTS = "kfp.dsl.types.artifact_types"


def execute(function: Callable[..., Any], given: ExecutorInput) -> None:
    """Call the function and write its outputs. Raises what the function raises."""
    function = getattr(function, "python_func", function)
    _enter_task(os.path.dirname(given.output_file))
    annotations = annotations_of(function)
    artifacts = _output_artifacts(given, annotations)
    results = Results(function.__name__, artifacts)
    returned = function(**build_arguments(function, given, artifacts))
    results.take(returned, annotations.get(_RETURN))
    results.write(given.output_file, os.environ)


def _output_artifacts(given: ExecutorInput, annotations: Dict[str, Any]) -> Dict[str, Any]:
    return {name: given.output_artifact(name, _class_of(name, annotations)) for name in given.output_artifact_names()}


def _class_of(name: str, annotations: Dict[str, Any]) -> Any:
    """Return the class that a function declares for an output: of an argument, or of what it returns."""
    if name in annotations:
        annotation = strip_optional(annotations[name])
        return artifact_class_of(annotation) if path_marker(annotation) else marked_type(annotation)
    returned = annotations.get(_RETURN)
    return returned if name == _SINGLE_OUTPUT else getattr(returned, "__annotations__", {}).get(name)


def _enter_task(root: str) -> None:
    TaskPlace.output_root = root
    TaskPlace.workspace = os.environ.get("PENSTOCK_WORKSPACE", DEFAULT_WORKSPACE)
    kfp = sys.modules.get(_KFP_ARTIFACTS)
    if kfp is not None:
        kfp.CONTAINER_TASK_ROOT = root  # type: ignore[attr-defined]  # the attribute that its own executor sets
