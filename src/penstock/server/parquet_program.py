"""The program that reads rows of a Parquet file, which is its standard input; what is wanted is its only word."""

import itertools
import json
import math
import os
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from penstock.server.bounded_memory import bound_memory

MOST_MEMORY = 4 << 30
BATCH_ROWS = 1000


def main() -> None:
    """Answer one line of JSON."""
    bound_memory(MOST_MEMORY)
    try:
        answer = _table(json.loads(sys.argv[1]))
    except (pa.ArrowException, OSError, ValueError, MemoryError, KeyError, NotImplementedError) as error:
        answer = {"fault": " ".join(str(error).split())[:300] or type(error).__name__}
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is its answer


def _table(wanted: dict[str, int]) -> dict[str, Any]:
    pa.set_cpu_count(1)
    with os.fdopen(0, "rb") as source:
        file = parquet.ParquetFile(source)
        names = file.schema_arrow.names
        shown = names[: wanted["columns"]]
        rows = list(_within(_rows(file, shown, wanted["offset"]), wanted))
        total = file.metadata.num_rows
    return {
        "columns": [name[: wanted["cell"]] for name in shown],
        "rows": rows,
        "total": total,
        "is_cut": wanted["offset"] + len(rows) < total or len(shown) < len(names),
    }


def _rows(file: Any, names: list[str], offset: int) -> Iterator[list[Any]]:
    """Yield rows from an offset on; groups of rows before it are not read."""
    groups: list[int] = []
    skipped = 0
    for group in range(file.metadata.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        if not groups and skipped + count <= offset:
            skipped += count
        else:
            groups.append(group)
    if not groups:
        return
    passed = offset - skipped
    for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=groups, columns=names, use_threads=False):
        if passed >= batch.num_rows:
            passed -= batch.num_rows
            continue
        part = batch.slice(passed)
        passed = 0
        columns = [part.column(place).to_pylist() for place in range(part.num_columns)]
        yield from ([column[row] for column in columns] for row in range(part.num_rows))


def _within(rows: Iterator[list[Any]], wanted: dict[str, int]) -> Iterator[list[Any]]:
    spent = 0
    for row in itertools.islice(rows, wanted["rows"]):
        cells = [_cell(value, wanted["cell"]) for value in row]
        spent += sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
        if spent > wanted["characters"]:
            return
        yield cells


def _cell(value: Any, longest: int) -> Any:
    """Return a value as JSON has it; what it has not, and what is inside each other, as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else str(value)  # beyond, a browser counts wrong
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value)[:longest]
