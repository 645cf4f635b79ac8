"""The same components, given the same, leave the same under KFP's own executor and under ours."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.differential.executor_cases import Case

from penstock.runtime.bundle import build_bundle
from penstock.runtime.live_metrics import LIVE_METRICS

ROOT = Path(__file__).parents[2]
KFP_PYTHON = ROOT / ".venvs" / "kfp" / "bin" / "python"
OURS = """
import json, os, sys
from penstock.runtime.executor import execute
from penstock.runtime.executor_input import ExecutorInput
from penstock.runtime.task import load_function, prepare
prepare()
outcomes = []
for case in json.load(open(sys.argv[1])):
    try:
        execute(load_function(case["source"], "component"), ExecutorInput(case["executor_input"]))
        outcomes.append("")
    except Exception as error:
        outcomes.append(type(error).__name__)
print(json.dumps(outcomes))
"""


def outcomes(command, cases_file, environment=None):
    ended = subprocess.run(
        [*command, str(cases_file)], capture_output=True, text=True, env=environment, check=True, timeout=240
    )
    return json.loads(ended.stdout.splitlines()[-1])


def left_behind(folder):
    """Everything that a case left: its report and its outputs, values of JSON files rather than their text.

    What ours writes besides, to be shown while the task runs, has no counterpart.
    """
    left = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != LIVE_METRICS:
            text = path.read_text()
            left[str(path.relative_to(folder))] = json.loads(text) if path.suffix == ".json" else text
    shutil.rmtree(folder)
    return left


@pytest.mark.kfp
@pytest.mark.skipif(not KFP_PYTHON.exists(), reason="the environment of the real kfp is missing: make kfp")
@pytest.mark.parametrize(
    ("seed", "python"),
    [
        *((seed, sys.executable) for seed in range(0, 750, 250)),
        pytest.param(750, str(KFP_PYTHON), id="our executor where kfp is installed"),
    ],
)
def test_components_see_and_leave_the_same_as_under_kfp(tmp_path, seed, python):
    cases = []
    for number in range(seed, seed + 250):
        case = Case(number, str(tmp_path / "work" / str(number)))
        source = tmp_path / "sources" / f"component_{number}.py"
        source.parent.mkdir(exist_ok=True)
        source.write_text(case.source)
        cases.append({"source": str(source), "executor_input": case.executor_input})
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases))
    (tmp_path / "bundle").mkdir()
    environment = {"PYTHONPATH": build_bundle(str(tmp_path / "bundle"))}

    def run(command, variables):
        for number in range(seed, seed + 250):
            (tmp_path / "work" / str(number)).mkdir(parents=True)
        ended = outcomes(command, file, variables)
        return {
            number: (outcome, left_behind(tmp_path / "work" / str(number)))
            for number, outcome in enumerate(ended, start=seed)
        }

    theirs = run([str(KFP_PYTHON), str(Path(__file__).with_name("executor_of_kfp.py"))], None)
    ours = run([python, "-c", OURS], environment)
    different = [number for number in theirs if theirs[number] != ours[number]]
    assert not different, "\n".join(
        f"seed {number}:\n{Path(cases[number - seed]['source']).read_text()}\n"
        f"kfp: {theirs[number]}\nours: {ours[number]}"
        for number in different[:2]
    )
    print(f"seeds {seed} to {seed + 249}: {len(theirs)} components, all equal")
    assert sum(outcome == "" for outcome, _ in theirs.values()) > 150
