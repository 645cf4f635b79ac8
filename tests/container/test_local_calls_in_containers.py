"""Components that are called after `local.init` with a runner of containers."""

import os
import subprocess
import sys

from tests.container.conftest import PYTHON

PROGRAM = f"""
from penstock import dsl, local

@dsl.component(base_image={PYTHON!r})
def where() -> str:
    import sys
    return sys.prefix

local.init(local.DockerRunner())
print("ran in", where().output)
"""


def test_a_called_component_runs_in_its_image(images, tmp_path):
    (tmp_path / "script.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PENSTOCK_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "ran in /usr/local" in done.stdout, done.stderr
