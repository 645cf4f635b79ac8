"""The one place that reads and writes YAML: pipeline files, with limits on size, aliases and depth."""

from penstock.documents.pipeline_file import (
    LoadedDocument,
    document_from_data,
    dump_document,
    dump_document_json,
    dump_yaml,
    load_document,
    load_pipeline,
    load_yaml,
    read_document,
)
from penstock.documents.text import DEFAULT_LIMITS, Limits, Source

__all__ = [
    "LoadedDocument",
    "load_document",
    "load_pipeline",
    "read_document",
    "document_from_data",
    "dump_document",
    "dump_document_json",
    "load_yaml",
    "dump_yaml",
    "Limits",
    "DEFAULT_LIMITS",
    "Source",
]
