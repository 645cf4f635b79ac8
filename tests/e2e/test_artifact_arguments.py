"""Artifacts that a run is given on the command line."""

import pytest

SOURCE = """
from penstock import dsl
from penstock.dsl import Dataset, Input

@dsl.component
def count(rows: Input[Dataset]) -> int:
    return len(open(rows.path).readlines())

@dsl.pipeline
def counting(rows: Input[Dataset]) -> int:
    return count(rows=rows).output
"""


@pytest.fixture
def counting(penstock):
    return penstock.write("counting.py", SOURCE)


def test_a_path_begins_where_it_is_typed(penstock, counting):
    penstock.write("the rows.csv", "a\nb\nc\n")
    ended = penstock.run(counting, "-p", "rows=the rows.csv")
    assert ended.json["outputs"] == {"Output": 3}
    shown = [line.split() for line in penstock("runs", "show", "latest", "--task", "count").out.splitlines()]
    assert shown[shown.index(["Inputs"]) + 3][:4] == ["rows", "Dataset", "6", "B"]


def test_a_file_that_is_not_there_is_told_before_anything_starts(penstock, counting):
    penstock.run(counting, "-p", "rows=none.csv").refused("the artifact 'rows'", "none.csv", "check the path")
    assert not penstock.home.exists()
