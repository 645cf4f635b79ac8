"""Artifacts over `/api/v1`, of tasks that mean well and of others."""

import os

import pytest

from penstock.core.ids import ExecutionPath
from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionState
from penstock.testing.records import a_run, an_artifact, an_execution


def test_lists_artifacts_with_the_tasks_that_made_them(client, store):
    store(b"1", name="model", type_title="system.Model")
    store(b"2", name="rows", type_title="system.Dataset")
    items = client.get("/api/v1/artifacts").json()["items"]
    assert [item["name"] for item in items] == ["rows", "model"]
    assert items[0]["task"] == {"path": "root/task-1", "name": "task 1", "output": "out"}
    assert [item["name"] for item in client.get("/api/v1/artifacts?q=ODE").json()["items"]] == ["model"]
    assert [item["name"] for item in client.get("/api/v1/artifacts?type=system.Dataset").json()["items"]] == ["rows"]
    assert client.get("/api/v1/artifacts?q=nothing").json()["items"] == []
    assert client.get("/api/v1/artifacts/types").json()["items"] == [
        {"type": "system.Dataset", "count": 1},
        {"type": "system.Model", "count": 1},
    ]
    run_id = items[0]["run"]["id"]
    assert [item["name"] for item in client.get(f"/api/v1/runs/{run_id}/artifacts").json()["items"]] == ["rows"]


def test_pages_through_artifacts(client, store):
    for number in range(3):
        store(b"", name=f"n{number}")
    first = client.get("/api/v1/artifacts", params={"page_size": 2}).json()
    second = client.get("/api/v1/artifacts", params={"page_size": 2, "page_token": first["next_page_token"]}).json()
    assert [item["name"] for page in (first, second) for item in page["items"]] == ["n2", "n1", "n0"]
    assert client.get("/api/v1/artifacts", params={"page_token": "rubbish"}).status_code == 400


@pytest.mark.parametrize(
    ("content", "type_title", "kind"),
    [
        (b"a,b\n1,2\n3,4\n", "system.Dataset", "table"),
        (b"\x89PNG\r\n\x1a\n....", "system.Artifact", "image"),
        (b"<svg onload='alert(1)'/>", "system.Artifact", "image"),
        (b"<!DOCTYPE html><p>", "system.Artifact", "html"),
        (b"<p>hi", "system.HTML", "html"),
        (b"# Title", "system.Markdown", "markdown"),
        (b'{"a": 1}', "system.Artifact", "json"),
        (b"plain words", "system.Artifact", "text"),
        (b"\x00\x01\x02", "system.Model", "binary"),
        (b"\x80PICK\x05\x95", "system.Model", "binary"),
        (b"caf\xe9 au lait", "system.Artifact", "text"),
        (b"", "system.Artifact", "text"),
        (None, "system.Artifact", "missing"),
    ],
)
def test_tells_what_an_artifact_is(client, store, content, type_title, kind):
    place, _ = store(content, type_title=type_title)
    detail = client.get(place).json()
    assert (detail["kind"], detail["exists"]) == (kind, content is not None)
    assert client.get(f"{place}/preview").json()["kind"] == kind


def test_shows_rows_of_a_table_with_quoted_lines(client, store):
    place, _ = store(b'name;note\nAda;"one\ntwo"\nBob;x\n')
    body = client.get(f"{place}/preview", params={"rows": 1}).json()
    assert body["table"] == {"columns": ["name", "note"], "rows": [["Ada", "one\ntwo"]], "total_rows": 2}
    assert body["is_cut"]
    assert client.get(f"{place}/preview", params={"offset": 1}).json()["table"]["rows"] == [["Bob", "x"]]


def test_shows_json_lines_and_metrics(client, store):
    place, _ = store(b'{"a": 1}\n{"a": NaN}\n')
    assert client.get(f"{place}/preview").json()["json"] == [{"a": 1}, {"a": None}]
    place, _ = store(type_title="system.Metrics", metadata={"auc": float("nan"), "n": 2})
    body = client.get(f"{place}/preview").json()
    assert (body["kind"], body["json"]) == ("metrics", {"auc": None, "n": 2})


def test_nests_no_deeper_than_can_be_rendered(client, store):
    place, _ = store(b"[" * 5000 + b"]" * 5000)
    answer = client.get(f"{place}/preview")
    assert (answer.status_code, answer.json()["json"]) == (200, None)


