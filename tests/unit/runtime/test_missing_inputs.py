"""What a task says when something that its function needs was not given to it."""

import json
import subprocess
import sys

import pytest

from penstock.runtime.annotations import InputPath, OutputPath
from penstock.runtime.executor import execute
from penstock.runtime.executor_input import ExecutorInput


def executed(function, tmp_path):
    execute(function, ExecutorInput({"inputs": {}, "outputs": {"outputFile": str(tmp_path / "output.json")}}))


def test_an_input_path_without_an_input(tmp_path):
    def component(rows: InputPath("Dataset")):
        pass

    with pytest.raises(ValueError, match="Failed to get input artifact path for artifact name rows"):
        executed(component, tmp_path)


def test_an_output_path_without_a_place(tmp_path):
    def component(rows: OutputPath("Dataset")):
        pass

    with pytest.raises(ValueError, match="Failed to get output artifact path for artifact name rows"):
        executed(component, tmp_path)


def test_a_component_in_an_image_that_lists_none(tmp_path):
    given = {"outputs": {"outputFile": str(tmp_path / "out" / "output.json")}}
    command = [sys.executable, "-m", "penstock.runtime.executor_main", "--executor_input", json.dumps(given)]
    ended = subprocess.run(
        [*command, "--function_to_execute", "f"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert f"No components found in `kfp_config.ini` in {tmp_path}" in ended.stderr
