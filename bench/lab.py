"""How things are measured: us and the peer alternately, in one session, medians and their ratio, results checked."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
KFP_PYTHON = ROOT / ".venvs" / "kfp" / "bin" / "python"

Measure = Callable[[], float]
"""Does the work once, checks its result, and returns seconds."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the report: medians, and how they compare."""

    what: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    target: str = ""
    is_met: bool | None = None
    unit: str = "s"
    rounds: int = 0
    spread: float = 0.0
    """Half the distance between the quartiles of ours."""
    extra: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.peer else None


@dataclass(frozen=True, kw_only=True)
class Lab:
    """Where measurements are made."""

    rounds: int
    kfp_python: Path = KFP_PYTHON
    python: Path = field(default_factory=lambda: Path(sys.executable))

    @property
    def has_kfp(self) -> bool:
        """Whether the peer is installed: ``make kfp`` does it."""
        return self.kfp_python.exists()

    def alternate(self, measures: Mapping[str, Measure], rounds: int = 0) -> dict[str, list[float]]:
        """Take all measures in turn, as often as there are rounds, after one that warms files up."""
        for measure in measures.values():
            measure()
        taken: dict[str, list[float]] = {name: [] for name in measures}
        for _ in range(rounds or self.rounds):
            for name, measure in measures.items():
                taken[name].append(measure())
        return taken

    def inside(self, python: Path, program: str, *words: str) -> float:
        """Run a program that prints its own seconds, as JSON on its last line; return them."""
        return float(json.loads(self.output(python, program, *words).splitlines()[-1]))

    def whole(self, command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> float:
        """Return the seconds from the start of a process to its end. Raises `RuntimeError` if it failed."""
        begin = time.perf_counter()
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, env={**os.environ, **(environ or {})}, check=False
        )
        seconds = time.perf_counter() - begin
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr[-2000:]}")
        return seconds

    def output(self, python: Path, program: str, *words: str) -> str:
        """Run a program; return what it printed. Raises `RuntimeError` if it failed."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "program.py"  # a file: a component carries its source
            path.write_text(program)
            done = subprocess.run(
                [str(python), str(path), *words], capture_output=True, text=True, cwd=ROOT, check=False
            )
        if done.returncode:
            raise RuntimeError(f"the program failed under {python}:\n{done.stderr[-2000:]}")
        return done.stdout


def compared(what: str, taken: Mapping[str, list[float]], *, at_most: float | None = None, unit: str = "s") -> Row:
    """Make a row of what was taken: ``penstock`` first, then one peer; `at_most` is the ratio that is wanted."""
    (_, ours), *others = taken.items()
    peer_name, peer = others[0] if others else ("", [])
    own, other = statistics.median(ours), statistics.median(peer) if peer else None
    row = Row(what=what, ours=own, peer=other, peer_name=peer_name, unit=unit, rounds=len(ours), spread=spread(ours))
    if at_most is None or row.ratio is None:
        return row
    target = f"at most 1/{1 / at_most:.3g}" if at_most < 1 else f"at most {at_most:g} times"
    return Row(**{**vars(row), "target": target, "is_met": row.ratio <= at_most})


def spread(values: Sequence[float]) -> float:
    """Return half the distance between the quartiles."""
    if len(values) < 4:
        return (max(values) - min(values)) / 2
    low, _, high = statistics.quantiles(values, n=4)
    return (high - low) / 2


def report(rows: Iterator[Row]) -> Iterator[str]:
    """Render rows as they come."""
    yield f"{'':46} {'penstock':>16}  {'peer':>22}  {'ratio':>8}  target"
    for row in rows:
        ours = (
            f"{_number(row.ours, row.unit)} ±{_number(row.spread, row.unit)}"
            if row.spread
            else _number(row.ours, row.unit)
        )
        peer = f"{row.peer_name} {_number(row.peer, row.unit)}" if row.peer is not None else ""
        ratio = f"1/{1 / row.ratio:.1f}" if row.ratio and row.ratio < 1 else f"{row.ratio:.2f}" if row.ratio else ""
        met = "" if row.is_met is None else "  met" if row.is_met else "  NOT MET"
        extra = ", ".join(f"{name} {_number(value, row.unit)}" for name, value in row.extra.items())
        yield f"{row.what:46} {ours:>16}  {peer:>22}  {ratio:>8}  {row.target}{met}{extra and f'  ({extra})'}"


def _number(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