def test_serves_ranges(client, store):
    place, _ = store(b"0123456789")
    answers = {
        text: client.get(f"{place}/content", headers={"range": text})
        for text in ("bytes=2-4", "bytes=-3", "bytes=8-99", "bytes=10-", "rubbish", "bytes=0-1,4-5", "bytes=5-2")
    }
    assert [(answer.status_code, answer.content) for answer in answers.values()] == [
        (206, b"234"),
        (206, b"789"),
        (206, b"89"),
        (416, b""),
        (200, b"0123456789"),
        (200, b"0123456789"),
        (416, b""),
    ]
    assert answers["bytes=2-4"].headers["content-range"] == "bytes 2-4/10"


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"<svg><script>alert(1)</script></svg>"])
def test_runs_nothing_in_our_origin(client, store, content):
    place, _ = store(content)
    answer = client.get(f"{place}/content")
    assert answer.headers["content-type"].partition(";")[0] in {"text/plain", "image/svg+xml"}
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = client.get(f"{place}/page")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none';")
    assert "allow-same-origin" not in page.headers["content-security-policy"]


def test_escapes_names_of_files(client, store):
    place, path = store()
    path.mkdir()
    (path / 'a"\r\nSet-Cookie: x=é').write_bytes(b"x")
    answer = client.get(f"{place}/content", params={"path": 'a"\r\nSet-Cookie: x=é', "download": "true"})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3D%C3%A9"
    assert "set-cookie" not in answer.headers


def test_shows_folders_and_files_in_them(client, store):
    place, path = store()
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "rows.csv").write_text("a,b\n1,2\n")
    (path / "out").symlink_to("/etc")
    os.mkfifo(path / "pipe")
    body = client.get(f"{place}/preview").json()
    assert body["entries"] == [{"name": "inner", "size_bytes": None, "is_folder": True}]
    assert client.get(f"{place}/preview", params={"path": "inner/rows.csv"}).json()["table"]["rows"] == [["1", "2"]]
    assert client.get(f"{place}/content").status_code == 400


@pytest.mark.parametrize(
    "inside", ["../../../../etc/passwd", "out/passwd", "/etc/passwd", "a\0b", "pipe", "x" * 4000, "."]
)
def test_never_leaves_an_artifact(client, store, inside):
    place, path = store()
    path.mkdir()
    (path / "out").symlink_to("/etc")
    os.mkfifo(path / "pipe")
    assert client.get(f"{place}/content", params={"path": inside}).status_code == 404
    answer = client.get(f"{place}/preview", params={"path": inside})
    assert answer.status_code == 404 or answer.json()["kind"] == "missing"


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "/etc/passwd", "s3://bucket/key", "{root}/../../etc/passwd"])
def test_reads_nothing_outside_the_store(client, store, settings, uri):
    place, _ = store(uri=uri.format(root=settings.home / "artifacts"))
    assert client.get(place).json()["kind"] == "remote"
    for part in ("content", "page"):
        assert client.get(f"{place}/{part}").status_code == 404


def test_follows_no_link_that_a_task_left_in_its_place(client, store):
    place, path = store()
    path.symlink_to("/etc/passwd")
    assert client.get(place).json()["kind"] == "missing"
    assert client.get(f"{place}/content").status_code == 404


def test_follows_lineage_both_ways(client, backend):
    data, model = an_artifact(101, name="data"), an_artifact(102, name="model")
    run, later = a_run(101), a_run(102)
    for each in (run, later):
        backend.journal.create_run(each)
    lease = backend.journal.acquire(run.id)
    done = {"state": ExecutionState.SUCCEEDED}
    load = an_execution(run, 1, outputs=Values(artifacts={"data": (data,)}), **done)
    train = an_execution(
        run, 2, inputs=Values(artifacts={"rows": (data,)}), outputs=Values(artifacts={"model": (model,)}), **done
    )
    backend.journal.commit(run.id, Changes(executions=(load, train), seq=1), lease)
    lease.release()
    lease = backend.journal.acquire(later.id)
    copied = an_execution(
        later,
        1,
        outputs=Values(artifacts={"data": (data,)}),
        cached_from=(run.id, ExecutionPath("root/task-1")),
        **done,
    )
    backend.journal.commit(later.id, Changes(executions=(copied,), seq=1), lease)
    lease.release()

    graph = client.get(f"/api/v1/artifacts/{model.id}/lineage?direction=up").json()
    detail = client.get(f"/api/v1/artifacts/{data.id}").json()

    assert graph["center"] == f"artifact:{model.id}"
    assert {(edge["source"], edge["target"], edge["slot"]) for edge in graph["edges"]} == {
        (f"task:{run.id}:root/task-1", f"artifact:{data.id}", "data"),
        (f"artifact:{data.id}", f"task:{run.id}:root/task-2", "rows"),
        (f"task:{run.id}:root/task-2", f"artifact:{model.id}", "model"),
    }
    assert (detail["run"]["id"], [maker["run"]["id"] for maker in detail["made_by"]]) == (run.id, [later.id, run.id])
    assert [use["input"] for use in detail["used_by"]] == ["rows"]
    assert client.get("/api/v1/artifacts/nothing/lineage").status_code == 404


