"""What the annotation of a parameter or of a return value says, whichever package its markers come from."""

import enum
import functools
import typing
from typing import Any

from penstock.dsl.parameter_types import ACCEPTED, canonical_name, parameter_type_of, type_by_name, written
from penstock.dsl.structured_types import choices, is_choice, is_structured, structured_parameter_type, without_none
from penstock.spec.types import ArtifactTypeSchema, Json, ParameterType
from penstock.spec.values import frozen

_BUILT_IN_ARTIFACTS = {
    name.lower(): f"system.{name}"
    for name in (
        *("Artifact", "Model", "Dataset", "Metrics", "ClassificationMetrics", "SlicedClassificationMetrics"),
        *("HTML", "Markdown"),
    )
}
_FIRST_VERSION = "0.0.1"
_NAMESPACES = ("system", "google")


class Direction(enum.Enum):
    """Which way a value goes."""

    INPUT = "input"
    OUTPUT = "output"
    EMBEDDED = "embedded"
    """Travels inside the component and is not part of its interface."""


@frozen
class Meaning:
    """What an annotation says; exactly one of `parameter` and `artifact` is set."""

    direction: Direction = Direction.INPUT
    marked: bool = False
    """Whether the direction was written, as `Input` and `Output` do."""
    by_path: bool = False
    """Whether the function gets a path, as `InputPath` and `OutputPath` say."""
    parameter: ParameterType | None = None
    artifact: ArtifactTypeSchema | None = None
    artifact_class: Any = None
    is_list: bool = False
    text: str = ""
    """The type as KFP writes it: ``Integer``, ``typing.List[int]``, ``system.Dataset@0.0.1``."""
    literals: tuple[Json, ...] = ()
    structured: bool = False
    """Whether values have to be converted from JSON."""


def read_annotation(annotation: Any) -> Meaning:
    """Read the annotation of a parameter, or of a return value (where the direction says nothing).

    Raises `TypeError` when a pipeline cannot carry such a value.
    """
    try:
        return _read_known(annotation)
    except TypeError as error:
        if "unhashable" not in str(error):
            raise
        return _read(annotation)


def _read(annotation: Any) -> Meaning:
    inner, _ = without_none(annotation)
    marker = _marker(inner)
    if marker == "EmbeddedAnnotation":
        return Meaning(direction=Direction.EMBEDDED, marked=True)
    if marker in ("InputAnnotation", "OutputAnnotation"):
        direction = Direction.INPUT if marker == "InputAnnotation" else Direction.OUTPUT
        return _read_marked(inner.__origin__, direction)
    path = type(inner).__name__
    if path in ("InputPath", "OutputPath") and hasattr(inner, "type"):
        return _read_path(inner.type, Direction.INPUT if path == "InputPath" else Direction.OUTPUT)
    return _read_plain(inner, annotation)


_read_known = functools.lru_cache(maxsize=512)(_read)


def is_artifact_class(annotation: Any) -> bool:
    """Tell whether a class is an artifact type, by its shape."""
    return (
        isinstance(annotation, type) and hasattr(annotation, "schema_title") and hasattr(annotation, "schema_version")
    )


def is_built_in(artifact_class: Any) -> bool:
    """Tell whether an artifact class is one that KFP brings."""
    title = getattr(artifact_class, "schema_title", None)
    return title == _BUILT_IN_ARTIFACTS.get(artifact_class.__name__.lower())


def artifact_schema(artifact_class: Any) -> ArtifactTypeSchema:
    """Return the type of an artifact class; raises `TypeError` when title or version are none."""
    return checked_schema(artifact_class.schema_title, artifact_class.schema_version or _FIRST_VERSION)


def checked_schema(title: str, version: str) -> ArtifactTypeSchema:
    """Return an artifact type; raises `TypeError` when title or version are none."""
    if not isinstance(title, str) or len(title.split(".")) != 2:
        raise TypeError(
            f"Artifact schema_title must have both a namespace and a name, separated by a `.`. Got: {title!r}"
        )
    if title.split(".", maxsplit=1)[0] not in _NAMESPACES:
        raise TypeError(f"Artifact schema_title must belong to `system` or `google` namespace. Got: {title!r}")
    if not isinstance(version, str) or len(version.split(".")) != 3:
        raise TypeError(f"Artifact schema_version must use three-part semantic versioning. Got: {version!r}")
    return ArtifactTypeSchema(schema_title=title, schema_version=version)


