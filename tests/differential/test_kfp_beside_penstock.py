"""Where the real kfp is installed, its pipelines are compiled by its own compiler."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import penstock

pytestmark = [pytest.mark.kfp, pytest.mark.slow]

SOURCE = """\
from kfp import dsl

@dsl.component
def say(line: str) -> str:
    return line

@dsl.container_component
def shell(line: str):
    return dsl.ContainerSpec(image="i", command=["echo", line])

@dsl.pipeline
def inner(line: str) -> str:
    return say(line=line).output

@dsl.pipeline
def outer(line: str = "a"):
    shell(line=inner(line=line).output)
"""


def test_a_pipeline_of_kfp_is_taken_over_as_it_is(kfp_python, tmp_path):
    (tmp_path / "pipes.py").write_text(SOURCE)
    script = Path(__file__).parent / "data" / "adopt_pipeline.py"
    environment = {**os.environ, "PYTHONPATH": str(Path(penstock.__file__).parents[1])}
    command = [str(kfp_python), str(script), str(tmp_path / "pipes.py")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    module, pipelines, spec = json.loads(done.stdout)
    assert module.startswith("kfp.dsl")
    assert pipelines == ["inner", "outer"]
    assert spec["sdkVersion"].startswith("kfp-")
    assert set(spec["root"]["dag"]["tasks"]) == {"inner", "shell"}
