"""A pipeline file becomes a pipeline, or a version of one."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, NameTakenError
from penstock.core.json import JsonObject
from penstock.services.catalogue import add_version, create_pipeline_with_version
from penstock.services.pipelines import NewId
from penstock.services.ports import PipelineStore
from penstock.services.records import NewPipeline, NewVersion, Pipeline, PipelineVersion

MOST_RIVALS = 5
"""How often a number is looked for when others add versions at the same time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A pipeline file, and what is to become of it."""

    document: JsonObject
    """``{"pipeline": ..., "platform": ...}``, valid."""
    name: str = ""
    """Of a new pipeline: what the file says, if empty."""
    description: str = ""
    pipeline_id: str = ""
    """The pipeline that it becomes a version of; empty for a new pipeline."""
    version_name: str = ""
    """The next number, if empty: ``v1``, ``v2``..."""
    tags: Mapping[str, str] = field(default_factory=dict)


def upload(wanted: Upload, *, store: PipelineStore, clock: Clock, new_id: NewId) -> tuple[Pipeline, PipelineVersion]:
    """Add a pipeline with its first version, or a version to a pipeline.

    Raises `NotFoundError`, `NameTakenError`, and `ArgumentsError` for a wrong name.
    """
    version = NewVersion(name=wanted.version_name, document=wanted.document, description=wanted.description)
    if wanted.pipeline_id:
        pipeline = store.get(wanted.pipeline_id)
        return pipeline, _add_version(pipeline, version, store, clock, new_id)
    info = wanted.document["pipeline"].get("pipelineInfo") or {}
    new = NewPipeline(
        name=wanted.name or info.get("name", ""),
        description=wanted.description or info.get("description", ""),
        tags=wanted.tags,
    )
    first = replace(version, name=version.name or "v1")
    try:
        return create_pipeline_with_version(new, first, store=store, clock=clock, new_id=new_id)
    except NameTakenError as error:
        hint = "upload the file as a version of that pipeline, or give it another name"
        raise NameTakenError(error.message, hint=hint) from error


def _add_version(
    pipeline: Pipeline, version: NewVersion, store: PipelineStore, clock: Clock, new_id: NewId
) -> PipelineVersion:
    if version.name:
        return add_version(pipeline.id, version, store=store, clock=clock, new_id=new_id)
    for _ in range(MOST_RIVALS):
        numbered = replace(version, name=_next_number(pipeline.id, store))
        with suppress(NameTakenError):  # somebody else took the number meanwhile
            return add_version(pipeline.id, numbered, store=store, clock=clock, new_id=new_id)
    raise ConflictError(f"Others add versions to pipeline {pipeline.name!r} at the same time", hint="try again")


def _next_number(pipeline_id: str, store: PipelineStore) -> str:
    names = {version.name for version in store.list_versions(pipeline_id)}
    number = len(names) + 1
    while f"v{number}" in names:
        number += 1
    return f"v{number}"
