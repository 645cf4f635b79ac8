"""What is going on, over `/api/v1`."""

from dataclasses import replace
from datetime import timedelta

from penstock.engine.states import RunState
from penstock.services.records import StorageState
from penstock.testing.records import a_run


def add_run(backend, number, *, hours=0.0, **changes):
    moment = backend.clock.now() - timedelta(hours=hours)
    run = replace(a_run(number, **changes), created_at=moment, started_at=moment)
    if run.state.is_final:
        run = replace(run, ended_at=moment)
    backend.journal.create_run(run)
    return run


def test_an_empty_home_has_an_overview(client):
    assert client.get("/api/v1/overview").json() == {
        "running": [],
        "failed": [],
        "recent_pipelines": [],
        "totals": {"runs": 0, "pipelines": 0, "experiments": 1, "artifacts": 0},
    }


def test_tells_what_runs_and_what_failed_lately(client, backend):
    add_run(backend, 1, state=RunState.RUNNING, hours=50)
    add_run(backend, 2, state=RunState.SUCCEEDED)
    add_run(backend, 3, state=RunState.FAILED, hours=1)
    add_run(backend, 4, state=RunState.FAILED, hours=25)
    add_run(backend, 5, state=RunState.PENDING)
    add_run(backend, 6, state=RunState.FAILED, hours=2)
    hidden = add_run(backend, 7, state=RunState.FAILED)
    backend.history.set_storage_state(hidden.id, StorageState.ARCHIVED)

    told = client.get("/api/v1/overview").json()

    assert [run["name"] for run in told["running"]] == ["run 5", "run 1"]
    assert [run["name"] for run in told["failed"]] == ["run 3", "run 6"]
    assert told["totals"]["runs"] == 7


def test_the_pipelines_that_ran_last_come_first(client, backend, upload, text):
    first = upload(text, name="first").json()["pipeline_id"]
    upload(text, name="second")
    add_run(backend, 1, pipeline_id=first)
    told = client.get("/api/v1/overview").json()["recent_pipelines"]
    assert [(pipeline["name"], len(pipeline["last_runs"])) for pipeline in told] == [("first", 1), ("second", 0)]
