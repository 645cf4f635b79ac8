"""Artifacts."""

from datetime import datetime

from penstock.server.schemas.body import Body, Ref


class TaskSlot(Body):
    """An output of a task of a run."""

    path: str
    name: str
    output: str


class ArtifactRow(Body):
    """One line of a list of artifacts."""

    id: str
    name: str
    type: str
    uri: str
    digest: str | None
    size_bytes: int | None
    created_at: datetime | None
    run: Ref | None
    task: TaskSlot | None
    metadata_keys: list[str]


class ArtifactList(Body):
    """A page of artifacts, newest first."""

    items: list[ArtifactRow]
    next_page_token: str | None
    total_size: int | None


class ArtifactRows(Body):
    """The artifacts of a run."""

    items: list[ArtifactRow]
    is_cut: bool
    """Whether there are more than one answer holds."""


class ArtifactType(Body):
    """A type of artifacts, and how many there are of it."""

    type: str
    count: int


class ArtifactTypes(Body):
    """The types of the artifacts that there are."""

    items: list[ArtifactType]
