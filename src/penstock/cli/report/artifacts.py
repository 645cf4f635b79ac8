"""Where each artifact of a run lies, or what of it is kept in the record alone."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import RenderableType
from rich.text import Text

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.report.sections import LEAVES, MOST_ROWS, all_artifacts, section, short_path
from penstock.cli.report.tables import FittingTable
from penstock.core.ids import RunId
from penstock.engine.records import ArtifactRecord, ExecutionRecord
from penstock.runtime.metrics import MATRIX_KEY, ROC_KEY, SERIES_KEY, SLICES_KEY

MOST_GROUPS = 4
"""Runs whose artifacts are listed apart from each other."""
SIZE_WIDTH = len("999 MB")


def artifacts_section(executions: Sequence[ExecutionRecord]) -> Iterator[RenderableType]:
    """Render where each artifact lies, by the run that made it."""
    found = [
        _Line(execution, name, artifact)
        for execution in executions
        if execution.kind in LEAVES
        for name, artifact in all_artifacts(execution.outputs)
    ]
    if not found:
        return
    shown = found[:MOST_ROWS]
    makers = dict.fromkeys(line.maker for line in shown)
    groups = [[line for line in shown if line.maker == maker] for maker in makers]
    parts: list[RenderableType] = []
    for lines in groups if len(groups) <= MOST_GROUPS else [shown]:
        parts += [*([Text()] if parts else []), *_group(lines, shown)]
    rest = [Text(f"… and {len(found) - MOST_ROWS} more", "dim")] if len(found) > MOST_ROWS else []
    yield section("Artifacts", *parts, *rest)


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
    if numbers:
        said.insert(0, wording.plural(len(numbers), "number"))
    return ", ".join(said)


class _Line(NamedTuple):
    """An artifact, and the execution that has it as an output."""

    execution: ExecutionRecord
    output: str
    artifact: ArtifactRecord

    @property
    def maker(self) -> RunId:
        """The run in whose folder it lies."""
        return self.execution.cached_from[0] if self.execution.cached_from else self.execution.run_id

    @property
    def words(self) -> tuple[str, str, str]:
        """Task, output and type."""
        return short_path(self.execution.path), self.output, self.artifact.type_title.removeprefix("system.")


def _group(lines: Sequence[_Line], beside: Sequence[_Line]) -> Iterator[RenderableType]:
    """Render artifacts that lie in one folder; columns are as wide as those of the artifacts `beside` them."""
    folder = _folder_of(lines)
    if folder:
        yield Text(f"below {wording.place(folder)}", "dim")
    names = ("task", "output", "type", "size", "where")
    table = FittingTable(*names, right=("size",), spare=("type",), cuts=("task",), folds=("where",))
    widths = [max(map(len, words)) for words in zip(*(line.words for line in beside), strict=True)]
    for line in lines:
        words = [word.ljust(width) for word, width in zip(line.words, widths, strict=True)]
        table.add_row(*words, f"{wording.size(line.artifact.size_bytes):>{SIZE_WIDTH}}", _where(line.artifact, folder))
    yield table


def _folder_of(lines: Sequence[_Line]) -> Path | None:
    """Return the folder that all files are in, if it is worth naming: that of their run, mostly."""
    paths = [path for line in lines if line.artifact.digest and (path := path_of(line.artifact.uri))]
    if not paths:
        return None
    common = Path(os.path.commonpath(paths))
    of_run = [folder for folder in (common, *common.parents) if folder.name == lines[0].maker]
    return of_run[0] if of_run else common if len(paths) > 1 and len(common.parts) > 2 else None


def _where(artifact: ArtifactRecord, folder: Path | None) -> Text:
    path = path_of(artifact.uri)
    if artifact.digest is None and (path is not None or artifact.metadata):
        kept = kept_in_record(artifact)
        return Text(kept or "in the record", "dim", no_wrap=True, overflow="ellipsis")
    if path is None:
        return Text(artifact.uri)
    is_below = folder is not None and path.is_relative_to(folder) and path != folder
    return Text(str(path.relative_to(folder)) if is_below and folder else wording.place(path))