def schema_by_name(name: str) -> ArtifactTypeSchema | None:
    """Return the built-in artifact type of a name such as ``Dataset``."""
    title = _BUILT_IN_ARTIFACTS.get(name.lower())
    return ArtifactTypeSchema(schema_title=title, schema_version=_FIRST_VERSION) if title else None


def artifact_text(schema: ArtifactTypeSchema) -> str:
    """Write an artifact type as KFP does."""
    return f"{schema.schema_title}@{schema.schema_version}"


def _marker(annotation: Any) -> str:
    metadata = getattr(annotation, "__metadata__", None)
    return getattr(metadata[0], "__name__", "") if metadata else ""


def _read_marked(inner: Any, direction: Direction) -> Meaning:
    meaning = _artifact(inner)
    if meaning is None:
        name = "Input" if direction is Direction.INPUT else "Output"
        remedy = "an input parameter needs no wrapper" if direction is Direction.INPUT else "use OutputPath(...)"
        raise TypeError(
            f"{name}[...] takes an artifact class or List[<artifact class>], got {name}[{_shown(inner)}]; {remedy}"
        )
    schema, cls, is_list = meaning
    return Meaning(
        direction=direction,
        marked=True,
        artifact=schema,
        artifact_class=cls,
        is_list=is_list,
        text=artifact_text(schema),
    )


def _artifact(annotation: Any) -> tuple[ArtifactTypeSchema, Any, bool] | None:
    if is_artifact_class(annotation):
        return artifact_schema(annotation), annotation, False
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is list and len(arguments) == 1 and is_artifact_class(arguments[0]):
        return artifact_schema(arguments[0]), arguments[0], True
    return None


def _read_path(inner: Any, direction: Direction) -> Meaning:
    if is_artifact_class(inner):
        schema: ArtifactTypeSchema | None = artifact_schema(inner)
    elif isinstance(inner, str) and "@" in inner:
        schema = checked_schema(*inner.split("@", 1))
    elif isinstance(inner, str) and schema_by_name(inner):
        schema = schema_by_name(inner)
    else:
        parameter = parameter_type_of(inner)
        if parameter is not None:
            text = canonical_name(parameter) if isinstance(inner, str) else written(inner)
            return Meaning(direction=direction, marked=True, by_path=True, parameter=parameter, text=text)
        schema = schema_by_name("artifact")
    assert schema is not None
    return Meaning(direction=direction, marked=True, by_path=True, artifact=schema, text=artifact_text(schema))


def _read_plain(inner: Any, annotation: Any) -> Meaning:
    artifact = _artifact(inner)
    if artifact is not None:
        schema, cls, is_list = artifact
        return Meaning(artifact=schema, artifact_class=cls, is_list=is_list, text=artifact_text(schema))
    structured = structured_parameter_type(inner)
    if structured is not None:
        literals = choices(inner) if is_choice(inner) else ()
        return Meaning(
            parameter=structured,
            text=canonical_name(structured),
            literals=tuple(literals),
            structured=is_structured(inner),
        )
    parameter = type_by_name(inner) if isinstance(inner, str) else parameter_type_of(inner)
    if parameter is None:
        raise TypeError(f"expects {ACCEPTED}; got {_shown(annotation)}{_remedy(inner)}")
    text = canonical_name(parameter) if isinstance(inner, str) and "[" not in inner else written(inner)
    return Meaning(parameter=parameter, text=text, structured=is_structured(inner))


def _shown(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _remedy(annotation: Any) -> str:
    if is_choice(annotation):
        return "; all choices must be of one type: str, int, float or bool"
    if isinstance(annotation, type) and issubclass(annotation, tuple | set | frozenset):
        return "; use list"
    name = _shown(annotation)
    if name in ("datetime", "date", "timedelta", "Path", "PosixPath", "bytes", "Decimal", "UUID"):
        return "; pass it as str and convert it in the function"
    return ""
