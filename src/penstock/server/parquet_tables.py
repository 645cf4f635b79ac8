"""Reads rows of Parquet files, each in a process of its own: a file that breaks its reader breaks nothing else."""

import json
from importlib.util import find_spec

from penstock.core.errors import MissingExtraError
from penstock.server.bounded import answers_of, command_of, place
from penstock.services.contents import ArtifactContents
from penstock.services.tables import RowsWanted, TablePart, UnreadableTable

EXTRA = "parquet"
READ_SECONDS = 30.0


class ParquetTables:
    """Reads tables with PyArrow, if it is installed. Safe to share between threads."""

    def __init__(self, contents: ArtifactContents, library: str = "pyarrow") -> None:
        self._contents = contents
        self._library = library

    def read(self, uri: str, inside: str, wanted: RowsWanted) -> TablePart | UnreadableTable:
        """Return some rows of a file. Raises `NotFoundError`."""
        if find_spec(self._library) is None:
            missing = MissingExtraError(EXTRA)
            return UnreadableTable(f"Parquet files are shown where PyArrow is installed: {missing.hint}")
        words = json.dumps(
            {
                "offset": wanted.offset,
                "rows": wanted.rows,
                "columns": wanted.most_columns,
                "cell": wanted.longest_cell,
                "characters": wanted.most_characters,
            }
        )
        command = command_of("penstock.server.parquet_program", words, needs_packages=True)
        with place(READ_SECONDS) as is_free, self._contents.opened(uri, inside) as descriptor:
            answers = answers_of(command, READ_SECONDS, stdin=descriptor) if is_free else []
        if not answers:
            return UnreadableTable("The file takes too long, or too much memory, to be read for a preview")
        found = answers[0]
        if "fault" in found:
            return UnreadableTable(f"The file cannot be read as Parquet: {found['fault']}")
        return TablePart(
            columns=tuple(found["columns"]),
            rows=tuple(tuple(row) for row in found["rows"]),
            total_rows=found["total"],
            is_cut=found["is_cut"],
        )
