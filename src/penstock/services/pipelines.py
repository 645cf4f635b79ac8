"""What people do with pipelines: upload, list, look at versions."""

from collections.abc import Callable

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.json import JsonObject
from penstock.core.suggest import did_you_mean
from penstock.services.ports import PipelineStore
from penstock.services.records import Pipeline, PipelineVersion

NewId = Callable[[], str]
"""Gives a new UUID."""


def upload_pipeline(
    name: str, document: JsonObject, *, store: PipelineStore, clock: Clock, new_id: NewId, version_name: str = ""
) -> PipelineVersion:
    """Add a version of a pipeline, and the pipeline when it is new.

    Without a name the version is called by the time. Raises `ConflictError` if the version's name is taken.
    """
    now = clock.now()
    pipeline = store.find_by_name("default", name)
    if pipeline is None:
        pipeline = Pipeline(id=new_id(), name=name, created_at=now)
        try:
            store.create(pipeline)
        except ConflictError:
            pipeline = get_pipeline(name, store=store)
    version = PipelineVersion(
        id=new_id(),
        pipeline_id=pipeline.id,
        name=version_name or f"{name} {now:%Y-%m-%d %H-%M-%S.%f}",
        created_at=now,
        namespace=pipeline.namespace,
    )
    store.add_version(version, document)
    return version


def get_pipeline(name: str, *, store: PipelineStore, namespace: str = "default") -> Pipeline:
    """Return the pipeline of that name. Raises `NotFoundError`."""
    found = store.find_by_name(namespace, name)
    if found is None:
        known = [pipeline.name for pipeline in store.list_all(namespace)]
        raise NotFoundError(f"There is no pipeline with the name {name!r}{did_you_mean(name, known)}")
    return found


def list_pipelines(*, store: PipelineStore, namespace: str = "default") -> tuple[Pipeline, ...]:
    """Return the pipelines, newest first."""
    return store.list_all(namespace)


def list_versions(name: str, *, store: PipelineStore, namespace: str = "default") -> tuple[PipelineVersion, ...]:
    """Return the versions of a pipeline, newest first. Raises `NotFoundError`."""
    return store.list_versions(get_pipeline(name, store=store, namespace=namespace).id)
