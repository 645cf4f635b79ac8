"""What it costs to record one step of the engine, beside the floor of SQLite itself.

    python -m bench.store_commits [--tasks 3333]

Three commits for each task, as the loop makes them: its intent, its start, and its end with an artifact. Only the end
is synced to the disk (decision A27); the floor is one row in one transaction, with and without that.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from penstock.core.json import digest
from penstock.engine.records import Changes, RunRecord, Values
from penstock.engine.states import AttemptState, ExecutionState
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import NOON, a_run, an_artifact, an_attempt, an_execution

COMMAND = ("sh", "-c", "a lightweight component's program " * 60)


def changes_of_task(run: RunRecord, number: int) -> tuple[Changes, Changes, Changes]:
    """Return the three commits of one task."""
    parts = {"code": digest(f"{number}"), "inputs": digest(f"i{number}"), "environment": digest("python")}
    inputs = Values(parameters={"rate": 0.1, "rows": number})
    execution = an_execution(run, number, inputs=inputs, fingerprint_parts=parts, fingerprint=digest(parts))
    attempt = an_attempt(execution, command=COMMAND, environment={"python": "3.11", "host": "bench"})
    running = replace(attempt, state=AttemptState.RUNNING, started_at=NOON)
    artifact = an_artifact(number, type_title="system.Metrics", metadata={"accuracy": 0.5}, digest=digest(f"a{number}"))
    outputs = Values(parameters={"best": 0.5}, artifacts={"metrics": (artifact,)})
    ended = replace(execution, state=ExecutionState.SUCCEEDED, outputs=outputs, ended_at=NOON)
    over = replace(running, state=AttemptState.SUCCEEDED, ended_at=NOON, exit_code=0)
    seq = number * 3
    return (
        Changes(executions=(execution,), attempts=(attempt,), seq=seq),
        Changes(attempts=(running,), seq=seq + 1),
        Changes(executions=(ended,), attempts=(over,), seq=seq + 2),
    )


def floor(folder: Path, synchronous: str, times: int) -> list[float]:
    """Return the seconds of single-row transactions."""
    connection = sqlite3.connect(folder / f"{synchronous}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    taken = []
    for number in range(times):
        begin = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 200))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - begin)
    connection.close()
    return taken


def report(name: str, taken: list[float]) -> None:
    """Print median, 99th percentile and mean."""
    slow = statistics.quantiles(taken, n=100)[-1]
    middle, mean = statistics.median(taken), statistics.fmean(taken)
    print(f"{name:36} p50 {middle * 1e3:7.3f} ms   p99 {slow * 1e3:7.3f} ms   mean {mean * 1e3:7.3f} ms")


def main() -> None:
    """Measure commits and the floors in one session."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=3333)
    tasks = parser.parse_args().tasks
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder), user_id=None)
        database = open_database(home)
        journal = SqlRunJournal(database, home.leases)
        run = a_run()
        journal.create_run(run)
        lease = journal.acquire(run.id)
        assert lease is not None
        taken: list[list[float]] = [[], [], []]
        for number in range(1, tasks + 1):
            for kind, changes in enumerate(changes_of_task(run, number)):
                begin = time.perf_counter()
                journal.commit(run.id, changes, lease)
                taken[kind].append(time.perf_counter() - begin)
        stored = journal.load_run(run.id)
        assert len(stored.executions) == len(stored.attempts) == tasks
        report("floor: one row, not synced", floor(home.path, "NORMAL", tasks))
        report("floor: one row, synced", floor(home.path, "FULL", tasks))
        for name, seconds in zip(("intent (2 rows)", "start (1 row)", "end (5 rows, synced)"), taken, strict=True):
            report(name, seconds)
        begin = time.perf_counter()
        for number in range(1, 1001):
            assert journal.find_cached("default", stored.executions[number].fingerprint or digest("")) is not None
        print(f"1,000 cache look-ups {(time.perf_counter() - begin) * 1e3:.0f} ms")
        begin = time.perf_counter()
        journal.load_run(run.id)
        print(f"the whole run read back in {(time.perf_counter() - begin) * 1e3:.0f} ms")
        lease.release()
        database.close()


if __name__ == "__main__":
    main()
