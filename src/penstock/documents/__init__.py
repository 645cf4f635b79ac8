"""The one place that reads and writes YAML: pipeline files, with limits on size, aliases and depth."""

import importlib
from typing import TYPE_CHECKING, Any

from penstock.documents.pipeline_text import dump_document, dump_document_json, dump_yaml

if TYPE_CHECKING:
    from penstock.documents.pipeline_file import (
        LoadedDocument,
        document_from_data,
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

_LIMITS = ("Limits", "DEFAULT_LIMITS", "Source")


def __getattr__(name: str) -> Any:
    """Import what reads files when something is read: who compiles only writes."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = "text" if name in _LIMITS else "pipeline_file"
    return getattr(importlib.import_module(f"penstock.documents.{place}"), name)
