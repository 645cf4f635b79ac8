"""Markdown in a terminal, in line with what stands around it."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markdown import Heading, Markdown, TableElement
from rich.table import Table


class _LeftHeading(Heading):
    """A heading where the text begins, on any level."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Render the words alone: no box, not centred."""
        del console, options
        text = self.text.copy()
        text.justify = "left"
        yield text


class _PlainTable(TableElement):
    """A table without empty lines around it: there is one before it anyhow."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Render the table that rich makes, without its edges."""
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                part.show_edge = part.pad_edge = False
                yield part


class Document(Markdown):
    """A document that a task wrote."""

    elements = {**Markdown.elements, "heading_open": _LeftHeading, "table_open": _PlainTable}  # noqa: RUF012  # as rich declares it
