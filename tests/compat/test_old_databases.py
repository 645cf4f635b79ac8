"""Databases that earlier versions wrote: each opens, gives back its records, and lets an interrupted run go on."""

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from penstock.engine.records import Changes
from penstock.engine.states import ExecutionState, RunState
from penstock.services.records import RunFilter, TaskCounts
from penstock.store.experiments import SqlExperimentStore
from penstock.store.history import SqlRunHistory
from penstock.store.home import open_home
from penstock.store.pipelines import SqlPipelineStore
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database, stored_version
from penstock.store.tables import SCHEMA_VERSION
from penstock.testing.records import NOON

HERE = Path(__file__).parent
DATABASES = sorted((HERE / "databases").glob("*.db"))


def _fixture():
    spec = importlib.util.spec_from_file_location("make_database", HERE / "make_database.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fixture = _fixture()


@pytest.fixture(params=DATABASES, ids=lambda path: path.stem)
def home(request, tmp_path):
    home = open_home(tmp_path / "home", user_id=None)
    shutil.copy(request.param, home.database)
    return home


@pytest.fixture
def database(home):
    database = open_database(home)
    yield database
    database.close()


def test_there_is_a_database_of_every_version():
    versions = {path.stem.removeprefix("schema_") for path in DATABASES}
    assert versions == {f"{number:04d}" for number in range(1, int(SCHEMA_VERSION) + 1)}


def test_an_old_database_is_brought_up_to_date(home, database):
    assert stored_version(home.database) == SCHEMA_VERSION


def test_an_old_database_gives_back_its_records(home, database):
    journal = SqlRunJournal(database, home.leases)
    for run, executions in (fixture.a_finished_run(), fixture.an_interrupted_run()):
        stored = journal.load_run(run.id)
        assert stored.run == run
        assert stored.executions == executions
        assert stored.attempts[0].command == ("sh", "-c", "w" * 2000)
    assert journal.find_cached("default", fixture.FINGERPRINT).run_id == fixture.a_finished_run()[0].id


def test_an_old_database_answers_questions(database):
    history = SqlRunHistory(database)
    (run,) = history.list_runs(RunFilter(tags={"team": "vision"}), limit=5).runs
    assert (run.experiment_name, run.outputs) == ("baseline", {"best": "svm"})
    assert run.tasks == TaskCounts(by_state={ExecutionState.SUCCEEDED: 2})
    (other,) = (line for line in history.list_runs(RunFilter(), limit=5).runs if line.id != run.id)
    assert (other.tasks.total, other.tasks.cached) == (2, 1)
    assert [metric.value for metric in history.list_metrics([run.id])] == [0.75]
    assert SqlExperimentStore(database).list_all("default") == (fixture.EXPERIMENT,)
    pipelines = SqlPipelineStore(database)
    assert pipelines.list_all("default") == (fixture.PIPELINE,)
    assert pipelines.load_document(fixture.VERSION.id) == fixture.DOCUMENT


def test_an_interrupted_run_of_an_old_database_goes_on(home, database):
    journal = SqlRunJournal(database, home.leases)
    run, executions = fixture.an_interrupted_run()
    assert journal.list_unfinished() == (run.id,)
    lease = journal.acquire(run.id)
    ended = replace(run, state=RunState.SUCCEEDED, ended_at=NOON, seq=2)
    done = replace(executions[2], state=ExecutionState.SUCCEEDED, failure=None, ended_at=NOON)
    journal.commit(run.id, Changes(run=ended, executions=(done,), seq=2), lease)
    stored = journal.load_run(run.id)
    assert (stored.run, stored.executions[2]) == (ended, done)
    assert journal.list_unfinished() == ()
