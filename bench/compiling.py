"""Author and compile chains of tasks, then load and validate the files, beside the real kfp."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab, Row, compared

SIZES = (100, 1000)
OUR_SIZES = (5000,)
"""Sizes for which the peer would take minutes: it is quadratic."""
COMPILE_TARGET, LOAD_TARGET = 1 / 10, 1 / 5

_COMPILE = """
import json, sys, time
from {package} import compiler, dsl

count, path = int(sys.argv[1]), sys.argv[2]

@dsl.component
def step(x: int) -> int:
    return x + 1

begin = time.perf_counter()

@dsl.pipeline
def chain(x: int = 0) -> int:
    value = x
    for _ in range(count):
        value = step(x=value).output
    return value

compiler.Compiler().compile(chain, path)
seconds = time.perf_counter() - begin
assert open(path).read().count("componentRef:") == count
print(json.dumps(seconds))
"""
_LOAD_OURS = """
import json, sys, time
from pathlib import Path
from penstock.documents import load_pipeline
begin = time.perf_counter()
loaded = load_pipeline(Path(sys.argv[1]))
seconds = time.perf_counter() - begin
assert len(loaded.document.pipeline.root.dag.tasks) == int(sys.argv[2])
print(json.dumps(seconds))
"""
_LOAD_KFP = """
import json, sys, time
from kfp import components
begin = time.perf_counter()
loaded = components.load_component_from_file(sys.argv[1])
seconds = time.perf_counter() - begin
assert len(loaded.pipeline_spec.root.dag.tasks) == int(sys.argv[2])
print(json.dumps(seconds))
"""


def measure(lab: Lab) -> Iterator[Row]:
    """Compile the same pipeline with both, and load each other's kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            yield from _at(lab, count, Path(folder))
        for count in OUR_SIZES:
            path = Path(folder) / f"{count}.yaml"
            taken = lab.alternate({"penstock": lambda count=count, path=path: _compile(lab, count, path)}, rounds=3)
            row = compared(f"compile {count} tasks", taken)
            yield row
            yield Row(what=f"compile, per task of {count}", ours=row.ours / count * 1e6, unit="µs")


def _compile(lab: Lab, count: int, path: Path) -> float:
    return lab.inside(lab.python, _COMPILE.format(package="penstock"), str(count), str(path))


def _at(lab: Lab, count: int, folder: Path) -> Iterator[Row]:
    ours, theirs = folder / f"{count}.yaml", folder / f"{count}-kfp.yaml"
    rounds = 3 if count >= 1000 else lab.rounds
    measures = {"penstock": lambda: _compile(lab, count, ours)}
    if lab.has_kfp:
        measures["kfp"] = lambda: lab.inside(lab.kfp_python, _COMPILE.format(package="kfp"), str(count), str(theirs))
    taken = lab.alternate(measures, rounds)
    yield compared(f"author and compile {count} tasks", taken, at_most=COMPILE_TARGET)
    loads = {"penstock": lambda: lab.inside(lab.python, _LOAD_OURS, str(ours), str(count))}
    if lab.has_kfp:
        loads["kfp"] = lambda: lab.inside(lab.kfp_python, _LOAD_KFP, str(theirs), str(count))
    yield compared(f"load and validate {count} tasks", lab.alternate(loads, rounds), at_most=LOAD_TARGET)
