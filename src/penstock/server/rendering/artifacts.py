"""Artifacts as lists and pages show them."""

from penstock.server.schemas.artifacts import ArtifactRow, TaskSlot
from penstock.server.schemas.body import Ref
from penstock.services.lines import ArtifactLine, ArtifactMaker


def artifact_row(line: ArtifactLine) -> ArtifactRow:
    """Render one line of a list of artifacts."""
    reference = line.reference
    return ArtifactRow(
        id=reference.id,
        name=reference.name,
        type=reference.type_title,
        uri=reference.uri,
        digest=reference.digest,
        size_bytes=reference.size_bytes,
        created_at=line.created_at,
        run=Ref(id=line.maker.run_id, name=line.maker.run_name) if line.maker else None,
        task=_slot(line.maker) if line.maker else None,
        metadata_keys=list(line.metadata_keys),
    )


def _slot(maker: ArtifactMaker) -> TaskSlot:
    return TaskSlot(path=maker.path, name=maker.task_name, output=maker.slot)
