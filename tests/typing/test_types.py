"""Types as users see them: with ``mypy --strict``, and none of this project's settings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def check(file, folder):
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(folder)]
    return subprocess.run([*command, str(HERE / file)], capture_output=True, text=True, check=False, cwd=folder).stdout


def test_what_users_write_passes(tmp_path):
    assert check("user_code.py", tmp_path).startswith("Success")


def test_mistakes_are_told(tmp_path):
    found = re.findall(r"wrong_code\.py:(\d+): error: .*\[([a-z-]+)\]$", check("wrong_code.py", tmp_path), re.MULTILINE)
    lines = enumerate((HERE / "wrong_code.py").read_text().splitlines(), start=1)
    assert found == [(str(number), line.partition("  # ")[2]) for number, line in lines if "  # " in line]
