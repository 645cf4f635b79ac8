"""Previews of artifacts as pages take them."""

from typing import cast

from penstock.server.rendering.measurements import classifications, scalars
from penstock.server.schemas.artifacts import ArtifactPreview, Entry, PreviewKind, Table
from penstock.services.measurements import MeasuredArtifact
from penstock.services.previews import Preview
from penstock.services.tables import TablePart


def artifact_preview(preview: Preview, measured: MeasuredArtifact) -> ArtifactPreview:
    """Render the beginning of an artifact, and what it measured if it is shown as that."""
    return ArtifactPreview(
        kind=cast("PreviewKind", preview.kind),
        size_bytes=preview.size_bytes,
        media_type=preview.media_type or None,
        text=preview.text,
        is_cut=preview.is_cut,
        table=_table(preview.table) if preview.table is not None else None,
        entries=None
        if preview.entries is None
        else [
            Entry(name=entry.name, size_bytes=entry.size_bytes, is_folder=entry.is_folder) for entry in preview.entries
        ],
        json_=preview.json,
        note=preview.note or None,
        metrics=list(scalars(measured)) if preview.kind == "metrics" else None,
        classification=list(classifications(measured)) if preview.kind == "classification" else None,
    )


def _table(part: TablePart) -> Table:
    return Table(columns=list(part.columns), rows=[list(row) for row in part.rows], total_rows=part.total_rows)
