"""What the page shows is files, and they run on a real server."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (FOLDER / "work-with-a-server.md").read_text()
DEADLINE_SECONDS = 240


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
            server.wait(30)
            server.stdout.close()


@pytest.mark.parametrize(("name", "kind"), [("work_with_a_server.py", "python"), ("work_with_a_server.sh", "sh")])
def test_shows_the_file(name: str, kind: str) -> None:
    shown = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    assert shown.group(1) == (FOLDER / name).read_text()


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert [target for target in targets if not (FOLDER / target).exists()] == []


@pytest.mark.slow
@pytest.mark.timeout(2 * DEADLINE_SECONDS)
def test_both_files_run(environment: dict[str, str], tmp_path: Path) -> None:
    script = FOLDER / "work_with_a_server.py"
    (tmp_path / "training.py").write_text(script.read_text().partition("\nclient = ")[0].replace("Client, ", ""))
    said = _run([sys.executable, str(script)], environment, tmp_path)
    assert "SUCCEEDED" in said
    assert "FAILED" in said
    assert "the rate 0.0 is not positive" in said

    lines = (FOLDER / "work_with_a_server.sh").read_text().splitlines()
    upload = next(line for line in lines if "pipelines upload" in line)
    lines[lines.index(upload)] = upload.replace("upload training.py", "upload training.py --to training")  # it is there
    said = _run(["sh", "-ec", "\n".join(lines)], environment, tmp_path)
    listed = json.loads(said.splitlines()[-1])
    assert [run["state"] for run in listed] == ["SUCCEEDED", "SUCCEEDED", "FAILED", "SUCCEEDED"]
    assert not (tmp_path / "unused").exists()


def _run(command: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
