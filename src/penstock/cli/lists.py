"""Prints the list that a command was asked for."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.console import RenderableType
from rich.text import Text

from penstock.cli.consoles import messages, print_results
from penstock.cli.exits import print_json
from penstock.core.json import JsonObject

Line = TypeVar("Line")


def print_list(
    lines: Sequence[Line],
    *,
    as_json: bool,
    render: Callable[[Line], JsonObject],
    table: Callable[[Sequence[Line]], RenderableType],
    empty: str,
) -> None:
    """Print lines as one JSON list or as a table; `empty` is said, beside the results, when there are none."""
    if as_json:
        print_json([render(line) for line in lines])
    elif lines:
        print_results([table(lines)])
    else:
        messages().print(Text(empty, "dim"))
