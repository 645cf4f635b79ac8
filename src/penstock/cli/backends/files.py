"""Pipeline files as backends take them."""

from penstock.cli.backends.port import PipelineFile
from penstock.cli.exits import warn
from penstock.core.json import JsonObject
from penstock.local.loading import LoadedPipeline, load_pipeline_file
from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument


def loaded_file(file: PipelineFile) -> LoadedPipeline:
    """Load or compile a file, and write its warnings. Raises `SourceError` and `SpecError`."""
    loaded = load_pipeline_file(file.path, file.function)
    for problem in loaded.warnings:
        warn(problem)
    return loaded


def document_json(document: PipelineDocument) -> JsonObject:
    """Return a document as the store keeps it."""
    return {"pipeline": encode(document.pipeline), "platform": encode(document.platform)}
