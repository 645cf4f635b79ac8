"""Giving the disk back: bytes are told first, what another run uses stays, what nobody uses goes."""

from pathlib import Path

import pytest

SOURCE = """
from penstock import dsl

@dsl.component
def make(out: dsl.Output[dsl.Dataset]):
    with open(out.path, "w") as file:
        file.write("x" * 100_000)

@dsl.component
def read(data: dsl.Input[dsl.Dataset], seed: int) -> int:
    with open(data.path) as file:
        return len(file.read()) + seed

@dsl.pipeline
def p(seed: int = 0) -> int:
    return read(data=make().outputs["out"], seed=seed).output
"""


@pytest.fixture
def two(penstock):
    """Give two runs; the second reads what the first has made, from the cache."""
    penstock.write("p.py", SOURCE)
    first, second = penstock.run("p.py"), penstock.run("p.py", "-p", "seed=1")
    assert [task["cached"] for task in second.json["tasks"]] == [True, False]
    penstock.ids = [first.json["run_id"], second.json["run_id"]]
    penstock.data = Path(first.json["tasks"][0]["outputs"]["out"]["uri"].removeprefix("file://"))
    return penstock


def test_what_the_cache_of_another_run_refers_to_stays(two):
    deleted = two("runs", "delete", two.ids[0], "--yes", "--artifacts")
    assert (deleted.code, "kept 1 folder that other runs use" in deleted.out) == (0, True), deleted
    assert two.data.stat().st_size == 100_000
    assert two("runs", "show", two.ids[1], "--json").json["tasks"][0]["cached"]
    again = two.run("p.py", "-p", "seed=2")
    assert [task["cached"] for task in again.json["tasks"]] == [True, False]


def test_a_dry_run_tells_the_bytes_and_removes_nothing(two):
    for run_id in two.ids:
        assert two("runs", "delete", run_id, "--yes").code == 0
    planned = two("gc", "--dry-run", "--json").json
    assert planned["bytes"] > 100_000
    assert two("gc", "--dry-run", "--json").json == planned
    assert two("gc", "--json").json["bytes"] == planned["bytes"]
    assert two("gc", "--dry-run", "--json").json["bytes"] == 0
    assert two.is_whole()


def test_runs_go_with_what_they_alone_have_made(two):
    deleted = two("runs", "delete", *two.ids, "--yes", "--artifacts", "--json").json
    assert deleted["bytes"] > 100_000
    assert two("gc", "--dry-run", "--json").json["folders"] == 0


def test_idle_environments_are_told_and_removed(two):
    cache = {"environ": {"XDG_CACHE_HOME": str(two.folder / "cache")}}
    assert two.run("p.py", "--no-cache", **cache).code == 0
    assert two("gc", "--dry-run", "--json", **cache).json["idle"] == []
    assert "takes a number" in two("gc", "--idle", "soon", **cache).err
    again = two("runs", "rerun-task", "latest", "read", "--json", **cache)
    assert again.code == 0, again
    two("gc", "--idle", "30d", **cache)
    assert two("runs", "rerun-task", "latest", "read", "--json", **cache).code == 0
