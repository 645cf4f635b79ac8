"""Writes the old-database fixture of the current schema: run once for each version of the schema, and commit the file.

python tests/compat/make_database.py tests/compat/databases/schema_0001.db
"""

import shutil
import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from penstock.core.ids import ExecutionPath, ExperimentId
from penstock.core.json import digest
from penstock.engine.records import Changes, ExecutionRecord, Failure, RunRecord, Values
from penstock.engine.states import AttemptState, ExecutionState, RunState
from penstock.services.records import Experiment, Pipeline, PipelineVersion
from penstock.store.experiments import SqlExperimentStore
from penstock.store.home import open_home
from penstock.store.pipelines import SqlPipelineStore
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import NOON, a_run, an_artifact, an_attempt, an_execution

FINGERPRINT = digest("fixture")
EXPERIMENT = Experiment(id=ExperimentId(a_run().experiment_id), name="baseline", created_at=NOON)
PIPELINE = Pipeline(id="33333333-0000-4000-8000-000000000001", name="train", created_at=NOON)
VERSION = PipelineVersion(
    id="33333333-0000-4000-8000-000000000002", pipeline_id=PIPELINE.id, name="one", created_at=NOON
)
DOCUMENT = {"pipeline": {"pipelineInfo": {"name": "train"}, "root": {"dag": {"tasks": {}}}, "long": "x" * 2000}}
METRICS = an_artifact(1, type_title="system.Metrics", metadata={"accuracy": 0.75, "note": "é" * 600})
DATA = an_artifact(2, digest=digest(b"rows"), size_bytes=4)


def a_finished_run() -> tuple[RunRecord, tuple[ExecutionRecord, ...]]:
    """Return a run that succeeded, with its executions."""
    created = a_run(1, spec=DOCUMENT, arguments={"rate": 0.5, "text": "y" * 2000}, tags={"team": "vision"})
    outputs = Values(parameters={"best": "svm"}, artifacts={"metrics": (METRICS,)})
    run = replace(created, state=RunState.SUCCEEDED, started_at=NOON, ended_at=NOON, outputs=outputs, seq=2)
    load = an_execution(run, 1, state=ExecutionState.SUCCEEDED, outputs=Values(artifacts={"data": (DATA,), "none": ()}))
    train = an_execution(
        run,
        2,
        state=ExecutionState.SUCCEEDED,
        inputs=Values(parameters={"rate": 0.5, "text": "z" * 2000}, artifacts={"data": (DATA,)}),
        outputs=outputs,
        fingerprint=FINGERPRINT,
        fingerprint_parts={"image": "python:3.11"},
        ended_at=NOON,
        attempts=1,
    )
    return run, (an_execution(run, 0, state=ExecutionState.SUCCEEDED), load, train)


def an_interrupted_run() -> tuple[RunRecord, tuple[ExecutionRecord, ...]]:
    """Return a run whose driver died, with its executions."""
    run = a_run(2, state=RunState.RUNNING, started_at=NOON, seq=1)
    copied = an_execution(
        run,
        1,
        state=ExecutionState.SUCCEEDED,
        outputs=Values(artifacts={"data": (DATA,)}),
        cached_from=(a_run(1).id, ExecutionPath("root/task-1")),
    )
    waiting = an_execution(run, 2, failure=Failure(reason="NoFreeSlot", message="it waits for a slot"))
    return run, (an_execution(run), copied, waiting)


def write(target: Path) -> None:
    """Write the fixture."""
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder), user_id=None)
        database = open_database(home)
        SqlExperimentStore(database).create(EXPERIMENT)
        pipelines = SqlPipelineStore(database)
        pipelines.create(PIPELINE)
        pipelines.add_version(VERSION, DOCUMENT)
        journal = SqlRunJournal(database, home.leases)
        for run, executions in (a_finished_run(), an_interrupted_run()):
            journal.create_run(
                replace(run, state=RunState.PENDING, outputs=Values(), started_at=None, ended_at=None, seq=0)
            )
            lease = journal.acquire(run.id)
            assert lease is not None
            attempt = an_attempt(executions[2], state=AttemptState.RUNNING, command=("sh", "-c", "w" * 2000))
            journal.commit(run.id, Changes(run=run, executions=executions, attempts=(attempt,), seq=run.seq), lease)
            lease.release()
        database.close()
        connection = sqlite3.connect(home.database)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
        connection.close()
        shutil.copy(home.database, target)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
