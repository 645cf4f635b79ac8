"""Where each artifact of a run lies, or what of it is kept in the record alone."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.report.sections import LEAVES, MOST_ROWS, all_artifacts, columns, section, short_path
from penstock.engine.records import ArtifactRecord, ExecutionRecord
from penstock.runtime.metrics import MATRIX_KEY, ROC_KEY, SERIES_KEY, SLICES_KEY


def artifacts_section(executions: Sequence[ExecutionRecord]) -> Iterator[RenderableType]:
    """Render where each artifact lies."""
    found = [
        (short_path(execution.path), name, artifact)
        for execution in executions
        if execution.kind in LEAVES
        for name, artifact in all_artifacts(execution.outputs)
    ]
    if not found:
        return
    shown = found[:MOST_ROWS]
    folder = _common_folder([artifact for _, _, artifact in shown])
    table = columns("task", "output", "type", "size", "where")
    table.columns[3].justify = "right"
    for task, name, artifact in shown:
        size = wording.size(artifact.size_bytes)
        table.add_row(task, name, artifact.type_title.removeprefix("system."), size, _where(artifact, folder))
    above = [Text(f"below {folder}", "dim")] if folder else []
    rest = [Text(f"… and {len(found) - MOST_ROWS} more", "dim")] if len(found) > MOST_ROWS else []
    yield section("Artifacts", *above, table, *rest)


def kept_in_record(artifact: ArtifactRecord) -> str:
    """Say what the metadata of an artifact hold that people look for."""
    metadata = artifact.metadata
    known = {
        ROC_KEY: "ROC curve",
        MATRIX_KEY: "confusion matrix",
        SLICES_KEY: "evaluation by slices",
    }
    said = [words for key, words in known.items() if metadata.get(key)]
    series = metadata.get(SERIES_KEY)
    if isinstance(series, dict) and series:
        said.append(f"{'curve' if len(series) == 1 else 'curves'} of {wording.listed(series)}")
    numbers = [key for key, content in metadata.items() if isinstance(content, int | float)]
    if numbers and not said:
        said.append(wording.plural(len(numbers), "number"))
    return ", ".join(said)


def _common_folder(artifacts: Sequence[ArtifactRecord]) -> Path | None:
    """Return the folder that all files are in, if there are several in one that is worth naming."""
    paths = [path for artifact in artifacts if artifact.digest and (path := path_of(artifact.uri))]
    if len(paths) < 2:
        return None
    folder = Path(os.path.commonpath(paths))
    return folder if len(folder.parts) > 2 else None


def _where(artifact: ArtifactRecord, folder: Path | None) -> Text:
    path = path_of(artifact.uri)
    if artifact.digest is None and (path is not None or artifact.metadata):
        kept = kept_in_record(artifact)
        return Text(f"in the record: {kept}" if kept else "in the record", "dim")
    if path is None:
        return Text(artifact.uri)
    is_below = folder is not None and path.is_relative_to(folder) and path != folder
    return Text(str(path.relative_to(folder)) if is_below and folder else str(path))
