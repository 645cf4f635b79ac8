"""Author and compile pipelines of several shapes, then load and validate the files, beside the real kfp."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab, Row, compared

SIZES = (100, 1000)
FLAT = (100, 1000, 5000)
"""Sizes at which our cost per task is told; for the largest, the peer would take minutes: it is quadratic."""
COMPILE_TARGET, LOAD_TARGET = 1 / 10, 1 / 5

_HEAD = """
import json, sys, time
from {package} import compiler, dsl

count, path = int(sys.argv[1]), sys.argv[2]

@dsl.component
def step(x: int) -> int:
    return x + 1

@dsl.component
def total(xs: list) -> int:
    return sum(xs)

begin = time.perf_counter()
"""
_TAIL = """
compiler.Compiler().compile(made, path)
seconds = time.perf_counter() - begin
assert open(path).read().count("componentRef:") >= count
print(json.dumps(seconds))
"""
_SHAPES = {
    "chain": """
@dsl.pipeline
def made(x: int = 0) -> int:
    value = x
    for _ in range(count):
        value = step(x=value).output
    return value
""",
    "fan-out": """
@dsl.pipeline
def made(x: int = 0):
    first = step(x=x)
    for _ in range(count):
        step(x=first.output)
""",
    "nested loops": """
@dsl.pipeline
def made(x: int = 0):
    for _ in range(count // 4):
        with dsl.ParallelFor([1, 2, 3]) as outer:
            first = step(x=outer)
            with dsl.ParallelFor([4, 5]) as inner:
                with dsl.If(first.output > 1):
                    second = step(x=inner)
""",
    "distinct components": """
sources = ["from {package} import dsl"]
for index in range(count):
    sources.append(f"@dsl.component(packages_to_install=['numpy'])")
    sources.append(f"def step_{{index}}(x: int, rate: float = 0.5) -> int:")
    sources.append(f"    'Do step {{index}}.'")
    sources += [f"    y_{{line}} = x + {{line}}" for line in range(20)]
    sources.append("    return x + 1\\n")
module_path = path.replace(".yaml", "_steps.py")
open(module_path, "w").write("\\n".join(sources))
import importlib.util
spec = importlib.util.spec_from_file_location("steps", module_path)
steps = importlib.util.module_from_spec(spec)
sys.modules["steps"] = steps
begin = time.perf_counter()
spec.loader.exec_module(steps)

@dsl.pipeline
def made(x: int = 0):
    value = x
    for index in range(count):
        value = getattr(steps, f"step_{{index}}")(x=value).output
""",
}
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
    """Compile the same pipelines with both, and let each load its own file."""
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            for shape in _SHAPES:
                yield from _compiled(lab, shape, count, Path(folder))
            yield _loaded(lab, count, Path(folder))
        for count in FLAT:
            path = Path(folder) / f"{count}.yaml"
            taken = lab.alternate({"penstock": lambda count=count, path=path: _compile(lab, "chain", count, path)})
            per_task = compared(f"chain of {count}", taken).ours / count * 1e6
            yield Row(what=f"chain of {count}, per task", ours=per_task, unit="µs", rounds=lab.rounds)


def _program(shape: str, package: str) -> str:
    return (_HEAD + _SHAPES[shape] + _TAIL).format(package=package)


def _compile(lab: Lab, shape: str, count: int, path: Path) -> float:
    return lab.inside(lab.python, _program(shape, "penstock"), str(count), str(path))


def _compile_with_kfp(lab: Lab, shape: str, count: int, path: Path) -> float:
    return lab.inside(lab.kfp_python, _program(shape, "kfp"), str(count), str(path))


def _compiled(lab: Lab, shape: str, count: int, folder: Path) -> Iterator[Row]:
    ours, theirs = (folder / f"{shape.split(maxsplit=1)[0]}-{count}{end}.yaml" for end in ("", "-kfp"))
    measures = {"penstock": lambda: _compile(lab, shape, count, ours)}
    if lab.has_kfp:
        measures["kfp"] = lambda: _compile_with_kfp(lab, shape, count, theirs)
    taken = lab.alternate(measures, 3 if count >= 1000 else lab.rounds)
    yield compared(f"compile {count} tasks: {shape}", taken, at_most=COMPILE_TARGET)


def _loaded(lab: Lab, count: int, folder: Path) -> Row:
    ours, theirs = folder / f"chain-{count}.yaml", folder / f"chain-{count}-kfp.yaml"
    measures = {"penstock": lambda: lab.inside(lab.python, _LOAD_OURS, str(ours), str(count))}
    if lab.has_kfp:
        measures["kfp"] = lambda: lab.inside(lab.kfp_python, _LOAD_KFP, str(theirs), str(count))
    taken = lab.alternate(measures, 3 if count >= 1000 else lab.rounds)
    return compared(f"load and validate {count} tasks", taken, at_most=LOAD_TARGET)
