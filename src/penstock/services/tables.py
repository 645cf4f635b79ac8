"""Tables in files that are no text: what a preview wants of them, and the port that reads them."""

from dataclasses import dataclass
from typing import Protocol

from penstock.core.json import JsonValue


@dataclass(frozen=True, kw_only=True, slots=True)
class TablePart:
    """Some rows of a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[JsonValue, ...], ...]
    total_rows: int | None
    """``None`` when the file is too large to count."""
    is_cut: bool = False
    """Whether there are more rows or columns than these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowsWanted:
    """Which rows of a table are wanted, and how much of them at most."""

    offset: int
    rows: int
    most_columns: int
    longest_cell: int
    most_characters: int


@dataclass(frozen=True, slots=True)
class UnreadableTable:
    """Why no rows can be shown, in words for people."""

    why: str


class Tables(Protocol):
    """Reads tables in files of artifacts. Safe to share between threads."""

    def read(self, uri: str, inside: str, wanted: RowsWanted) -> TablePart | UnreadableTable:
        """Return some rows of a file. Raises `NotFoundError`."""
        ...
