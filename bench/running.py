"""Run chains and fans of trivial Python tasks, each in a process of its own and recorded durably."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab, Row, compared

SHORT, LONG = 10, 210
"""The cost of a task is the slope between these two chains: the start of the command is not in it."""
KFP_LONG = 30
FAN = 1000
CACHED = 1000
MANY = 10_000
MEMORY_MB = 300

_CHAIN = """
from {package} import dsl

@dsl.component
def step(x: int) -> int:
    return x + 1

@dsl.pipeline
def chain() -> int:
    value = step(x=0).output
    for _ in range({count} - 1):
        value = step(x=value).output
    return value
"""
_FAN = """
from penstock import dsl

@dsl.component
def step(x: int) -> int:
    return x + 1

@dsl.component
def total(values: list) -> int:
    return sum(values)

@dsl.pipeline
def fan() -> int:
    with dsl.ParallelFor(list(range({count}))) as item:
        made = step(x=item)
    return total(values=dsl.Collected(made.output)).output
"""
_KFP = """
import json, logging, sys, time
from kfp import local
logging.disable(logging.CRITICAL)
local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root=sys.argv[1])
begin = time.perf_counter()
task = chain()
assert task.output == {count}, task.output
print()
print(json.dumps(time.perf_counter() - begin))
"""


def measure(lab: Lab) -> Iterator[Row]:
    """Run; the result of each run is checked."""
    floor = statistics.median(lab.alternate({"floor": lambda: lab.whole([lab.python, "-c", "pass"])})["floor"])
    with tempfile.TemporaryDirectory() as folder:
        runs = _Runs(lab, Path(folder))
        yield from _chains(lab, runs, floor)
        yield from _fan(runs)
        yield from _cached(runs)
        yield _memory(runs)


class _Runs:
    """Runs pipelines of given shapes, in one home."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.folder = folder

    def file(self, name: str, text: str) -> Path:
        """Write a source."""
        path = self.folder / name
        path.write_text(text)
        return path

    def run(self, path: Path, expected: int, *options: str) -> tuple[float, float]:
        """Run a pipeline; return the seconds of the whole command, and of the run alone."""
        command = [str(self.lab.python), "-m", "penstock", "run", str(path), "--json", *options]
        environ = {**os.environ, "PENSTOCK_HOME": str(self.folder / "home")}
        begin = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
        seconds = time.perf_counter() - begin
        run = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"state": done.stderr}
        assert run["state"] == "SUCCEEDED", run
        assert run["outputs"]["Output"] == expected, run["outputs"]
        return seconds, run["seconds"]

    def kfp(self, count: int) -> float:
        """Run a chain with kfp's own local runner, without its installation of packages."""
        source = _CHAIN.format(package="kfp", count=count).replace(
            "@dsl.component", "@dsl.component(install_kfp_package=False)"
        )
        path = self.file(f"kfp_{count}.py", source + _KFP.format(count=count))
        command = [str(self.lab.kfp_python), str(path), str(self.folder / "kfp")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return float(json.loads(done.stdout.splitlines()[-1]))


def _chains(lab: Lab, runs: _Runs, floor: float) -> Iterator[Row]:
    short = runs.file("short.py", _CHAIN.format(package="penstock", count=SHORT))
    long = runs.file("long.py", _CHAIN.format(package="penstock", count=LONG))

    def slope() -> float:
        low = runs.run(short, SHORT, "--no-cache")[1]
        return (runs.run(long, LONG, "--no-cache")[1] - low) / (LONG - SHORT)

    measures = {"penstock": slope}
    if lab.has_kfp:
        measures["kfp"] = lambda: (runs.kfp(KFP_LONG) - runs.kfp(SHORT)) / (KFP_LONG - SHORT)
    row = compared("chain, per task", lab.alternate(measures))
    target = f"half of {floor * 1000:.1f} ms"
    yield Row(**{**vars(row), "target": target, "is_met": row.ours <= floor / 2})
    whole = lab.alternate({"penstock": lambda: runs.run(short, SHORT, "--no-cache")[0]})
    yield compared(f"penstock run, a chain of {SHORT}, start included", whole)


def _fan(runs: _Runs) -> Iterator[Row]:
    path = runs.file("fan.py", _FAN.format(count=FAN))
    expected = sum(range(1, FAN + 1))
    seconds = [runs.run(path, expected, "--no-cache")[1] for _ in range(3)]
    rate = FAN / statistics.median(seconds)
    yield Row(what=f"fan-out of {FAN} tasks", ours=rate, unit="tasks/s", target="at least 300", is_met=rate >= 300)


def _cached(runs: _Runs) -> Iterator[Row]:
    path = runs.file("cached.py", _FAN.format(count=CACHED).replace("x + 1", "x + 2"))
    expected = sum(range(2, CACHED + 2))
    runs.run(path, expected)
    seconds = statistics.median(runs.run(path, expected)[0] for _ in range(3))
    what = f"cached re-run of {CACHED} tasks, start included"
    yield Row(what=what, ours=seconds, target="under 2 s", is_met=seconds < 2)


_PEAK = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
assert '"SUCCEEDED"' in done.stdout, done.stderr[-2000:]
print()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def _memory(runs: _Runs) -> Row:
    """Tell the greatest memory of the process that drives a large run."""
    path = runs.file("many.py", _FAN.format(count=MANY))
    command = [str(runs.lab.python), "-m", "penstock", "run", str(path), "--json", "--no-cache"]
    environ = {"PENSTOCK_HOME": str(runs.folder / "home")}
    peak = runs.lab.inside(runs.lab.python, _PEAK, "/usr/bin/env", *(f"{k}={v}" for k, v in environ.items()), *command)
    what = f"memory of the driver, {MANY} tasks"
    return Row(what=what, ours=peak, unit="MB", target=f"under {MEMORY_MB} MB", is_met=peak < MEMORY_MB)
