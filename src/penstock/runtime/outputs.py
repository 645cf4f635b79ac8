"""The outputs of a component's function, written where the system expects them."""

import json
import os
from typing import Any, Dict, List

from penstock.runtime.annotations import parameter_type_name, strip_optional
from penstock.runtime.artifacts import Artifact, is_artifact_class
from penstock.runtime.conversion import is_structured, json_text
from penstock.runtime.executor_input import make_folder_of
from penstock.runtime.whole_files import write_whole

_SINGLE_OUTPUT = "Output"
#: Which kinds of workers of a distributed training write outputs, as ``CLUSTER_SPEC`` names them.
_CHIEFS = ("workerpool0", "chief", "master")
_TYPES = {
    "NUMBER_INTEGER": int,
    "NUMBER_DOUBLE": (int, float),
    "STRING": str,
    "BOOLEAN": bool,
    "LIST": list,
    "STRUCT": dict,
}


class Results:
    """What a function returned, and the artifacts that it was given to fill."""

    def __init__(self, function: str, artifacts: Dict[str, Any]) -> None:
        self._function = function
        self._artifacts = artifacts
        self._parameters: Dict[str, Any] = {}

    def take(self, returned: Any, annotation: Any) -> None:
        """Take what the function returned, according to its annotation."""
        if returned is None:
            return
        if _is_named_tuple(annotation):
            self._take_fields(returned, annotation)
        elif _is_single(annotation):
            self._take_one(_SINGLE_OUTPUT, annotation, returned)
        else:
            raise RuntimeError(
                f"Unknown return type: {annotation}. Must be one of `str`, `int`, `float`, a subclass of `Artifact`, "
                f"or a NamedTuple collection of these types; function `{self._function}` returned "
                f"{_type_name(returned)}. Annotate what it returns, or return nothing"
            )

    def write(self, path: str, environment: "os._Environ[str]") -> None:
        """Write ``executor_output.json`` in one step, so that it is there whole or not at all."""
        document = self._document()
        if not _writes_outputs(environment):
            return
        try:
            write_whole(path, document)
        except FileNotFoundError:
            make_folder_of(path)
            write_whole(path, document)

    def _document(self) -> str:
        parts: List[str] = []
        if self._parameters:
            texts = (
                f"{json.dumps(name)}: {json_text(value, self._what(name))}" for name, value in self._parameters.items()
            )
            parts.append('"parameterValues": {' + ", ".join(texts) + "}")
        if self._artifacts:
            texts = (
                f"{json.dumps(name)}: {self._artifact_text(name, artifact)}"
                for name, artifact in self._artifacts.items()
            )
            parts.append('"artifacts": {' + ", ".join(texts) + "}")
        return "{" + ", ".join(parts) + "}"

    def _take_fields(self, returned: Any, annotation: Any) -> None:
        fields = annotation._fields
        if len(fields) != len(returned):
            raise RuntimeError(
                f"Expected {len(fields)} return values from function `{self._function}`, got {len(returned)}; "
                f"it declares {', '.join(fields)}"
            )
        for index, field in enumerate(fields):
            value = returned[index] if type(returned) is tuple else getattr(returned, field)
            self._take_one(field, annotation.__annotations__[field], value)

    def _take_one(self, name: str, annotation: Any, value: Any) -> None:
        if is_artifact_class(annotation):
            self._take_artifact(name, value)
        elif _is_single(annotation):
            self._take_parameter(name, annotation, value)
        else:
            raise RuntimeError(
                f"Unknown return type: {annotation} of output {name!r} of `{self._function}`. Must be one of the "
                "supported data types: str, int, float, bool, list, dict or an artifact class"
            )

    def _take_artifact(self, name: str, value: Any) -> None:
        if is_artifact_class(value):
            self._artifacts[name] = value
            return
        if name not in self._artifacts:
            raise ValueError(f"Failed to get output artifact path for artifact name {name}: the output has no place")
        with open(self._artifacts[name].path, "w", encoding="utf-8") as file:
            file.write(str(value))

    def _take_parameter(self, name: str, annotation: Any, value: Any) -> None:
        annotation = strip_optional(annotation)
        if is_structured(annotation):
            self._parameters[name] = value
            return
        accepted: Any = _TYPES[parameter_type_name(annotation) or ""]
        if not isinstance(value, accepted):
            wanted = getattr(annotation, "__origin__", None) or annotation
            shown = wanted.__name__ if isinstance(wanted, type) else wanted
            remedy = f"; return {shown}(value)" if hasattr(value, "item") else ""
            raise ValueError(  # noqa: TRY004  # KFP's type
                f"Function `{self._function}` returned value of type {_type_name(value)}; want type {shown} "
                f"for output {name!r}{remedy}"
            )
        self._parameters[name] = value

    def _artifact_text(self, name: str, artifact: Artifact) -> str:
        facts = {"name": artifact.name, "uri": artifact.uri}
        if artifact.custom_path:
            facts["custom_path"] = artifact.custom_path
        metadata = json_text(artifact.metadata, f"Metadata of output {name!r} of `{self._function}`,")
        return f'{{"artifacts": [{json.dumps(facts)[:-1]}, "metadata": {metadata}}}]}}'

    def _what(self, name: str) -> str:
        return f"Output {name!r} of `{self._function}`"


def _is_single(annotation: Any) -> bool:
    inner = strip_optional(annotation)
    return is_artifact_class(inner) or bool(parameter_type_name(inner)) or is_structured(inner)


def _is_named_tuple(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, tuple) and hasattr(annotation, "_fields")


def _type_name(value: Any) -> str:
    module = type(value).__module__
    return type(value).__name__ if module == "builtins" else f"{module}.{type(value).__name__}"


def _writes_outputs(environment: "os._Environ[str]") -> bool:
    """Tell whether this worker of a distributed training is the one that writes outputs."""
    cluster = environment.get("CLUSTER_SPEC")
    return not cluster or json.loads(cluster)["task"]["type"] in _CHIEFS
