"""Pipelines as requests carry them: from functions, from files, from archives."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from penstock.compiler import compile_document
from penstock.compiler.foreign import adopted, is_foreign
from penstock.core.errors import SourceError
from penstock.core.json import JsonObject
from penstock.documents import dump_document, load_document
from penstock.documents.archives import unpacked
from penstock.dsl.calls import Component
from penstock.spec.codec import encode
from penstock.spec.component import ComponentSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.task import CachingOptions, PipelineTaskSpec

ENDINGS = (".tar.gz", ".tgz", ".zip", ".yaml", ".yml")
"""What the name of a package ends with, as in KFP; `.json` works here, too."""


def document_of_package(file: str | Path) -> PipelineDocument:
    """Return the pipeline in a package: YAML, JSON, or an archive that holds one.

    Raises `ValueError` for other endings, `SourceError` and `SpecError`.
    """
    path = Path(file)
    if not path.name.lower().endswith((*ENDINGS, ".json")):
        raise ValueError(
            f"The package_file {file!s} should end with one of the following formats: [{', '.join(ENDINGS)}]."
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "check the path and the working directory"
        raise SourceError(f"{str(file)!r} cannot be read: {error.strerror}", hint=hint) from error
    content, name = unpacked(data, str(file))
    return load_document(content, name=name)


def name_in(document: PipelineDocument) -> str:
    """Return what a pipeline calls itself."""
    info = document.pipeline.pipeline_info
    return info.name if info else ""


def spec_of(document: PipelineDocument) -> JsonObject:
    """Return the document as the API takes it: with the settings of platforms beside it, if it has any."""
    pipeline = encode(document.pipeline)
    if not document.platform.platforms:
        return pipeline
    return {"pipeline_spec": pipeline, "platform_spec": encode(document.platform)}


def with_caching(document: PipelineDocument, *, enabled: bool, key: str) -> PipelineDocument:
    """Return the document with caching on or off for all its tasks, however deep they lie."""
    pipeline = document.pipeline
    components = {name: _with_caching(it, enabled=enabled, key=key) for name, it in pipeline.components.items()}
    root = None if pipeline.root is None else _with_caching(pipeline.root, enabled=enabled, key=key)
    return replace(document, pipeline=replace(pipeline, root=root, components=components))


@contextmanager
def package_of(pipeline_func: Any) -> Iterator[Path]:
    """Give the file that a pipeline compiles to; it is gone afterwards.

    A pipeline of a real `kfp` is compiled by its own compiler. Raises `ValueError` for what is no pipeline.
    """
    component: Component = adopted(pipeline_func) if is_foreign(pipeline_func) else pipeline_func
    text = dump_document(compile_document(component), description=component.description)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pipeline.yaml"
        path.write_text(text, encoding="utf-8")
        yield path


def _with_caching(component: ComponentSpec, *, enabled: bool, key: str) -> ComponentSpec:
    if component.dag is None:
        return component
    tasks = {name: _task(task, enabled=enabled, key=key) for name, task in component.dag.tasks.items()}
    return replace(component, dag=replace(component.dag, tasks=tasks))


def _task(task: PipelineTaskSpec, *, enabled: bool, key: str) -> PipelineTaskSpec:
    options = task.caching_options or CachingOptions()
    return replace(task, caching_options=replace(options, enable_cache=enabled, cache_key=key or options.cache_key))
