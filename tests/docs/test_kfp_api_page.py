"""What the page on KFP's API says of lists is what the code has."""

import re
from pathlib import Path

import pytest

from penstock.server.api.kfp import experiments, listing, pipelines, runs

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "kfp-api.md").read_text()
KEYS = {
    "pipelines": pipelines.PIPELINE_KEYS,
    "versions": pipelines.VERSION_KEYS,
    "experiments": experiments.KEYS,
    "runs": runs.KEYS,
}


@pytest.mark.parametrize("name", KEYS)
def test_names_the_fields_of_the_list_of(name: str) -> None:
    keys = KEYS[name]
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} | `"))
    listed = set(re.findall(r"`([a-z_]+)`", row)) - {"sort_by"}
    assert listed == set(keys.known)
    assert ("tags.NAME" in row, "metric:NAME" in row) == (keys.has_tags, keys.has_metrics)


def test_tells_the_limits_of_lists() -> None:
    sizes = f"`page_size` is {listing.DEFAULT_SIZE} if it is not given and {listing.LARGEST_SIZE} at most"
    assert sizes in PAGE
    assert f"up to {listing.MOST_PREDICATES}, all of" in PAGE


def test_names_every_operation() -> None:
    operations = {f"`{operation.name}`" for operation in listing.Operation}
    assert [name for name in operations if name not in PAGE] == []
