"""What it costs to import the SDK, beside the real kfp."""

from collections.abc import Iterator

from bench.lab import Lab, Row, compared

_PROGRAM = "import time; begin = time.perf_counter(); import {module}; print(time.perf_counter() - begin)"
_FOREIGN = (
    "import sys; before = set(sys.modules); import {module}\n"
    "names = {{name.partition('.')[0] for name in set(sys.modules) - before}}\n"
    "print(*sorted(names - set(sys.stdlib_module_names) - {{'penstock'}}))"
)
MODULES = {
    "dsl": ("penstock.dsl", "kfp.dsl"),
    "dsl and compiler": ("penstock.dsl, penstock.compiler", "kfp.dsl, kfp.compiler"),
}
TARGET = 1 / 8


def measure(lab: Lab) -> Iterator[Row]:
    """Import in fresh processes; ours must not load any third-party module."""
    floor = lab.alternate({"penstock": lambda: lab.whole([lab.python, "-I", "-S", "-c", "pass"])})
    yield compared("start a bare interpreter (the floor)", floor)
    for what, (ours, theirs) in MODULES.items():
        foreign = lab.output(lab.python, _FOREIGN.format(module=ours)).split()
        assert what != "dsl" or not foreign, foreign
        measures = {"penstock": lambda ours=ours: lab.inside(lab.python, _PROGRAM.format(module=ours))}
        if lab.has_kfp:
            measures["kfp"] = lambda theirs=theirs: lab.inside(lab.kfp_python, _PROGRAM.format(module=theirs))
        yield compared(f"import {what}", lab.alternate(measures), at_most=TARGET)
    version = lab.alternate({"penstock": lambda: lab.whole([lab.python, "-m", "penstock", "--version"])})
    yield compared("penstock --version", version)
