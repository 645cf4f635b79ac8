"""How lists, filters and run pages answer with many runs stored.

    python -m bench.store_scale [--runs 100000] [--tasks 10] [--folder DIR]

Seeds a home (kept, and used again, when a folder is named), then prints the 50th and 95th percentile of each question.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from penstock.core.ids import Digest, ExperimentId, RunId
from penstock.engine.states import RunState
from penstock.services.cache_explanation import explain_cache
from penstock.services.compare import compare_runs
from penstock.services.lineage import downstream, upstream
from penstock.services.records import RunFilter
from penstock.store.artifacts import SqlArtifactCatalogue
from penstock.store.database import Database
from penstock.store.history import SqlRunHistory
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.store.tables import metadata

EXPERIMENTS, PIPELINES, DAY = 50, 40, 86_400_000_000
STATES = ["SUCCEEDED"] * 90 + ["FAILED"] * 8 + ["CANCELED"] * 2
EMPTY = "{}"
METRICS = "system.Metrics"


def experiment_id(number: int) -> ExperimentId:
    """Return the id of an experiment."""
    return ExperimentId(f"00000000-0000-4000-8000-{number:012d}")


def rows_of_run(key: int, tasks: int, chance: random.Random) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Return the rows of one run by table, in the order of its columns."""
    state, created = chance.choice(STATES) if key % 5_000 != 1 else "RUNNING", key * 1_000_000
    pipeline, times = f"pipeline-{key % PIPELINES}", (created, created, created + DAY)
    experiment = experiment_id(key % EXPERIMENTS)
    name = f"{pipeline} nightly {key}"
    spec = f"@sha256:{key % PIPELINES:064d}"
    run = (key, str(uuid.UUID(int=chance.getrandbits(128))), "default", name, experiment, pipeline, state, *times)
    yield "runs", (*run, tasks * 3, 1, None, '{"parameters":{"best":0.9}}', EMPTY, '""', EMPTY, spec)
    yield "run_parameters", (key, "learning_rate", str(chance.choice([0.1, 0.01, 0.001])))
    yield "run_parameters", (key, "seed", str(key))
    yield "run_tags", (key, "team", json.dumps(chance.choice(["vision", "speech", "ranking"])).strip('"'))
    if key % 1_000 == 7:
        yield "run_tags", (key, "release", "yes")
    yield "executions", _execution(key, 0, "root", times, created)
    for number in range(1, tasks):
        yield "executions", _execution(key, number, f"task-{number}", times, created)
        artifact = key * tasks + number
        yield from _task_rows(key, number, artifact, chance)


def _execution(key: int, number: int, name: str, times: tuple[int, ...], created: int) -> tuple[object, ...]:
    is_root = number == 0
    path, parent, kind = ("root", None, "dag") if is_root else (f"root/{name}", "root", "container")
    fingerprint = None if is_root else f"sha256:{key * 100 + number:064d}"
    parts = json.dumps({"image": "python:3.11", "code": f"sha256:{number:064d}", "inputs": f"sha256:{key:064d}"})
    inputs = json.dumps({"parameters": {"learning_rate": 0.1, "rows": number, "columns": ["a", "b", "c"]}})
    outputs = json.dumps({"parameters": {"accuracy": 0.9}})
    state = "SUCCEEDED" if created % 50_000_000_000 else "RUNNING"
    head = (key, number, "default", path, parent, kind, name, name, f"comp-{name}", None, state, 1, *times, number)
    return (*head, fingerprint, None, None, '""', parts, None, inputs, outputs)


def _task_rows(key: int, number: int, artifact: int, chance: random.Random) -> Iterator[tuple[str, tuple[object, ...]]]:
    attempt = f"{key:032d}-{number}-1"
    command, environment = f"@sha256:{10**6 + number:064d}", f"@sha256:{10**6:064d}"
    log = f"/home/penstock/artifacts/{key}/{attempt}/log"
    times = (key * 1_000_000,) * 3
    ended = ("SUCCEEDED", "process", "python:3.11", 0, log, *times, 3, None, command, environment)
    yield "attempts", (artifact, key, attempt, f"root/task-{number}", 1, *ended)
    is_metrics = number % 3 == 0
    title, value = (METRICS, chance.random()) if is_metrics else ("system.Dataset", None)
    scalars = json.dumps({"accuracy": value} if is_metrics else {"rows": 1000, "columns": 12})
    place = (f"/home/penstock/artifacts/{key}/{attempt}/data", f"sha256:{artifact:064d}", 1000, key)
    identity = (artifact, f"{artifact:036d}", "default", "data", title, "0.0.1")
    yield "artifacts", (*identity, *place, '""', scalars)
    yield "execution_artifacts", (key, number, "output", "data", 0, artifact)
    if number > 1:
        yield "execution_artifacts", (key, number, "input", "data", 0, artifact - 1)
    if is_metrics:
        yield "metrics", (key, number, "data", 0, "accuracy", value)


