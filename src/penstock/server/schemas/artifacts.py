"""Artifacts."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field

from penstock.engine.states import ExecutionState
from penstock.server.schemas.body import Body, Json, Ref
from penstock.server.schemas.metrics import Classification, ScalarMetric


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


PreviewKind: TypeAlias = Literal[
    "metrics",
    "classification",
    "table",
    "image",
    "markdown",
    "html",
    "json",
    "text",
    "folder",
    "binary",
    "missing",
    "remote",
]
"""How an artifact is shown; ``remote`` is what does not lie in the artifact store of the server."""


class UsedBy(Body):
    """A task that used an artifact."""

    run: Ref
    path: str
    name: str
    input: str
    state: ExecutionState


class MadeBy(Body):
    """A task that gave an artifact: made it, or took it from the cache."""

    run: Ref
    path: str
    name: str
    output: str
    state: ExecutionState


class ArtifactDetail(ArtifactRow):
    """An artifact, and the tasks around it."""

    metadata: dict[str, Json]
    type_schema: str
    used_by: list[UsedBy]
    made_by: list[MadeBy]
    exists: bool
    kind: PreviewKind


class Table(Body):
    """Some rows of a table."""

    columns: list[str]
    rows: list[list[Json]]
    total_rows: int | None


class Entry(Body):
    """Something in a folder."""

    name: str
    size_bytes: int | None
    is_folder: bool


class ArtifactPreview(Body):
    """The beginning of an artifact, or of a file in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    kind: PreviewKind
    size_bytes: int | None
    media_type: str | None
    text: str | None
    is_cut: bool
    table: Table | None
    entries: list[Entry] | None
    json_: Annotated[Json, Field(alias="json")]
    """The value of a JSON file; the metadata of metrics."""
    note: str | None
    """Why nothing more is shown."""
    metrics: list[ScalarMetric] | None
    """The numbers in an artifact of metrics."""
    classification: list[Classification] | None
    """The ROC curves and confusion matrices in an artifact of these, slice by slice."""


class ArtifactNode(Body):
    """An artifact in a lineage."""

    id: str
    kind: Literal["artifact"]
    artifact: ArtifactRow


class TaskNode(Body):
    """A task in a lineage."""

    id: str
    kind: Literal["task"]
    run: Ref
    path: str
    name: str
    state: ExecutionState
    cached: bool


class LineageEdge(Body):
    """What goes into a task, or comes out of it."""

    source: str
    target: str
    slot: str


class ArtifactLineage(Body):
    """The tasks and artifacts around an artifact."""

    center: str
    nodes: list[ArtifactNode | TaskNode]
    edges: list[LineageEdge]
    is_cut: bool
    """Whether there is more than the depth that was asked for."""
