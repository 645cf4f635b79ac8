"""Annotations of a component's function, as run-time shapes: recognised by their form, whichever package made them."""

from typing import Annotated, Any, Dict, List, Optional, Tuple, TypeVar, Union

from penstock.runtime.artifacts import HTML, Artifact, Dataset, Markdown, Model, is_artifact_class
from penstock.runtime.metrics import ClassificationMetrics, Metrics, SlicedClassificationMetrics
from penstock.runtime.task_facts import PipelineTaskFinalStatus as PipelineTaskFinalStatus
from penstock.runtime.task_facts import TaskConfig as TaskConfig

T = TypeVar("T")


class InputAnnotation:
    """Marks an input artifact."""


class OutputAnnotation:
    """Marks an output artifact."""


class EmbeddedAnnotation:
    """Marks an artifact that travels in the component's source."""


Input = Annotated[T, InputAnnotation]
"""An artifact that the component reads: `Input[Dataset]`, or `Input[List[Dataset]]` for several."""
Output = Annotated[T, OutputAnnotation]
"""An artifact that the component writes, at the path that it is given: `Output[Model]`."""
EmbeddedInput = Annotated[T, EmbeddedAnnotation]
"""The file or folder that travels with the component (`embedded_artifact_path`), as an artifact: no caller gives it."""

#: Titles of artifact types by the short names that components of KFP's first version used.
SHORT_ARTIFACT_NAMES: Dict[str, str] = {
    cls.schema_title.partition(".")[2].lower(): cls.schema_title
    for cls in (
        Artifact,
        Model,
        Dataset,
        Metrics,
        ClassificationMetrics,
        SlicedClassificationMetrics,
        HTML,
        Markdown,
    )
}

#: Names of parameter types in the IR by the lower-case names that annotations may use.
PARAMETER_TYPE_NAMES: Dict[str, str] = {
    "integer": "NUMBER_INTEGER",
    "int": "NUMBER_INTEGER",
    "double": "NUMBER_DOUBLE",
    "float": "NUMBER_DOUBLE",
    "string": "STRING",
    "str": "STRING",
    "text": "STRING",
    "bool": "BOOLEAN",
    "boolean": "BOOLEAN",
    "dict": "STRUCT",
    "list": "LIST",
    "jsonobject": "STRUCT",
    "jsonarray": "LIST",
}


class _PathAnnotation:
    """A path instead of a value; `type` is a parameter type as given, or ``system.Dataset@0.0.1``."""

    def __init__(self, type: Any = None) -> None:  # noqa: A002  # KFP's name
        self.type = _path_type(type)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.__class__) and self.type == other.type

    def __hash__(self) -> int:
        return hash((self.__class__, str(self.type)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.type!r})"


class InputPath(_PathAnnotation):
    """The argument is the path of a file that holds the input."""


class OutputPath(_PathAnnotation):
    """The argument is the path of a file to which the function writes the output.

    An artifact may be a folder: make one at this path. (KFP 2 has no ``OutputDir``, which earlier releases had for it.)
    """


def strip_optional(annotation: Any) -> Any:
    """Return ``T`` for ``Optional[T]``, ``Union[T, None]`` and ``T | None``; anything else as it is."""
    if not is_union(annotation):
        return annotation
    rest = [member for member in annotation.__args__ if member is not type(None)]
    return rest[0] if len(rest) == 1 and len(rest) < len(annotation.__args__) else annotation


def is_union(annotation: Any) -> bool:
    """Tell whether an annotation is a union, written either way."""
    return getattr(annotation, "__origin__", None) is Union or type(annotation).__name__ == "UnionType"


def marker(annotation: Any) -> str:
    """Return ``input``, ``output`` or ``embedded`` for ``Input[T]`` and its kin, or an empty string."""
    metadata = getattr(annotation, "__metadata__", None)
    return _MARKERS.get(getattr(metadata[0], "__name__", ""), "") if metadata else ""


_MARKERS = {"InputAnnotation": "input", "OutputAnnotation": "output", "EmbeddedAnnotation": "embedded"}


def marked_type(annotation: Any) -> Any:
    """Return ``T`` of ``Input[T]``."""
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def path_marker(annotation: Any) -> str:
    """Return ``input`` or ``output`` for an `InputPath` or `OutputPath` (or its bare class), or an empty string."""
    cls = annotation if isinstance(annotation, type) else type(annotation)
    return _PATHS.get(cls.__name__, "") if cls is annotation or hasattr(annotation, "type") else ""


_PATHS = {"InputPath": "input", "OutputPath": "output"}


def artifact_list_item(annotation: Any) -> Optional[Any]:
    """Return the artifact class of ``List[Dataset]``, nested or not, or ``None``."""
    item = annotation
    while getattr(item, "__origin__", None) in (list, List):
        arguments: Tuple[Any, ...] = getattr(item, "__args__", ())
        item = arguments[0] if len(arguments) == 1 else None
    return item if item is not annotation and is_artifact_class(item) else None


def is_final_status(annotation: Any) -> bool:
    """Tell whether an annotation asks for the final status of a task."""
    return getattr(annotation, "__name__", "") == PipelineTaskFinalStatus.__name__


def is_task_config(annotation: Any) -> bool:
    """Tell whether an annotation asks for the task's own settings."""
    return getattr(annotation, "__name__", "") == TaskConfig.__name__


def parameter_type_name(annotation: Any) -> Optional[str]:
    """Return the IR's name of a parameter type given as class, generic or text; ``None`` if it is no parameter."""
    return PARAMETER_TYPE_NAMES.get(_short_name(annotation).lower())


def _short_name(annotation: Any) -> str:
    """Return ``List`` for ``typing.List[int]``, ``int`` for the class and for the text."""
    if isinstance(annotation, type) and not getattr(annotation, "__args__", None):
        return annotation.__name__
    text = annotation if isinstance(annotation, str) else str(annotation)
    text = text.removeprefix("typing.")
    return text.partition("[")[0]


def _path_type(given: Any) -> Any:
    if is_artifact_class(given):
        return f"{given.schema_title}@{given.schema_version}"
    if isinstance(given, str) and given.lower() in SHORT_ARTIFACT_NAMES:
        return f"{SHORT_ARTIFACT_NAMES[given.lower()]}@{Artifact.schema_version}"
    if given is not None and parameter_type_name(given):
        return given
    return f"{Artifact.schema_title}@{Artifact.schema_version}"