def seed(database: Database, runs: int, tasks: int) -> None:
    """Fill an empty store, many rows at a time."""
    chance = random.Random(7)
    document = json.dumps({"pipeline": {"root": "x" * 50_000}})
    specs = [(f"sha256:{number:064d}", document, len(document)) for number in range(PIPELINES)]
    words = json.dumps(["sh", "-c", "program" * 500])
    specs += [(f"sha256:{10**6 + number:064d}", words, len(words)) for number in range(tasks)]
    with database.write_prepared(synced=False) as cursor:
        cursor.executemany("INSERT INTO contents VALUES (?, ?, ?, 0)", specs)
        rows = [
            (n + 1, f"00000000-0000-4000-8000-{n:012d}", "default", f"study {n}", "", n) for n in range(EXPERIMENTS)
        ]
        cursor.executemany("INSERT INTO experiments VALUES (?, ?, ?, ?, ?, ?)", rows)
    for start in range(1, runs + 1, 2000):
        tables: dict[str, list[tuple[object, ...]]] = {}
        for key in range(start, min(start + 2000, runs + 1)):
            for table, row in rows_of_run(key, tasks, chance):
                tables.setdefault(table, []).append(row)
        with database.write_prepared(synced=False) as cursor:
            for table, values in tables.items():
                marks = ", ".join("?" * len(metadata.tables[table].columns))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", values)


def measure(name: str, question: Callable[[int], object], times: int) -> float:
    """Ask a question often, print how long it took, and return the 95th percentile in seconds."""
    taken = []
    for number in range(times):
        begin = time.perf_counter()
        question(number)
        taken.append(time.perf_counter() - begin)
    slow = statistics.quantiles(taken, n=20)[-1]
    print(f"{name:44} p50 {statistics.median(taken) * 1e3:8.2f} ms   p95 {slow * 1e3:8.2f} ms")
    return slow


def ask(database: Database, leases: Path, runs: int, tasks: int, times: int) -> None:
    """Measure every question."""
    history, journal = SqlRunHistory(database), SqlRunJournal(database, leases)
    catalogue, chance = SqlArtifactCatalogue(database), random.Random(1)
    with database.read() as connection:
        ids = [RunId(row[0]) for row in connection.exec_driver_sql("SELECT id FROM runs")]

    def some() -> RunId:
        return chance.choice(ids)

    def listed(**wanted: object) -> Callable[[int], object]:
        def question(_number: int) -> object:
            page = history.list_runs(RunFilter(**wanted), limit=50)  # type: ignore[arg-type]
            assert page.runs or "name_contains" in wanted
            return page

        return question

    def deep(_number: int) -> object:
        return history.list_runs(RunFilter(), limit=50, token=str(chance.randrange(100, runs)))

    experiment = experiment_id(7)
    failed = frozenset({RunState.FAILED})
    stored = journal.load_run(some())
    assert len(stored.executions) == tasks
    first, last = (stored.executions[place].outputs.artifacts["data"][0].id for place in (1, -1))
    questions: dict[str, Callable[[int], object]] = {
        "first page": listed(),
        "a page in the middle": deep,
        "state": listed(states=failed),
        "state, rare": listed(states=frozenset({RunState.RUNNING, RunState.PENDING})),
        "several states": listed(states=frozenset({RunState.FAILED, RunState.CANCELED})),
        "experiment": listed(experiment_id=experiment),
        "experiment and state": listed(experiment_id=experiment, states=failed),
        "pipeline": listed(pipeline_name="pipeline-3"),
        "name, common": listed(name_contains="Nightly"),
        "name, rare": listed(name_contains="nightly 777"),
        "name, none": listed(name_contains="not there"),
        "name and state": listed(name_contains="nightly 777", states=failed),
        "name and rare states": listed(name_contains="x", states=frozenset({RunState.RUNNING, RunState.PENDING})),
        "tag, common": listed(tags={"team": "vision"}),
        "tag, rare": listed(tags={"release": "yes"}),
        "tag and state": listed(tags={"team": "vision"}, states=failed),
        "parameter": listed(parameters={"learning_rate": 0.01}),
        "parameter, one run": listed(parameters={"seed": runs // 2}),
        "summary of a run": lambda _: history.get_summary(some()),
        "run page: everything of a run": lambda _: journal.load_run(some()),
        "compare 10 runs": lambda _: compare_runs([some() for _ in range(10)], history=history),
        "cache look-up": lambda number: journal.find_cached("default", Digest(f"sha256:{number * 100 + 101:064d}")),
        "cache explanation": lambda _: explain_cache(stored.executions[-1], history=history),
        "lineage upstream": lambda _: upstream(last, catalogue=catalogue),
        "lineage downstream": lambda _: downstream(first, catalogue=catalogue),
        "artifacts, newest": lambda _: catalogue.list_newest("default", limit=50),
        "metrics artifacts, newest": lambda _: catalogue.list_newest("default", type_title=METRICS, limit=50),
        "artifact by digest": lambda n: catalogue.find_by_digest(Digest(f"sha256:{n + 10:064d}")),
        "unfinished runs": lambda _: journal.list_unfinished(),
    }
    worst = max((measure(name, question, times), name) for name, question in questions.items())
    print(f"slowest: {worst[1]}, p95 {worst[0] * 1e3:.1f} ms")


def main() -> None:
    """Seed when needed, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--tasks", type=int, default=10, help="executions in each run, the root included")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = open_home(options.folder or Path(temporary), user_id=None)
        is_new = not home.database.exists()
        begin = time.perf_counter()
        database = open_database(home)
        print(f"opened in {(time.perf_counter() - begin) * 1e3:.1f} ms")
        if is_new:
            seed(database, options.runs, options.tasks)
            print(f"seeded in {time.perf_counter() - begin:.0f} s, {home.database.stat().st_size / 1e6:.0f} MB")
        ask(database, home.leases, options.runs, options.tasks, options.times)
        database.close()


if __name__ == "__main__":
    main()
