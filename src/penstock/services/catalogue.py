"""What programs do with pipelines by their ids: create, change and remove them and their versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, NotFoundError
from penstock.services.naming import LONGEST_VERSION_NAME, check_name, check_tags
from penstock.services.pages import PageRequest
from penstock.services.pipelines import NewId
from penstock.services.ports import PipelineStore
from penstock.services.records import NewPipeline, NewVersion, Pipeline, PipelineVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class NameAndTags:
    """What can be changed of a pipeline or a version; ``None`` leaves a thing as it is."""

    display_name: str | None = None
    description: str | None = None
    tags: Mapping[str, str] | None = None


def create_pipeline(new: NewPipeline, *, store: PipelineStore, clock: Clock, new_id: NewId) -> Pipeline:
    """Add a pipeline without a version. Raises `NameTakenError`, and `ArgumentsError` for a wrong name or tag."""
    pipeline = _pipeline(new, clock, new_id)
    store.create(pipeline)
    return pipeline


def create_pipeline_with_version(
    new: NewPipeline, first: NewVersion, *, store: PipelineStore, clock: Clock, new_id: NewId
) -> tuple[Pipeline, PipelineVersion]:
    """Add a pipeline and its first version. Raises `NameTakenError`, and `ArgumentsError` for a wrong name or tag."""
    pipeline = _pipeline(new, clock, new_id)
    version = _version(first, pipeline, clock, new_id)
    store.create_with_version(pipeline, version, first.document)
    return pipeline, version


def add_version(
    pipeline_id: str, new: NewVersion, *, store: PipelineStore, clock: Clock, new_id: NewId
) -> PipelineVersion:
    """Add a version. Raises `NotFoundError`, `NameTakenError`, and `ArgumentsError` for a wrong name or tag."""
    version = _version(new, store.get(pipeline_id), clock, new_id)
    store.add_version(version, new.document)
    return version


def get_version(pipeline_id: str, version_id: str, *, store: PipelineStore) -> PipelineVersion:
    """Return a version of a pipeline. Raises `NotFoundError`, also when it belongs to another."""
    version = store.get_version(version_id)
    if version.pipeline_id != pipeline_id:
        raise NotFoundError(f"Pipeline {pipeline_id!r} has no version with the id {version_id!r}")
    return version


def find_newest_version(pipeline_id: str, *, store: PipelineStore) -> PipelineVersion | None:
    """Return the version that was added last, or ``None``."""
    newest = store.page_versions(pipeline_id, PageRequest(limit=1, is_descending=True)).items
    return newest[0] if newest else None


def change_pipeline(pipeline_id: str, change: NameAndTags, *, store: PipelineStore) -> Pipeline:
    """Rename a pipeline for people, describe it, replace its tags. Raises `NotFoundError` and `ArgumentsError`."""
    pipeline = store.get(pipeline_id)
    name, tags = _checked(change, pipeline)
    description = pipeline.description if change.description is None else change.description
    changed = replace(pipeline, display_name=name, description=description, tags=tags)
    store.update(changed)
    return changed


def change_version(pipeline_id: str, version_id: str, change: NameAndTags, *, store: PipelineStore) -> PipelineVersion:
    """Rename a version for people, describe it, replace its tags. Raises `NotFoundError` and `ArgumentsError`."""
    version = get_version(pipeline_id, version_id, store=store)
    name, tags = _checked(change, version)
    description = version.description if change.description is None else change.description
    changed = replace(version, display_name=name, description=description, tags=tags)
    store.update_version(changed)
    return changed


def remove_pipeline(pipeline_id: str, *, with_versions: bool, store: PipelineStore) -> None:
    """Remove a pipeline; its runs stay. Raises `NotFoundError`, and `ConflictError` if it has versions to be kept."""
    if not with_versions and find_newest_version(pipeline_id, store=store) is not None:
        raise ConflictError(
            f"Pipeline {pipeline_id!r} has versions", hint="delete them first, or all at once with cascade=true"
        )
    store.delete(pipeline_id)


def remove_version(pipeline_id: str, version_id: str, *, store: PipelineStore) -> None:
    """Remove a version of a pipeline; its runs stay. Raises `NotFoundError`."""
    get_version(pipeline_id, version_id, store=store)
    store.delete_version(version_id)


def _pipeline(new: NewPipeline, clock: Clock, new_id: NewId) -> Pipeline:
    check_name(new.name, "name")
    check_name(new.display_name or new.name, "display_name")
    check_tags(new.tags)
    return Pipeline(
        id=new_id(),
        name=new.name,
        created_at=clock.now(),
        namespace=new.namespace,
        description=new.description,
        display_name=new.display_name,
        tags=new.tags,
    )


def _version(new: NewVersion, pipeline: Pipeline, clock: Clock, new_id: NewId) -> PipelineVersion:
    check_name(new.name, "name", longest=LONGEST_VERSION_NAME)
    check_name(new.display_name or new.name, "display_name")
    check_tags(new.tags)
    return PipelineVersion(
        id=new_id(),
        pipeline_id=pipeline.id,
        name=new.name,
        created_at=clock.now(),
        namespace=pipeline.namespace,
        description=new.description,
        display_name=new.display_name,
        code_source_url=new.code_source_url,
        tags=new.tags,
    )


def _checked(change: NameAndTags, before: Pipeline | PipelineVersion) -> tuple[str, Mapping[str, str]]:
    """Return the display name and the tags after a change."""
    if change.display_name is not None:
        check_name(change.display_name, "display_name")
    if change.tags is not None:
        check_tags(change.tags)
    name = before.display_name if change.display_name is None else change.display_name
    return name, before.tags if change.tags is None else change.tags
