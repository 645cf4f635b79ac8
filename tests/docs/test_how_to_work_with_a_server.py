"""The files of the page run on a real server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
DEADLINE_SECONDS = 600


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a user of a server."""
    commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PENSTOCK_HOME": str(tmp_path / "home"), "PATH": commands}
    environ.pop("PENSTOCK_TOKEN", None)
    command = [sys.executable, "-m", "penstock", "server", "--port", "0", "--json"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log)
        assert server.stdout is not None
        try:
            address = json.loads(server.stdout.readline())["address"]
            yield {**environ, "PENSTOCK_HOME": str(tmp_path / "unused"), "PENSTOCK_SERVER": address}
        finally:
            server.terminate()
            server.wait(DEADLINE_SECONDS)
            server.stdout.close()


@pytest.mark.slow
@pytest.mark.timeout(2 * DEADLINE_SECONDS)
def test_the_files_run_one_after_the_other(environment: dict[str, str], tmp_path: Path) -> None:
    for name in ("training.py", "work_with_a_server.py"):
        shutil.copy(FOLDER / name, tmp_path)
    said = _run([sys.executable, "work_with_a_server.py"], environment, tmp_path)
    assert "SUCCEEDED" in said
    assert "FAILED" in said
    assert "the rate 0.0 is not positive" in said

    said = _run(["sh", "-e", str(FOLDER / "work_with_a_server.sh")], environment, tmp_path)
    listed = json.loads(said.splitlines()[-1])
    assert [run["state"] for run in listed] == ["SUCCEEDED", "SUCCEEDED", "FAILED", "SUCCEEDED"]
    assert not (tmp_path / "unused").exists()


def _run(command: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
