"""Plants mistakes in copies of the engine, one in each, and sees that the simulation catches every one.

    python tests/chaos/plant_mutants.py

A mistake that is not caught is a hole in the simulation: the exit code is 1. The engine as it is must pass as well.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
BATCH = 40
MOST_SEEDS = 400


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One mistake: in a module of the engine, one text stands for another."""

    name: str
    module: str
    right: str
    wrong: str


MUTANTS = (
    Mutant(
        name="acts before what it decided is kept",
        module="loop.py",
        right="            if self._commit(driven):\n                self._perform_all(driven)",
        wrong="            self._commit(driven)\n            if driven.live.id in self._runs:\n                self._perform_all(driven)",  # noqa: E501
    ),
    Mutant(
        name="starts a second attempt beside a live one after a restart",
        module="restoring.py",
        right="    if last is not None and last.state in _UNDER_WAY:",
        wrong="    if last is not None and last.state is A.LAUNCHING:",
    ),
    Mutant(
        name="forgets that a child failed",
        module="executions.py",
        right="    if counts[S.FAILED]:\n        return S.FAILED\n",
        wrong="",
    ),
    Mutant(
        name="spends a retry on an attempt that vanished",
        module="attempts.py",
        right="    execution.losses += attempt.started_at is not None\n    if",
        wrong="    execution.losses += attempt.started_at is not None\n    execution.retries += 1\n    if",
    ),
    Mutant(
        name="starts a task when the first of its upstream tasks has ended",
        module="settling.py",
        right="        if not waiting[consumer]:",
        wrong="        if waiting[consumer] >= 0:",
    ),
)


def seeds_until_caught(folder: Path) -> int:
    """Return how many seeds were run until a violation came; 0 if none came."""
    environ = {**os.environ, "PYTHONPATH": str(folder)}
    for first in range(0, MOST_SEEDS, BATCH):
        command = [sys.executable, "-m", "penstock.testing.simulation", "--first", str(first), "--seeds", str(BATCH)]
        if subprocess.run(command, env=environ, capture_output=True, check=False).returncode:
            return first + BATCH
    return 0


def planted(mutant: Mutant | None, folder: Path) -> Path:
    """Copy the package, with the mistake in it."""
    shutil.copytree(SOURCE / "penstock", folder / "penstock", ignore=shutil.ignore_patterns("__pycache__", "static"))
    if mutant is not None:
        module = folder / "penstock" / "engine" / mutant.module
        text = module.read_text()
        assert text.count(mutant.right) == 1, f"{mutant.module} has changed: {mutant.name!r} cannot be planted"
        module.write_text(text.replace(mutant.right, mutant.wrong))
    return folder


def main() -> int:
    """Plant each mistake, and print whether it was caught."""
    missed = 0
    for mutant in (None, *MUTANTS):
        with tempfile.TemporaryDirectory(prefix="penstock-mutant-") as name:
            seeds = seeds_until_caught(planted(mutant, Path(name)))
        if mutant is None:
            missed += bool(seeds)
            print(f"the engine as it is: {'a violation' if seeds else f'none in {MOST_SEEDS} seeds'}", flush=True)
        else:
            missed += not seeds
            print(f"{mutant.name}: {f'caught within {seeds} seeds' if seeds else 'NOT CAUGHT'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
