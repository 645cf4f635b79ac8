"""Pipeline files: from the document of values to text."""

import json

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonObject, JsonValue
from penstock.documents.header import header
from penstock.documents.yaml_writer import write_yaml
from penstock.spec import codec
from penstock.spec.pipeline import PipelineDocument


def dump_document(document: PipelineDocument, *, description: str | None = None) -> str:
    """Render a document as the text of a YAML file: keys sorted, KFP's comment at the top.

    `description` takes the place of the pipeline's own in the comment. A document with arguments of a run becomes
    a Vertex AI ``PipelineJob``.
    """
    parts = [_first_part(document)]
    if document.platform.platforms:
        parts.append(codec.encode(document.platform))
    return header(document.pipeline, description) + "---\n".join(write_yaml(part) for part in parts)


def dump_document_json(document: PipelineDocument) -> str:
    """Render a document as the text of a JSON file, as `dump_document` does for YAML.

    Raises `SpecError` when the document has platform settings, which take a second document.
    """
    if document.platform.platforms:
        message = "the pipeline has platform settings, which only a YAML file can hold"
        raise SpecError([Problem("platform-needs-yaml", "platforms", message, "write it to a .yaml file")])
    return json.dumps(_first_part(document), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def dump_yaml(value: JsonValue, *, sort_keys: bool = False) -> str:
    """Render any JSON-like data as YAML.

    Raises `ValueError` or `TypeError` for what is not JSON-like.
    """
    return write_yaml(value, sort_keys=sort_keys)


def _first_part(document: PipelineDocument) -> JsonObject:
    pipeline = codec.encode(document.pipeline)
    if document.runtime_config is None:
        return pipeline
    return {"pipelineSpec": pipeline, "runtimeConfig": codec.encode(document.runtime_config)}
