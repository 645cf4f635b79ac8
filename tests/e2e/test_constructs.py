"""Every example of a construct runs from the command line, and returns what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CONSTRUCTS = Path(__file__).parents[2] / "examples" / "constructs"
PARAMETERS = "name='iris', rows=5, rate=0.5, shuffle=True, tags=['small', 'real'], limits={'columns': 4}, note=None"
OUTPUTS = {
    "artifact_inputs.py": "3",
    "artifacts.py": 6.0,
    "async_component.py": 45,
    "choices_and_records.py": "FAST in 3 rounds, double precision",
    "combined_conditions.py": "deploy",
    "combined_conditions.py -p accuracy=0.5": "train again",
    "combined_conditions.py -p country=US": "not allowed here",
    "container_placeholders.py --host-commands": "Hello Ada! Hello Countess Ada!",
    "embedded_files/pipeline.py": 3,
    "execution_order.py": "finish",
    "helper_functions.py": 37.0,
    "if_elif_else.py": "in memory",
    "if_elif_else.py -p name=tiny": "by hand",
    "if_elif_else.py -p name=huge": "by batches",
    "ignore_upstream_failure.py -p broken=false": 42,
    "importer.py": "https://archive.ics.uci.edu/static/public/53/iris.zip (CC BY 4.0)",
    "kubernetes_settings.py": "no token, level unset",
    "loaded_component.py": 4.0,
    "local_calls.py": 12,
    "loop_over_artifacts.py": [2, 4, 6],
    "metrics.py": None,
    "multiple_outputs.py": None,
    "nested_loops.py": "1 10\n2 20\n3 30",
    "nested_pipelines.py": 5.0,
    "optional_artifacts.py": "from scratch, from weights",
    "parallel_for.py": 1.0,
    "parameters.py -p rows=5": PARAMETERS,
    "parts_of_outputs.py": "forest at 0.1",
    "paths.py": "penstock",
    "placeholders.py": "show",
    "returned_artifacts.py": 462_000,
    "shipped_package/pipeline.py": 300.0,
    "sliced_metrics.py": None,
    "task_config.py": "train: 4 cores, 16G, EPOCHS",
    "task_settings.py -p mode=slow": "slow",
    "workspace.py": "hello from another task",
}
FAILING = ("exit_handler.py", "ignore_upstream_failure.py")
NEEDS_PACKAGES = ("notebook/pipeline.py",)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def run(home, words):
    """Run an example as a person would; return the exit code and what ``--json`` printed last."""
    command = [str(Path(sys.executable).with_name("penstock")), "run", *words.split(), "--json"]
    environment = {**os.environ, "PENSTOCK_HOME": str(home)}
    ended = subprocess.run(
        command, cwd=CONSTRUCTS, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert ended.stdout, ended.stderr
    return ended.returncode, json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("words", OUTPUTS)
def test_a_construct_runs_to_its_output(home, words):
    code, summary = run(home, words)
    assert (code, summary["state"], summary["error"]) == (0, "SUCCEEDED", None)
    assert summary["outputs"].get("Output") == OUTPUTS[words]


@pytest.mark.slow
@pytest.mark.parametrize("words", NEEDS_PACKAGES)
def test_a_construct_that_installs_packages_runs_to_its_output(home, words):
    assert run(home, words)[1]["outputs"] == {"Output": 42}


def test_several_outputs_of_a_pipeline_have_their_names(home):
    assert run(home, "multiple_outputs.py")[1]["outputs"] == {"spread": 5.0, "number": 3}


def test_metrics_are_in_the_record_of_the_run(home):
    summary = run(home, "metrics.py")[1]
    (task,) = [it for it in summary["tasks"] if it["path"] == "root/evaluate"]
    assert "confusionMatrix" in json.dumps(task["outputs"])
    assert "metricSeries" in json.dumps(task["outputs"])


def test_components_are_called_as_functions(home):
    script = subprocess.run(
        [sys.executable, str(CONSTRUCTS / "local_calls.py")],
        env={**os.environ, "PENSTOCK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
        cwd=home,
    )
    assert script.stdout.splitlines()[-1] == "8 20"


def test_an_exit_task_runs_after_a_failure_which_the_run_ends_with(home):
    code, summary = run(home, "exit_handler.py")
    states = {task["path"]: task["state"] for task in summary["tasks"]}
    assert (code, summary["state"]) == (1, "FAILED")
    assert (states["root/exit-handler-1/divide"], states["root/report"]) == ("FAILED", "SUCCEEDED")


def test_a_task_that_ignores_a_failure_runs_with_its_default(home):
    code, summary = run(home, "ignore_upstream_failure.py")
    outputs = {task["path"]: task["outputs"] for task in summary["tasks"]}
    assert (code, summary["state"]) == (1, "FAILED")
    assert "-1" in json.dumps(outputs["root/use"])


def test_every_construct_is_run():
    files = {str(it.relative_to(CONSTRUCTS)) for it in [*CONSTRUCTS.glob("*.py"), *CONSTRUCTS.glob("*/pipeline.py")]}
    assert files == {words.split()[0] for words in OUTPUTS} | {*FAILING, *NEEDS_PACKAGES}
