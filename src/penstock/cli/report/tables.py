"""Tables that keep one line for each row, however narrow the terminal is."""

from collections.abc import Iterator, Sequence
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

WIDEST = 1000
"""A width that every table has room in, to measure it."""


class FittingTable:
    """A table that leaves out its `spare` columns, one after the other, until the rest fits.

    If it still does not, columns in `cuts` lose their ends, and those in `folds` go on in the next line: what they hold
    is to be copied. All others stay whole.
    """

    def __init__(
        self,
        *names: str,
        right: Sequence[str] = (),
        spare: Sequence[str] = (),
        cuts: Sequence[str] = ("name", "about"),
        folds: Sequence[str] = (),
    ) -> None:
        self._names = names
        self._right = frozenset(right)
        self._spare = tuple(spare)
        self._cuts = frozenset(cuts)
        self._folds = frozenset(folds)
        self._rows: list[tuple[Text, ...]] = []

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def add_row(self, *cells: str | Text) -> None:
        """Add a row: a cell for each column."""
        texts = tuple(cell if isinstance(cell, Text) else Text(cell) for cell in cells)
        for name, text in zip(self._names, texts, strict=True):
            if name in self._cuts:
                text.no_wrap, text.overflow = True, "ellipsis"
        self._rows.append(texts)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Render the columns that there is room for."""
        left_out: set[str] = set()
        table = self._table(left_out)
        for name in self._spare:
            if Measurement.get(console, options.update(width=WIDEST), table).maximum <= options.max_width:
                break
            left_out.add(name)
            table = self._table(left_out)
        yield table

    def _table(self, left_out: set[str]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
        places = [place for place, name in enumerate(self._names) if name not in left_out]
        for name in (self._names[place] for place in places):
            is_whole = name not in self._cuts and name not in self._folds
            justify: Literal["left", "right"] = "right" if name in self._right else "left"
            table.add_column(name, justify=justify, no_wrap=is_whole, overflow="fold")
        for cells in self._rows:
            table.add_row(*(cells[place] for place in places))
        return table
