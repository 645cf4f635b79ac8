"""What commands read from servers: records as they are kept, files under names that are names."""

import json
from datetime import UTC, datetime

import pytest

from penstock.client import ApiError, Client
from penstock.client.desk import RemoteDesk
from penstock.client.reading import Download, RemoteReading
from penstock.core.errors import ArtifactStoreError, NotFoundError
from penstock.core.ids import ArtifactId, AttemptId, ExecutionPath, ExperimentId, RunId
from penstock.engine.records import (
    ArtifactRecord,
    AttemptRecord,
    ExecutionRecord,
    Failure,
    RunOptions,
    RunRecord,
    StoredRun,
    Values,
)
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState, RunState
from penstock.services.continuing import ReuseReport, TaskReuse
from penstock.services.desk import KeptRun, RunLines, RunsWanted
from penstock.services.transport import OtherShapeError, from_json, to_json

NOW = datetime(2026, 1, 31, 12, 0, 0, 123456, UTC)
ARTIFACT = ArtifactRecord(
    id=ArtifactId("a"), name="data", type_title="system.Dataset", type_version="0.0.1", uri="file:///data",
    metadata={"rows": [1, {"x": None}]}, size_bytes=3, created_at=NOW,
)  # fmt: skip
ATTEMPT = AttemptRecord(
    id=AttemptId("r-1-1"), run_id=RunId("r"), path=ExecutionPath("root/a"), number=1, state=AttemptState.FAILED,
    launcher="process", command=("sh", "-c"), exit_code=1, log_uri="file:///log", ended_at=NOW,
)  # fmt: skip
STORED = StoredRun(
    run=RunRecord(
        id=RunId("r"), display_name="ä", experiment_id=ExperimentId("e"), pipeline_name="p", spec={"pipeline": {}},
        arguments={"x": 1.5, "y": [True, "1"]}, options=RunOptions(again=("root/a",)), state=RunState.FAILED,
        failure=Failure(reason="ExitCode", message="no"), created_at=NOW, seq=7,
    ),
    executions=(
        ExecutionRecord(
            run_id=RunId("r"), path=ExecutionPath("root/a"), number=1, parent=ExecutionPath("root"),
            kind=ExecutionKind.CONTAINER, task_name="a", display_name="a", component_name="comp-a",
            state=ExecutionState.FAILED, outputs=Values(parameters={"z": "2"}, artifacts={"data": (ARTIFACT,)}),
            cached_from=(RunId("q"), ExecutionPath("root/a")),
        ),
    ),
    attempts=(ATTEMPT,),
)  # fmt: skip
KEPT = KeptRun(
    stored=STORED,
    experiment_name="study",
    reuse=ReuseReport(
        continues=RunId("q"),
        tasks=(TaskReuse(path=ExecutionPath("root/a"), is_reused=True, why=""),),
        removed=(ExecutionPath("root/b"),),
    ),
)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PENSTOCK_TOKEN", raising=False)


@pytest.fixture
def connection(answers):
    """Give a connection to the server."""
    return Client(answers.address).api.connection


def test_a_record_comes_back_as_it_was():
    assert from_json(KeptRun, json.loads(to_json(KeptRun, KEPT))) == KEPT


def test_a_number_that_json_does_not_have_becomes_null():
    assert json.loads(to_json(RunLines, RunLines(runs=(), total=1))) == {"runs": [], "total": 1}
    assert b"null" in to_json(Values, Values(parameters={"x": float("nan")}))


def test_a_record_of_another_shape_is_told_by_its_place():
    with pytest.raises(OtherShapeError, match="total"):
        from_json(RunLines, {"runs": []})


def test_asks_for_runs_in_the_words_of_the_query(answers, connection):
    answers.will(body={"runs": [], "total": 0})
    wanted = RunsWanted(states=(RunState.FAILED, RunState.RUNNING), experiment="a b", is_archived=True)
    assert RemoteDesk(connection).list_runs(wanted, 5).total == 0
    assert answers.asked[0].path == (
        "/api/v1/records/runs?limit=5&state=FAILED&state=RUNNING&experiment=a+b&archived=true"
    )


@pytest.mark.parametrize("body", [b"404 page not found", {"message": "Not Found: GET /api/v1", "code": 5}])
def test_says_that_another_server_is_not_ours(answers, connection, body):
    answers.will(404, body)
    with pytest.raises(ApiError, match="need a Penstock server of this release") as caught:
        RemoteDesk(connection).get_run("latest")
    assert caught.value.status == 404


def test_says_that_a_server_is_of_another_release(answers, connection):
    answers.will(body={"run": {}})
    with pytest.raises(ApiError, match="another release"):
        RemoteDesk(connection).get_run("latest")


def test_reads_logs_and_artifacts_where_the_server_keeps_them(answers, connection):
    answers.will(body=b"abc").will(206, b"def").will(416, b"").will(404, {"message": "gone"})
    reading = RemoteReading(connection, STORED)
    assert reading.read("file:///log", 3, 100) == b"abc"
    assert answers.asked[0].path == "/api/v1/runs/r/log?path=root%2Fa&attempt=1&offset=3&limit=100"
    assert reading.read("file:///data", 2, 3) == b"def"
    assert (answers.asked[1].path, answers.asked[1].headers["Range"]) == ("/api/v1/artifacts/a/content", "bytes=2-4")
    assert reading.read("file:///data", 9, 3) == b""
    with pytest.raises(NotFoundError, match="gone"):
        reading.read("file:///data")
    with pytest.raises(NotFoundError, match="has nothing at"):
        reading.read("file:///etc/passwd")


@pytest.mark.parametrize("name", ["..", "", "a/b"])
def test_a_server_names_no_file_outside_the_folder(answers, connection, tmp_path, name):
    answers.will(body=[{"name": name, "size_bytes": 1, "is_folder": False}])
    download = Download(connection=connection, desk=RemoteDesk(connection), artifact_id=ArtifactId("a"))
    with pytest.raises(ArtifactStoreError, match="no name"):
        download.copy(tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
