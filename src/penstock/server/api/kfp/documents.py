"""Documents of pipelines as requests carry them, and as answers show them."""

from collections.abc import Iterable

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonObject, JsonValue
from penstock.documents import DEFAULT_LIMITS, document_from_data, load_pipeline
from penstock.documents.archives import unpacked
from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.validation import validate


def read_upload(data: bytes, name: str) -> JsonObject:
    """Return the valid document in an uploaded file: YAML, JSON, or an archive that holds one.

    Raises `SpecError` with every problem.
    """
    content, name = unpacked(data, name)
    return _stored(load_pipeline(content, name=name).document)


def read_inline(spec: JsonObject) -> JsonObject:
    """Return the valid document in the body of a request. Raises `SpecError` with every problem."""
    check_depth(spec, "pipeline_spec")
    loaded = document_from_data(spec, name="pipeline_spec")
    found = (*loaded.warnings, *validate(loaded.document))
    if any(problem.severity == "error" for problem in found):
        raise SpecError(found, source="pipeline_spec")
    return _stored(loaded.document)


def shown_document(document: JsonObject) -> JsonObject:
    """Return a document as KFP shows it: with the settings of platforms beside it, if it has any."""
    pipeline: JsonObject = document.get("pipeline") or {}
    platform = document.get("platform")
    return {"pipeline_spec": pipeline, "platform_spec": platform} if platform else pipeline


def check_depth(value: JsonValue, field: str) -> None:
    """Refuse JSON that is nested without reason. Raises `SpecError`."""
    level = [value]
    for _ in range(DEFAULT_LIMITS.depth):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    message = f"{field} nests lists and objects more than {DEFAULT_LIMITS.depth} levels deep"
    raise SpecError([Problem("too-deep", field, message)], source=field)


def _children(item: JsonValue) -> Iterable[JsonValue]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def _stored(document: PipelineDocument) -> JsonObject:
    return {"pipeline": encode(document.pipeline), "platform": encode(document.platform)}
