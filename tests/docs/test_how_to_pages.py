"""What the pages show is files, and they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = sorted(FOLDER.glob("*.md"))
SHOWN = [
    pytest.param(page, *found, id=found[0])
    for page in PAGES
    for found in re.findall(r"<!-- the file ([\w.]+);[^\n]*\n```\w+\n(.*?)```", page.read_text(), re.DOTALL)
]
DEADLINE_SECONDS = 240


@pytest.mark.parametrize(("page", "name", "text"), SHOWN)
def test_shows_the_file(page: Path, name: str, text: str) -> None:
    assert text == (FOLDER / name).read_text(), page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [target for target in targets if not (FOLDER / target).exists()] == []


def test_a_failing_task_is_looked_at_repaired_and_gone_on_from(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "cleaning.py", tmp_path)
    said = _run(["sh", "-e", str(FOLDER / "when_a_task_fails.sh")], tmp_path)
    assert "ValueError: could not convert string to float: ''" in said
    assert re.search(r"load +reused", said)
    assert re.search(r"Output +61\.0", said)


def test_the_tests_of_the_page_pass(tmp_path: Path) -> None:
    for name in ("training.py", "test_training.py"):
        shutil.copy(FOLDER / name, tmp_path)
    said = _run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_training.py"], tmp_path)
    assert "4 passed" in said


def _run(command: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PENSTOCK_HOME": str(folder / "home"), "PATH": path}
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
