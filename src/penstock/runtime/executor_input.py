"""What a task was given, read from KFP's ``ExecutorInput`` in JSON: values, artifacts, places for outputs."""

import json
import os
from typing import Any, Dict, List, Optional

from penstock.runtime.annotations import path_marker
from penstock.runtime.artifacts import Artifact, class_of_title, is_artifact_class
from penstock.runtime.live_metrics import LiveMetrics
from penstock.runtime.metrics import Metrics
from penstock.runtime.whole_files import read_whole


class ExecutorInput:
    """Inputs by name, and where outputs go."""

    def __init__(self, document: Dict[str, Any]) -> None:
        inputs = document.get("inputs") or {}
        outputs = document.get("outputs") or {}
        self.parameters: Dict[str, Any] = inputs.get("parameterValues") or {}
        self.output_file: str = outputs.get("outputFile") or ""
        self._inputs: Dict[str, Any] = inputs.get("artifacts") or {}
        self._output_artifacts: Dict[str, Any] = outputs.get("artifacts") or {}
        self._output_parameters: Dict[str, Any] = outputs.get("parameters") or {}
        if not self.output_file:
            raise ValueError("The executor input names no output file: outputs.outputFile is missing or empty")

    def artifact(self, name: str, annotation: Any) -> Optional[Any]:
        """Return the only, or first, artifact of an input, or ``None`` when there is none."""
        entries = self._entries(self._inputs, name)
        return make_artifact(entries[0], annotation) if entries else None

    def artifacts(self, name: str, item: Any) -> Optional[List[Any]]:
        """Return all artifacts of an input, or ``None`` when it was not given."""
        if name not in self._inputs:
            return None
        return [make_artifact(entry, item) for entry in self._entries(self._inputs, name)]

    def output_artifact_names(self) -> List[str]:
        """Return the names of the output artifacts that have a place."""
        return [name for name in self._output_artifacts if self._entries(self._output_artifacts, name)]

    def output_artifact(self, name: str, annotation: Any) -> Any:
        """Return an output artifact, with the folder that it goes to made."""
        artifact = make_artifact(self._entries(self._output_artifacts, name)[0], annotation)
        make_folder_of(artifact.path)
        if isinstance(artifact, Metrics):
            artifact._tell_to(LiveMetrics(os.path.dirname(self.output_file), name))  # noqa: SLF001  # no matter of the author
        return artifact

    def output_parameter_path(self, name: str) -> Optional[str]:
        """Return the file of an output parameter, with its folder made, or ``None`` when it has no place."""
        path: Optional[str] = (self._output_parameters.get(name) or {}).get("outputFile")
        if path:
            make_folder_of(path)
        return path

    def parameter_file(self, name: str) -> str:
        """Write the value of an input parameter to a file beside the outputs; return its path."""
        value = self.parameters[name]
        path = os.path.join(os.path.dirname(self.output_file), "inputs", name)
        make_folder_of(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        return path

    @staticmethod
    def _entries(side: Dict[str, Any], name: str) -> List[Dict[str, Any]]:
        return (side.get(name) or {}).get("artifacts") or []


def read_executor_input(path: str, given: str = "") -> ExecutorInput:
    """Return the executor input that the launcher gave as text, or left in a file."""
    return ExecutorInput(json.loads(given or read_whole(path)))


def make_artifact(entry: Dict[str, Any], annotation: Any) -> Any:
    """Return an artifact of the class that its type names, else of the annotation's own class.

    Its package is that of the annotation: a function that imports ``kfp`` gets the artifacts of ``kfp``.
    """
    declared = annotation if isinstance(annotation, type) and is_artifact_class(annotation) else None
    cls: Any = (
        class_of_title((entry.get("type") or {}).get("schemaTitle") or "", _root(declared)) or declared or Artifact
    )
    build = getattr(cls, "_from_executor_fields", cls)
    return build(uri=entry.get("uri") or "", name=entry.get("name") or "", metadata=entry.get("metadata") or {})


def make_folder_of(path: str) -> None:
    """Make the folder that a file lies in."""
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)


def artifact_class_of(annotation: Any) -> Any:
    """Return the artifact class that an `InputPath` names by its title, else the annotation itself."""
    if path_marker(annotation) and isinstance(getattr(annotation, "type", None), str):
        return class_of_title(annotation.type.partition("@")[0])
    return annotation


def _root(cls: Optional[type]) -> type:
    """Return the most general artifact class that a class derives from."""
    if cls is None:
        return Artifact
    return [ancestor for ancestor in cls.__mro__ if is_artifact_class(ancestor)][-1]
