"""What the README shows is a file, and it runs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "docs" / "tutorials" / "first_pipeline.py"


def test_readme_shows_the_file_of_the_tutorial() -> None:
    shown = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown is not None
    assert shown.group(1) == PROGRAM.read_text()


@pytest.mark.parametrize(
    "document", ["README.md", "docs/tutorials/first-pipeline.md", "examples/README.md", "CONTRIBUTING.md"]
)
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert not [target for target in targets if not (path.parent / target).exists()]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_first_pipeline_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "penstock", "run", str(PROGRAM), "-p", "sizes=[3, 6]", "--json"]
    home = {"PENSTOCK_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, env={**_environment(), **home}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout.splitlines()[-1])
    assert run["state"] == "SUCCEEDED"
    assert sum(task["path"].endswith("/train") for task in run["tasks"]) == 2


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
