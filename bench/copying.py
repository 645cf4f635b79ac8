"""Copies runs in a metadata store, thousands of times, each under an identity, a time and values of its own."""

import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from penstock.core.clock import SystemClock
from penstock.core.ids import ExperimentId
from penstock.core.json import JsonObject
from penstock.services.records import Experiment, Pipeline, PipelineVersion
from penstock.store.database import Database, Row
from penstock.store.encoding import Packer, microseconds
from penstock.store.experiments import SqlExperimentStore
from penstock.store.pipelines import SqlPipelineStore
from penstock.store.tables import (
    artifacts,
    attempts,
    contents,
    execution_artifacts,
    executions,
    metadata,
    metrics,
    run_artifacts,
    run_parameters,
    run_tags,
    runs,
)

PIPELINES, EXPERIMENTS = 40, 50
APART = 52_000_000
"""Microseconds between two runs: 100,000 of them make 60 days."""
LONGEST = 40_000_000
"""Microseconds that a run takes longer than its pattern, at most."""
FAMILIES = ("linear", "forest", "boosting", "network")
TEAMS = ("vision", "speech", "ranking")
RARE = 1000
"""Every so many runs one has the tag ``release:yes``."""
KINDS = ["ran"] * 82 + ["cached"] * 8 + ["failed"] * 8 + ["canceled"] * 2
TABLES: tuple[sa.Table, ...] = (runs, run_parameters, run_tags, executions, attempts, artifacts)
TABLES += (execution_artifacts, run_artifacts, metrics)
AT_ONCE = 1000
"""Runs that are written in one transaction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """The rows of a run that is copied, by table."""

    run: Row
    rows: Mapping[str, list[Row]]
    artifacts: list[Row]
    """What its own tasks made."""


@dataclass(kw_only=True, slots=True)
class Copy:
    """What a copy is called, and what it has of its own."""

    key: int
    id: str
    kind: str
    created_at: int
    chance: random.Random
    artifacts: dict[int, int] = field(default_factory=dict)
    """The numbers of its artifacts, by those of the pattern."""
    shift: int = 0
    """What is added to each time of the pattern."""


class Copier:
    """Writes copies of runs. The indexes are made anew afterwards: it is several times faster."""

    def __init__(self, database: Database, patterns: Mapping[str, str]) -> None:
        self._database = database
        self._chance = random.Random(7)
        with database.read() as connection:
            self._patterns = {name: _pattern(connection, run_id) for name, run_id in patterns.items()}
            spec = self._patterns["ran"].run["spec"]
            body = connection.execute(sa.select(contents.c.body).where(contents.c.digest == spec[1:])).scalar_one()
            self._next_artifact = connection.execute(sa.select(sa.func.max(artifacts.c.key))).scalar_one() + 1
        self._document: JsonObject = json.loads(body)
        self._patterns["canceled"] = self._patterns["failed"]
        self._pipelines: list[Row] = []
        self._experiments: list[str] = []
        self._last_ran: dict[int, Copy] = {}
        self._newest = microseconds(SystemClock().now())

    def add_pipelines(self, count: int) -> None:
        """Add pipelines with a version each, whose documents differ by their names, and experiments."""
        store = SqlPipelineStore(self._database)
        now = SystemClock().now()
        for number in range(count):
            name = f"pipeline-{number}"
            document = json.loads(json.dumps(self._document))
            document["pipeline"]["pipelineInfo"]["name"] = name
            pipeline = Pipeline(id=self._new_id(), name=name, created_at=now)
            version = PipelineVersion(id=self._new_id(), pipeline_id=pipeline.id, name="1", created_at=now)
            store.create_with_version(pipeline, version, document)
            self._pipelines.append(
                {
                    "pipeline_name": name,
                    "pipeline_id": pipeline.id,
                    "pipeline_version_id": version.id,
                    "spec": Packer().pack(document),
                }
            )
        for number in range(EXPERIMENTS):
            experiment = Experiment(id=ExperimentId(self._new_id()), name=f"study {number}", created_at=now)
            SqlExperimentStore(self._database).create(experiment)
            self._experiments.append(experiment.id)

    def copy(self, count: int) -> None:
        """Write copies, the last of them as if it were made now."""
        indexes = [index for table in metadata.sorted_tables for index in table.indexes]
        statements = {table.name: self._database.prepare(_insert(table)) for table in TABLES}
        with self._database.write() as connection:
            for index in indexes:
                index.drop(connection)
        first = max(pattern.run["key"] for pattern in self._patterns.values()) + 1
        for start in range(first, first + count, AT_ONCE):
            batch: dict[str, list[Row]] = defaultdict(list)
            for key in range(start, min(start + AT_ONCE, first + count)):
                created = self._newest - (first + count - 1 - key) * APART
                for table, row in self._rows(key, created):
                    batch[table].append(row)
            with self._database.write_prepared(synced=False) as cursor:
                for name, statement in statements.items():
                    cursor.executemany(statement, batch[name])
        with self._database.write() as connection:
            for index in indexes:
                index.create(connection)
            connection.execute(runs.delete().where(runs.c.key < first))

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def _rows(self, key: int, created_at: int) -> Iterator[tuple[str, Row]]:
        kind = self._chance.choice(KINDS)
        place = key % PIPELINES
        if place not in self._last_ran:
            kind = "ran"
        pattern = self._patterns[kind]
        copy = Copy(key=key, id=self._new_id(), kind=kind, created_at=created_at, chance=self._chance)
        copy.shift = created_at - pattern.run["created_at"]
        origin = self._last_ran.get(place)
        if kind == "ran":
            self._last_ran[place] = copy
        elif kind == "cached" and origin is not None:
            copy.artifacts |= origin.artifacts
        for row in pattern.artifacts:
            copy.artifacts[row["key"]] = self._next_artifact
            self._next_artifact += 1
        yield "runs", self._run(pattern, copy, self._pipelines[place])
        yield from _given(copy)
        yield from _made(pattern, copy, "" if origin is None else origin.id)

    def _run(self, pattern: Pattern, copy: Copy, pipeline: Row) -> Row:
        return {
            **pattern.run,
            **_times(pattern.run, copy),
            **pipeline,
            "key": copy.key,
            "id": copy.id,
            "display_name": f"{pipeline['pipeline_name']} nightly {copy.key}",
            "experiment_id": self._experiments[copy.key % EXPERIMENTS],
            "state": "CANCELED" if copy.kind == "canceled" else pattern.run["state"],
            "ended_at": pattern.run["ended_at"] + copy.shift + copy.chance.randrange(LONGEST),
        }


def _pattern(connection: sa.Connection, run_id: str) -> Pattern:
    run = dict(connection.execute(sa.select(runs).where(runs.c.id == run_id)).one()._mapping)  # noqa: SLF001  # public
    rows: dict[str, list[Row]] = {
        table.name: [
            dict(row) for row in connection.execute(sa.select(table).where(table.c.run_key == run["key"])).mappings()
        ]
        for table in (executions, attempts, execution_artifacts, run_artifacts, metrics)
    }
    own = connection.execute(sa.select(artifacts).where(artifacts.c.uri.contains(run_id)).order_by(artifacts.c.key))
    return Pattern(run=run, rows=rows, artifacts=[dict(row) for row in own.mappings()])


def _insert(table: sa.Table) -> sa.Insert:
    names = (column.name for column in table.columns if (table, column.name) != (attempts, "key"))
    return sa.insert(table).values({name: sa.bindparam(name) for name in names})


def _times(row: Row, copy: Copy) -> Row:
    names = ("created_at", "started_at", "ended_at")
    return {name: row[name] + copy.shift for name in names if row[name] is not None}


def _given(copy: Copy) -> Iterator[tuple[str, Row]]:
    """Give a run arguments and tags."""
    values: dict[str, str | float] = {
        "rows": 1000,
        "seed": copy.key,
        "learning_rate": copy.chance.choice((0.1, 0.01, 0.001)),
        "family": copy.chance.choice(FAMILIES),
        "least": 0.1,
    }
    for name, value in values.items():
        number = None if isinstance(value, str) else float(value)
        yield "run_parameters", {"run_key": copy.key, "name": name, "value": json.dumps(value), "number": number}
    yield "run_tags", {"run_key": copy.key, "name": "team", "value": copy.chance.choice(TEAMS)}
    if copy.key % RARE == 0:
        yield "run_tags", {"run_key": copy.key, "name": "release", "value": "yes"}


def _made(pattern: Pattern, copy: Copy, origin: str) -> Iterator[tuple[str, Row]]:
    """Copy what the tasks of a run did and made."""
    for row in pattern.rows["executions"]:
        yield "executions", {**row, **_times(row, copy), **_identity(row, copy, origin), "run_key": copy.key}
    for row in pattern.rows["attempts"]:
        own = {"run_key": copy.key, "id": copy.id + row["id"].removeprefix(pattern.run["id"])}
        yield "attempts", {**row, **_times(row, copy), **own}
    for row in pattern.artifacts:
        yield "artifacts", _artifact(row, pattern.run["id"], copy)
    for table in ("execution_artifacts", "run_artifacts"):
        for row in pattern.rows[table]:
            yield table, {**row, "run_key": copy.key, "artifact_key": copy.artifacts[row["artifact_key"]]}
    for row in pattern.rows["metrics"]:
        yield "metrics", {**row, "run_key": copy.key, "value": copy.chance.random()}


def _identity(row: Row, copy: Copy, origin: str) -> Row:
    """Tell what an execution is known by in the cache, and which one it was served from."""
    return {
        "fingerprint": row["fingerprint"] and f"sha256:{copy.chance.getrandbits(256):064x}",
        "cached_from_run": row["cached_from_run"] and origin,
    }


def _artifact(row: Row, run_id: str, copy: Copy) -> Row:
    changed: dict[str, Any] = {
        **row,
        "key": copy.artifacts[row["key"]],
        "id": str(uuid.UUID(int=copy.chance.getrandbits(128), version=4)),
        "uri": row["uri"].replace(run_id, copy.id),
        "created_at": copy.created_at if row["created_at"] is None else row["created_at"] + copy.shift,
    }
    if row["digest"] is not None:
        changed["digest"] = f"sha256:{copy.chance.getrandbits(256):064x}"
    return changed
