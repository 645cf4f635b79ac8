"""The beginning of what lies in an artifact, as a page shows it; no preview reads a whole large file."""

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from penstock.core.json import JsonValue
from penstock.engine.records import ArtifactRecord
from penstock.services.contents import ArtifactContents, FolderEntry, Found, FoundKind
from penstock.services.sniffing import PARQUET, SNIFFED_BYTES, FileKind, decoded, kind_of
from penstock.services.tables import RowsWanted, TablePart, Tables, UnreadableTable

MOST_TEXT = 256 * 1024
"""Bytes of a text that a preview shows."""
MOST_TABLE = 4 * 1024 * 1024
"""Bytes that are read for rows of a table."""
MOST_JSON = 1024 * 1024
DEEPEST = 100
MOST_ENTRIES = 1000
MOST_ROWS = 1000
MOST_COLUMNS = 500
LONGEST_CELL = 1000
MOST_CHARACTERS = 2 * 1024 * 1024
"""Characters of a table in one answer."""

_METRICS = {
    "system.Metrics": "metrics",
    "system.ClassificationMetrics": "classification",
    "system.SlicedClassificationMetrics": "classification",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a page shows of an artifact, or of a file in it."""

    kind: str
    size_bytes: int | None = None
    media_type: str = ""
    text: str | None = None
    is_cut: bool = False
    table: TablePart | None = None
    entries: tuple[FolderEntry, ...] | None = None
    json: JsonValue = None
    note: str = ""
    """Why nothing more is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which part of an artifact is wanted."""

    inside: str = ""
    """A path in the folder that it is."""
    offset: int = 0
    """Rows of a table that are passed over."""
    rows: int = 100


def kind_of_artifact(artifact: ArtifactRecord, *, contents: ArtifactContents) -> tuple[str, Found]:
    """Tell how an artifact is shown, and what lies there."""
    found = contents.find(artifact.uri)
    by_type = _METRICS.get(artifact.type_title)
    if by_type is not None:
        return by_type, found
    if found.kind is not FoundKind.FILE:
        return _WITHOUT_FILE[found.kind], found
    return _file_kind(artifact, "", contents).kind, found


def preview(artifact: ArtifactRecord, wanted: Wanted, *, contents: ArtifactContents, tables: Tables) -> Preview:
    """Return the beginning of an artifact, or of a file in the folder that it is. Raises `NotFoundError`."""
    by_type = _METRICS.get(artifact.type_title)
    if by_type is not None and not wanted.inside:
        metadata = artifact.metadata if is_shallow(artifact.metadata) else None
        return Preview(kind=by_type, media_type="application/json", json=metadata)
    found = contents.find(artifact.uri, wanted.inside)
    if found.kind is FoundKind.FOLDER:
        entries = contents.list_folder(artifact.uri, wanted.inside, limit=MOST_ENTRIES + 1)
        return Preview(kind="folder", entries=entries[:MOST_ENTRIES], is_cut=len(entries) > MOST_ENTRIES)
    if found.kind is not FoundKind.FILE:
        return Preview(kind=_WITHOUT_FILE[found.kind], size_bytes=artifact.size_bytes)
    kind = _file_kind(artifact, wanted.inside, contents)
    if kind.media_type == PARQUET:
        return _parquet(artifact, wanted, found.size_bytes or 0, tables)
    return _of_file(artifact, wanted, kind, found.size_bytes or 0, contents)


_WITHOUT_FILE = {FoundKind.FOLDER: "folder", FoundKind.MISSING: "missing", FoundKind.ELSEWHERE: "remote"}


def _file_kind(artifact: ArtifactRecord, inside: str, contents: ArtifactContents) -> FileKind:
    head = contents.read(artifact.uri, 0, SNIFFED_BYTES, inside)
    name = PurePosixPath(inside or artifact.uri).name
    return kind_of(head, name=name, type_title="" if inside else artifact.type_title)


def _of_file(
    artifact: ArtifactRecord, wanted: Wanted, kind: FileKind, size: int, contents: ArtifactContents
) -> Preview:
    def read(most: int) -> str:
        return decoded(contents.read(artifact.uri, 0, most, wanted.inside), kind.encoding)

    if kind.kind in {"image", "binary"}:
        return Preview(kind=kind.kind, size_bytes=size, media_type=kind.media_type)
    if kind.kind == "json":
        return _json(read(MOST_JSON), size, kind.media_type)
    if kind.kind == "table":
        return _table(read(MOST_TABLE), wanted, kind, size)
    is_cut = size > MOST_TEXT
    return Preview(kind=kind.kind, size_bytes=size, media_type=kind.media_type, text=read(MOST_TEXT), is_cut=is_cut)


def _parquet(artifact: ArtifactRecord, wanted: Wanted, size: int, tables: Tables) -> Preview:
    rows = RowsWanted(
        offset=wanted.offset,
        rows=min(wanted.rows, MOST_ROWS),
        most_columns=MOST_COLUMNS,
        longest_cell=LONGEST_CELL,
        most_characters=MOST_CHARACTERS,
    )
    table = tables.read(artifact.uri, wanted.inside, rows)
    if isinstance(table, UnreadableTable):
        return Preview(kind="binary", size_bytes=size, media_type=PARQUET, note=table.why)
    return Preview(kind="table", size_bytes=size, media_type=PARQUET, table=table, is_cut=table.is_cut)


def _json(text: str, size: int, media_type: str) -> Preview:
    """Show JSON as a value; several values line by line as a list; what is cut or broken as text."""
    try:
        value: JsonValue = json.loads(text) if size <= MOST_JSON else None
    except (ValueError, RecursionError):
        value = _json_lines(text)
    value = value if is_shallow(value) else None
    shown = None if value is not None else text[:MOST_TEXT]
    is_cut = value is None and size > MOST_TEXT
    return Preview(kind="json", size_bytes=size, media_type=media_type, text=shown, is_cut=is_cut, json=value)


def is_shallow(value: JsonValue) -> bool:
    """Tell whether a value can be rendered: nested no deeper than any that people read."""
    level = [value]
    for _ in range(DEEPEST):
        children = (
            item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)
        )
        level = [child for group in children for child in group]
        if not level:
            return True
    return False


def _json_lines(text: str) -> list[JsonValue] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return [json.loads(line) for line in lines] or None
    except (ValueError, RecursionError):
        return None


def _table(text: str, wanted: Wanted, kind: FileKind, size: int) -> Preview:
    """Show rows of a table; text with cells that no table has as text."""
    is_whole = size <= MOST_TABLE
    if not is_whole:
        text = text[: text.rfind("\n") + 1] or text  # the last line is not all there
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=kind.delimiter) if row]
    except csv.Error:
        shown = text[:MOST_TEXT]
        return Preview(kind="text", size_bytes=size, media_type="text/plain", text=shown, is_cut=len(shown) < len(text))
    columns, body = _with_header(rows)
    part = body[wanted.offset : wanted.offset + min(wanted.rows, MOST_ROWS)]
    shown_rows = tuple(_within_budget(part))
    table = TablePart(
        columns=tuple(name[:LONGEST_CELL] for name in columns[:MOST_COLUMNS]),
        rows=shown_rows,
        total_rows=len(body) if is_whole else None,
    )
    is_cut = not is_whole or wanted.offset + len(shown_rows) < len(body) or len(columns) > MOST_COLUMNS
    return Preview(kind="table", size_bytes=size, media_type=kind.media_type, table=table, is_cut=is_cut)


def _with_header(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Take the first row as names, unless all of it are numbers."""
    if not rows:
        return [], []
    if all(_is_number(cell) for cell in rows[0]):
        return [f"column {number}" for number in range(1, len(rows[0]) + 1)], rows
    return rows[0], rows[1:]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _within_budget(rows: Iterable[list[str]]) -> Iterator[tuple[str, ...]]:
    spent = 0
    for row in rows:
        cells = tuple(cell[:LONGEST_CELL] for cell in itertools.islice(row, MOST_COLUMNS))
        spent += sum(map(len, cells))
        if spent > MOST_CHARACTERS:
            return
        yield cells
