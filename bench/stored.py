"""A home with 100,000 runs and 1,000,000 tasks: real runs of a real pipeline, copied under new identities.

    python -m bench.stored [--runs 100000] [--folder DIR]

The runs that are copied went through the engine, so that every row is as Penstock writes it. The home is kept in the
user's cache folder and used again; what measures on it takes a copy of the database.
"""

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bench.copying import PIPELINES, Copier
from penstock.core.clock import SystemClock
from penstock.store.encoding import microseconds
from penstock.store.home import open_home
from penstock.store.schema import open_database
from penstock.store.tables import SCHEMA_VERSION

RUNS = 100_000
FORMAT = 1
"""To be raised when other copies are made than before."""
DAY = 86_400_000_000

SOURCE = '''
from penstock import dsl
from penstock.dsl import Dataset, Input, Metrics, Model, Output


@dsl.component
def load(rows: int, seed: int, data: Output[Dataset]):
    """Write numbers to a file."""
    with open(data.path, "w") as file:
        file.write(str(rows * seed))
    data.metadata["rows"] = rows


@dsl.component
def prepare(data: Input[Dataset], step: str, result: Output[Dataset]):
    """Hand on what was read."""
    with open(data.path) as file, open(result.path, "w") as made:
        made.write(step + file.read())


@dsl.component
def train(data: Input[Dataset], learning_rate: float, family: str, model: Output[Model]) -> float:
    """Fit a model."""
    print("training", family, "with", learning_rate)
    with open(model.path, "w") as file:
        file.write(family)
    return learning_rate


@dsl.component
def evaluate(model: Input[Model], data: Input[Dataset], metrics: Output[Metrics]) -> float:
    """Measure a model."""
    metrics.log_metric("accuracy", 0.9)
    metrics.log_metric("loss", 0.1)
    return 0.9


@dsl.component
def release(score: float, least: float) -> bool:
    """Fail where the score is too low."""
    if score < least:
        raise ValueError(f"score {score} is below {least}")
    return True


@dsl.pipeline(name="training")
def training(rows: int = 1000, seed: int = 0, learning_rate: float = 0.1, family: str = "linear", least: float = 0.1):
    """Ten tasks: read, prepare in four steps, train two models, measure both, release one."""
    data = load(rows=rows, seed=seed).output
    for step in ("clean", "join", "scale", "split"):
        data = prepare(data=data, step=step).output
    first = train(data=data, learning_rate=learning_rate, family=family)
    second = train(data=data, learning_rate=0.01, family=family)
    evaluate(model=second.outputs["model"], data=data)
    measured = evaluate(model=first.outputs["model"], data=data)
    release(score=measured.outputs["Output"], least=least)
'''
TASKS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A home that was filled."""

    folder: Path
    runs: int

    @property
    def database(self) -> Path:
        """The file of the records."""
        return self.folder / "metadata.db"

    def copy_to(self, folder: Path) -> "Stored":
        """Copy the records into another home, as if its newest day ended now; artifacts and logs stay where they are.

        What is written there leaves this home as it was.
        """
        open_home(folder, user_id=None)
        other = Stored(folder=folder, runs=self.runs)
        subprocess.run(["cp", "--reflink=auto", self.database, other.database], check=True)
        connection = sqlite3.connect(other.database)
        with connection:
            newest = connection.execute("SELECT max(created_at) FROM runs").fetchone()[0]
            late = microseconds(SystemClock().now()) - newest - 60_000_000
            moved = ", ".join(f"{name} = {name} + :late" for name in ("created_at", "started_at", "ended_at"))
            first = connection.execute("SELECT min(key) FROM runs WHERE created_at > ?", [newest - DAY]).fetchone()[0]
            connection.execute(f"UPDATE runs SET {moved} WHERE key >= :first", {"late": late, "first": first})
        connection.close()
        return other


def stored_home(runs: int = RUNS, *, python: Path, folder: Path | None = None) -> Stored:
    """Return the home that is kept, filled at the first time."""
    version = hashlib.sha256(f"{FORMAT}{SOURCE}{SCHEMA_VERSION}".encode()).hexdigest()[:8]
    caches = platformdirs.user_cache_path("penstock", appauthor=False) / "bench"
    place = folder or caches / f"{runs}-runs-{version}"
    if not (place / "whole").exists():
        shutil.rmtree(place, ignore_errors=True)
        _fill(place, runs, python)
        (place / "whole").touch()
    return Stored(folder=place, runs=runs)


def _fill(folder: Path, runs: int, python: Path) -> None:
    begin = time.perf_counter()
    folder.mkdir(parents=True)
    patterns = _run_patterns(folder, python)
    home = open_home(folder, user_id=None)
    database = open_database(home)
    copier = Copier(database, patterns)
    copier.add_pipelines(PIPELINES)
    copier.copy(runs)
    database.close()
    connection = sqlite3.connect(home.database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = home.database.stat().st_size / 1e6
    print(f"{runs:,} runs stored in {time.perf_counter() - begin:.0f} s, {size:,.0f} MB, in {folder}", file=sys.stderr)


def _run_patterns(folder: Path, python: Path) -> Mapping[str, str]:
    """Run what is to be copied: a run that succeeds, one that is served from cache, one that fails."""
    path = folder / "training.py"
    path.write_text(SOURCE)
    return {
        "ran": _run(python, path, folder, "SUCCEEDED"),
        "cached": _run(python, path, folder, "SUCCEEDED"),
        "failed": _run(python, path, folder, "FAILED", "-p", "least=2", "--refresh-cache"),
    }


def _run(python: Path, path: Path, home: Path, state: str, *options: str) -> str:
    name = str(uuid.uuid4())
    command = [str(python), "-m", "penstock", "run", str(path), "--name", name, *options]
    environ = {**os.environ, "PENSTOCK_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    connection = sqlite3.connect(home / "metadata.db")
    row = connection.execute("SELECT id, state FROM runs WHERE display_name = ?", [name]).fetchone()
    connection.close()
    assert row, done.stderr
    assert row[1] == state, done.stderr
    return str(row[0])


def main() -> None:
    """Fill a home, or say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    print(stored_home(options.runs, python=Path(sys.executable), folder=options.folder).folder)


if __name__ == "__main__":
    main()