def test_searches_everything(client, store, upload, text):
    upload(text, name="modelling")
    store(b"x", name="model")
    client.post("/api/v1/experiments", json={"name": "model search"})
    hits = client.get("/api/v1/search", params={"q": "Model"}).json()["items"]
    assert [(hit["kind"], hit["title"]) for hit in hits] == [
        ("pipeline", "modelling"),
        ("experiment", "model search"),
        ("artifact", "model"),
    ]
    assert client.get("/api/v1/search", params={"q": ""}).json()["items"] == []
    assert client.get("/api/v1/search", params={"q": "%"}).json()["items"] == []


def test_keeps_experiments(client):
    made = client.post("/api/v1/experiments", json={"name": "baseline"})
    place = f"/api/v1/experiments/{made.json()['id']}"
    assert made.status_code == 201
    assert client.post("/api/v1/experiments", json={"name": "baseline"}).status_code == 409
    assert client.patch(place, json={"description": "words"}).json()["description"] == "words"
    assert client.post(f"{place}/archive").json()["storage_state"] == "ARCHIVED"
    names = [item["name"] for item in client.get("/api/v1/experiments?archived=false&sort=name").json()["items"]]
    assert names == ["Default"]
    assert client.post(f"{place}/unarchive").json()["storage_state"] == "AVAILABLE"
    assert client.patch(place, json={"name": "Default"}).status_code == 409
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404


def test_shows_what_metrics_measured(client, store):
    place, _ = store(type_title="system.Metrics", metadata={"auc": 0.9, "bad": float("nan"), "note": "words"})
    body = client.get(f"{place}/preview").json()
    told = [(item["path"], item["name"], item["output"], item["metric"], item["value"]) for item in body["metrics"]]
    assert told == [("root/task-1", "task-1", "out", "auc", 0.9), ("root/task-1", "task-1", "out", "bad", None)]
    assert (body["kind"], body["classification"]) == ("metrics", None)


def test_shows_how_well_a_classifier_did(client, store):
    roc = [
        {"falsePositiveRate": 0.0, "recall": 0.0, "confidenceThreshold": 1.0},
        {"falsePositiveRate": 1.0, "recall": 1.0, "confidenceThreshold": 0.0},
    ]
    matrix = {"annotationSpecs": [{"displayName": "cat"}, {"displayName": "dog"}], "rows": [{"row": [3, 1]}] * 2}
    place, _ = store(
        type_title="system.ClassificationMetrics", metadata={"confidenceMetrics": roc, "confusionMatrix": matrix}
    )
    (found,) = client.get(f"{place}/preview").json()["classification"]
    assert (found["path"], found["slice"], found["roc"]["auc"]) == ("root/task-1", None, 0.5)
    assert found["confusion"] == {"labels": ["cat", "dog"], "matrix": [[3.0, 1.0], [3.0, 1.0]]}


@pytest.mark.parametrize("metadata", [{}, {"confidenceMetrics": 7, "confusionMatrix": [1]}, {"confusionMatrix": None}])
def test_shows_nothing_of_metadata_that_measures_nothing(client, store, metadata):
    place, _ = store(type_title="system.ClassificationMetrics", metadata=metadata)
    assert client.get(f"{place}/preview").json()["classification"] == []


def test_measures_nothing_in_files(client, store):
    place, _ = store(b"{}")
    body = client.get(f"{place}/preview").json()
    assert (body["metrics"], body["classification"]) == (None, None)
