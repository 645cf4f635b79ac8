"""`penstock.Client` against a real server: it tells what the real `kfp.Client` tells."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KFP_PYTHON = HERE.parents[1] / ".venvs" / "kfp" / "bin" / "python"
DEADLINE_SECONDS = 600
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What depends on who compiled the pipeline, and on where files lie.
OWN = {"pipeline_spec", "page_token", "next_page_token"}


@pytest.fixture
def told(start_server, tmp_path):
    """Give a function that runs the script with one of the packages on a server of its own."""

    def told(package, python):
        folder = tmp_path / package
        folder.mkdir()
        server = start_server(PENSTOCK_HOME=str(folder / "home"))
        script = HERE / "data" / "drive_either_client.py"
        process = subprocess.run(
            [python, script, package, server.address, folder],
            env={**os.environ, "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=DEADLINE_SECONDS,
        )
        assert process.returncode == 0, process.stderr[-4000:]
        *links, result = process.stdout.splitlines()
        places = {server.address: "ADDRESS", str(folder): "FOLDER"}
        return neutral([json.loads(result), links], places, {})

    return told


def neutral(value, places, ids):
    """Give every id the number of its first appearance; leave out what is a package's own."""
    if isinstance(value, list):
        return [neutral(item, places, ids) for item in value]
    if isinstance(value, dict):
        return {name: bool(item) if name in OWN else neutral(item, places, ids) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    for place, word in places.items():
        value = value.replace(place, word)
    return ID.sub(lambda match: ids.setdefault(match[0], f"id-{len(ids)}"), value)


def leaves(value, place=""):
    """Yield every scalar and every empty thing of a value with its place."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from leaves(item, f"{place}.{name}")
    if not items:
        yield place, value


@pytest.mark.kfp
@pytest.mark.slow
@pytest.mark.timeout(3 * DEADLINE_SECONDS)
def test_tells_what_the_client_of_kfp_tells(told):
    if not KFP_PYTHON.exists():
        pytest.skip("the environment with the real kfp is missing: make kfp")
    ours, links = told("penstock", sys.executable)
    theirs, their_links = told("kfp", KFP_PYTHON)

    ours_by_place, theirs_by_place = dict(leaves(ours)), dict(leaves(theirs))
    different = {
        place: (ours_by_place.get(place), theirs_by_place.get(place))
        for place in ours_by_place.keys() | theirs_by_place.keys()
        if ours_by_place.get(place) != theirs_by_place.get(place)
    }
    assert different == {}
    assert links == their_links
    assert len(ours) > 50
