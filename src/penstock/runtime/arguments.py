"""The arguments of a component's function, built from its annotations and the executor input."""

from typing import Any, Callable, Dict, Tuple

from penstock.runtime.annotations import (
    artifact_list_item,
    is_final_status,
    is_task_config,
    is_union,
    marked_type,
    marker,
    parameter_type_name,
    path_marker,
    strip_optional,
)
from penstock.runtime.artifacts import Artifact, is_artifact_class
from penstock.runtime.conversion import is_structured, to_python
from penstock.runtime.executor_input import ExecutorInput, artifact_class_of

_EMBEDDED_FILE = "__KFP_EMBEDDED_ASSET_FILE"
_EMBEDDED_FOLDER = "__KFP_EMBEDDED_ASSET_DIR"

Outputs = Dict[str, Any]
"""Output artifacts by name."""


def annotations_of(function: Callable[..., Any]) -> Dict[str, Any]:
    """Return the annotations of a function, those that are text evaluated where the function was defined."""
    names: Dict[str, Any] = getattr(function, "__annotations__", {})
    return {name: _evaluated(annotation, function) for name, annotation in names.items()}


def build_arguments(function: Callable[..., Any], given: ExecutorInput, outputs: Outputs) -> Dict[str, Any]:
    """Return the arguments of the call; an input that was not given is left to the function's default."""
    builder = _Builder(function, given, outputs)
    arguments: Dict[str, Any] = {}
    for name, annotation in annotations_of(function).items():
        if name != "return":
            value = builder.build(name, annotation)
            if value is not _LEFT_OUT:
                arguments[name] = value
    return arguments


#: Stands for an argument that is not passed.
_LEFT_OUT = object()


class _Builder:
    def __init__(self, function: Callable[..., Any], given: ExecutorInput, outputs: Outputs) -> None:
        self._function = function
        self._given = given
        self._outputs = outputs
        self._defaults = _names_with_defaults(function)
        self._rules: Tuple[Tuple[Callable[[Any], Any], Callable[[str, Any], Any]], ...] = (
            (is_final_status, self._final_status),
            (is_task_config, self._task_config),
            (marker, self._marked),
            (path_marker, self._path),
            (artifact_list_item, self._artifact),
            (is_artifact_class, self._artifact),
        )

    def build(self, name: str, annotation: Any) -> Any:
        inner = strip_optional(annotation)
        for applies, build in self._rules:
            if applies(inner):
                return build(name, inner)
        if parameter_type_name(inner) or is_structured(inner) or is_union(inner):
            return self._parameter(name, inner, optional=inner is not annotation)
        return _LEFT_OUT

    def _parameter(self, name: str, annotation: Any, *, optional: bool) -> Any:
        value = self._given.parameters.get(name)
        if value is not None:
            return to_python(value, annotation)
        if name in self._defaults:
            return _LEFT_OUT
        if optional:
            return None
        raise TypeError(f"{self._function.__name__}() got no value for input {name!r}, which has no default")

    def _artifact(self, name: str, annotation: Any) -> Any:
        item = artifact_list_item(annotation)
        if item is not None:
            return self._given.artifacts(name, item)
        return self._given.artifact(name, annotation)

    def _marked(self, name: str, annotation: Any) -> Any:
        kind, inner = marker(annotation), strip_optional(marked_type(annotation))
        if kind == "output":
            return self._outputs.get(name)
        return self._embedded(inner) if kind == "embedded" else self._artifact(name, inner)

    def _embedded(self, annotation: Any) -> Any:
        names = self._function.__globals__
        path = names.get(_EMBEDDED_FILE) or names.get(_EMBEDDED_FOLDER)
        if not path:
            raise RuntimeError("EmbeddedInput was specified but no embedded asset was found at runtime.")
        artifact = (annotation if is_artifact_class(annotation) else Artifact)()
        artifact.path = path
        return artifact

    def _path(self, name: str, annotation: Any) -> Any:
        if path_marker(annotation) == "output":
            return self._output_path(name, annotation)
        artifact = self._given.artifact(name, artifact_class_of(annotation))
        if artifact is not None:
            return artifact.path
        if self._given.parameters.get(name) is not None:
            return self._given.parameter_file(name)
        if name in self._defaults:
            return _LEFT_OUT
        raise ValueError(f"Failed to get input artifact path for artifact name {name}: the input was not given")

    def _output_path(self, name: str, annotation: Any) -> Any:
        if parameter_type_name(getattr(annotation, "type", None)):
            return self._given.output_parameter_path(name)
        if name not in self._outputs:
            raise ValueError(f"Failed to get output artifact path for artifact name {name}: the output has no place")
        return self._outputs[name].path

    def _final_status(self, name: str, annotation: Any) -> Any:
        value = self._given.parameters.get(name) or {}
        error = value.get("error") or {}
        return annotation(
            state=value.get("state"),
            pipeline_job_resource_name=_first(value, "pipelineJobResourceName", "pipeline_job_resource_name"),
            pipeline_task_name=_first(value, "pipelineTaskName", "pipeline_task_name"),
            error_code=to_python(error.get("code"), int),
            error_message=error.get("message"),
        )

    def _task_config(self, name: str, annotation: Any) -> Any:
        value = self._given.parameters.get(name) or {}
        return annotation(
            affinity=value.get("affinity"),
            tolerations=value.get("tolerations"),
            node_selector=value.get("nodeSelector"),
            env=value.get("env"),
            volumes=value.get("volumes"),
            volume_mounts=value.get("volumeMounts"),
            resources=value.get("resources"),
        )


def _first(value: Dict[str, Any], *keys: str) -> Any:
    return next((value[key] for key in keys if value.get(key) is not None), None)


def _names_with_defaults(function: Callable[..., Any]) -> "set[str]":
    """Return the parameters that have a default; of a wrapper, those of the function that it stands for."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    count = len(getattr(function, "__defaults__", None) or ())
    return {*(positional[len(positional) - count :]), *(getattr(function, "__kwdefaults__", None) or ())}


def _evaluated(annotation: Any, function: Callable[..., Any]) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, function.__globals__)  # noqa: S307  # the annotation is the user's code, as the function
    except NameError:  # the name of a type, such as "Integer"
        return annotation
