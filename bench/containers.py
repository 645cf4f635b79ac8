"""Run a chain of container tasks, beside bare runs of the same image by the same engine."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab, Row, compared
from penstock.core.errors import LaunchError
from penstock.launchers.container.discovery import find_engine
from penstock.testing.local_images import BuildError, LocalImages

IMAGE = "localhost/penstock-bench/shell:1"
SHORT, LONG = 2, 12
"""The cost of a task is the slope between these two chains: the start of the command is not in it."""
TARGET = 1.25

_CHAIN = f"""
from penstock import dsl

@dsl.container_component
def step():
    return dsl.ContainerSpec(image="{IMAGE}", command=["true"])

@dsl.pipeline
def chain():
    before = step()
    for _ in range({{count}} - 1):
        before = step().after(before)
"""


def measure(lab: Lab) -> Iterator[Row]:
    """Measure, where there is an engine with a program to compare with."""
    program = shutil.which("podman") or shutil.which("docker")
    try:
        images = LocalImages(find_engine(os.environ, Path.home()))
        if not images.has(IMAGE):
            images.make_shell(IMAGE)
    except (LaunchError, BuildError) as error:
        print(f"containers are not measured: {error}")
        return
    if program is None:
        print("containers are not measured: there is an engine, but no program to run one bare")
        return
    with tempfile.TemporaryDirectory() as folder:
        taken = lab.alternate(
            {
                "penstock": lambda: _slope(lab, Path(folder)),
                f"{Path(program).name} run": lambda: lab.whole([program, "run", "--rm", IMAGE, "true"]),
            }
        )
    yield compared("container task", taken, at_most=TARGET)


def _slope(lab: Lab, folder: Path) -> float:
    low, high = (_run(lab, folder, count) for count in (SHORT, LONG))
    return (high - low) / (LONG - SHORT)


def _run(lab: Lab, folder: Path, count: int) -> float:
    path = folder / f"chain_{count}.py"
    path.write_text(_CHAIN.format(count=count))
    words = ["run", str(path), "--json", "--no-cache", "--launcher", "container"]
    environ = {**os.environ, "PENSTOCK_HOME": str(folder / "home")}
    done = subprocess.run(
        [str(lab.python), "-m", "penstock", *words], capture_output=True, text=True, env=environ, check=False
    )
    run = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"state": done.stderr}
    assert run["state"] == "SUCCEEDED", run
    assert len(run["tasks"]) == count, run
    return float(run["seconds"])
