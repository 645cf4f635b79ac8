"""Short documents that tasks wrote for people, shown where the run is."""

from collections.abc import Iterator, Sequence
from importlib import import_module

from rich.console import RenderableType
from rich.constrain import Constrain

from penstock.cli.report.sections import LEAVES, all_artifacts, section, short_path
from penstock.core.errors import PenstockError
from penstock.engine.records import ArtifactRecord, ExecutionRecord
from penstock.services.logs import Reading

MARKDOWN = "system.Markdown"
MOST_BYTES = 8_000
MOST_DOCUMENTS = 3
WIDTH = 100


def documents_section(executions: Sequence[ExecutionRecord], artifacts: Reading) -> Iterator[RenderableType]:
    """Render the short Markdown artifacts of a run, the last ones if there are many."""
    written = [
        (f"{short_path(execution.path)}, {name}", artifact)
        for execution in executions
        if execution.kind in LEAVES
        for name, artifact in all_artifacts(execution.outputs)
        if artifact.type_title == MARKDOWN and (artifact.size_bytes or MOST_BYTES + 1) <= MOST_BYTES
    ]
    for title, artifact in written[-MOST_DOCUMENTS:]:
        text = _text(artifact, artifacts)
        if text:
            # Loaded where there is a document: its parser takes as long to import as twenty tasks take to run.
            markdown = import_module("penstock.cli.report.markdown").Document(text, hyperlinks=False)
            yield section(title, Constrain(markdown, WIDTH))


def _text(artifact: ArtifactRecord, artifacts: Reading) -> str:
    try:
        return artifacts.read(artifact.uri, 0, MOST_BYTES).decode("utf-8", "replace").strip()
    except PenstockError:
        return ""
