"""Rows of Parquet files in previews, also of files that are broken or too large."""

import datetime as dt
import decimal
import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from penstock.server.parquet_tables import ParquetTables
from penstock.services.tables import RowsWanted


def a_file(columns, **options):
    target = io.BytesIO()
    parquet.write_table(pa.table(columns), target, **options)
    return target.getvalue()


def shown(client, place, **query):
    answer = client.get(f"{place}/preview", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_shows_rows_and_counts_them(client, store):
    place, _ = store(a_file({"x": range(5), "y": ["a", None, "c", "ä", "e"]}), type_title="system.Dataset")
    preview = shown(client, place)
    assert (preview["kind"], preview["media_type"], preview["is_cut"]) == (
        "table",
        "application/vnd.apache.parquet",
        False,
    )
    rows = [[0, "a"], [1, None], [2, "c"], [3, "ä"], [4, "e"]]
    assert preview["table"] == {"columns": ["x", "y"], "rows": rows, "total_rows": 5}


@pytest.mark.parametrize("offset", [0, 9, 10, 25, 2999, 3000])
def test_pages_through_groups_of_rows(offset, client, store):
    place, _ = store(a_file({"x": range(3000)}, row_group_size=10))
    preview = shown(client, place, offset=offset, rows=20)
    assert [row[0] for row in preview["table"]["rows"]] == list(range(offset, min(offset + 20, 3000)))
    assert preview["is_cut"] == (offset + 20 < 3000)
    assert preview["table"]["total_rows"] == 3000


def test_shows_values_that_json_does_not_have(client, store):
    values = {
        "number": [float("nan")],
        "large": [2**60],
        "time": [dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)],
        "money": [decimal.Decimal("1.50")],
        "bytes": [b"\x00\xff"],
        "list": [[1, 2]],
        "struct": [{"a": 1}],
    }
    place, _ = store(a_file(values))
    assert shown(client, place)["table"]["rows"] == [
        ["nan", str(2**60), "2026-01-02 03:04:05+00:00", "1.50", r"b'\x00\xff'", "[1, 2]", "{'a': 1}"]
    ]


def test_cuts_what_is_too_wide_and_too_long(client, store):
    place, _ = store(a_file({f"column {n}": ["x" * 5000] for n in range(600)}))
    preview = shown(client, place)
    assert preview["is_cut"]
    assert len(preview["table"]["columns"]) == 500
    assert {len(cell) for cell in preview["table"]["rows"][0]} == {1000}


@pytest.mark.parametrize("kind", ["cut", "only its mark", "another middle"])
def test_says_why_a_broken_file_is_not_shown(kind, client, store):
    whole = a_file({"x": range(1000)})
    broken = {"cut": whole[:-9], "only its mark": b"PAR1", "another middle": whole[:40] + b"\xff" * 60 + whole[100:]}
    place, _ = store(broken[kind])
    preview = shown(client, place)
    assert preview["kind"] == "binary"
    assert preview["note"].startswith("The file cannot be read as Parquet: ")


def test_names_the_extra_that_is_missing(backend, store):
    _, path = store(a_file({"x": [1]}))
    wanted = RowsWanted(offset=0, rows=1, most_columns=1, longest_cell=1, most_characters=1)
    found = ParquetTables(backend.contents, "no_such_library").read(f"file://{path}", "", wanted)
    assert "pip install 'penstock[parquet]'" in found.why


def test_a_file_in_a_folder_is_shown_too(client, store):
    place, path = store()
    path.mkdir()
    (path / "rows.parquet").write_bytes(a_file({"x": [1]}))
    assert shown(client, place, path="rows.parquet")["table"]["rows"] == [[1]]
