"""What is told of runs and lists while they change, and who may be told."""

import threading
import time

import pytest
from fastapi.testclient import TestClient

from penstock.server.app import create_app
from penstock.server.settings import ServerSettings


def polled(client, *topics, after="", wait=0):
    answer = client.get("/api/v1/events", params={"topic": list(topics), "after": after, "wait": wait})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def start(client, text):
    """Give a function that starts a run, which fails: nothing may run its command here."""

    def start():
        made = client.post("/api/v1/runs", json={"name": "told", "document": text})
        assert made.status_code == 201, made.text
        return made.json()["id"]

    return start


def ended(client, run_id):
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        run = client.get(f"/api/v1/runs/{run_id}").json()
        if run["state"] in ("SUCCEEDED", "FAILED"):
            return run
    raise AssertionError(run)


def test_a_first_look_has_no_news_and_the_next_tells_new_runs(client, start):
    assert polled(client, "runs")["messages"] == []
    found = {}
    asking = threading.Thread(target=lambda: found.update(polled(client, "runs", wait=60)))
    asking.start()
    started = []
    while asking.is_alive():
        started.append(start())  # until one comes after the first look
        asking.join(0.2)
    assert set(started) & set(found["messages"][0]["run_ids"])


def test_a_run_is_told_from_where_somebody_was_told_last(client, start):
    run_id = start()
    topic = f"run:{run_id}"
    before = ended(client, run_id)
    first = polled(client, topic)
    assert client.post(f"/api/v1/runs/{run_id}/retry", json={}).status_code == 202
    ended(client, run_id)
    (told,) = polled(client, topic, after=first["cursor"])["messages"]
    seen = client.get(f"/api/v1/runs/{run_id}").json()
    assert (told["run"]["state"], told["seq"]) == (seen["state"], seen["seq"])
    assert seen["seq"] > before["seq"]
    everything = client.get(f"/api/v1/runs/{run_id}/tasks").json()
    assert polled(client, topic, after=polled(client, topic)["cursor"])["messages"] == []
    assert everything["seq"] == seen["seq"]


def test_a_run_that_is_deleted_is_told_to_be_gone(client, start):
    run_id = start()
    ended(client, run_id)
    cursor = polled(client, f"run:{run_id}")["cursor"]
    assert client.delete(f"/api/v1/runs/{run_id}").status_code == 204
    (message,) = polled(client, f"run:{run_id}", after=cursor)["messages"]
    assert message["gone"] is True


def test_a_log_that_there_is_not_is_told_to_be_gone(client, start):
    run_id = start()
    (message,) = polled(client, f"log:{run_id}:{run_id}-9-1")["messages"]
    assert message["gone"] is True


@pytest.mark.parametrize("topics", [["weather"], [""], ["runs"] + [f"run:{number}" for number in range(60)]])
def test_refuses_topics_that_there_are_not(topics, client):
    answer = client.get("/api/v1/events", params={"topic": topics})
    assert answer.status_code == 400
    assert "topic" in answer.json()["message"]


@pytest.mark.parametrize("cursor", ["%%%", "bnVsbA==", "W10=", "eyJydW5zIjogInNvb24ifQ=="])
def test_a_wrong_cursor_begins_anew(cursor, client):
    assert polled(client, "runs", after=cursor)["messages"] == []


def test_a_browser_logs_in_with_the_token_and_out_again(backend, tmp_path):
    settings = ServerSettings(home=tmp_path / "home", token="a-token-of-this-test", environ={})
    with TestClient(create_app(backend, settings), base_url="http://localhost:8888") as client:
        assert client.get("/api/v1/server").json()["needs_token"] is True
        assert client.get("/api/v1/server").json()["home"] is None
        assert client.get("/api/v1/runs").status_code == 401
        assert client.post("/api/v1/session", json={"token": "wrong"}).status_code == 401
        logged_in = client.post("/api/v1/session", json={"token": settings.token})
        cookie = logged_in.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert settings.token not in cookie
        assert client.get("/api/v1/runs").status_code == 200
        assert client.get("/api/v1/server").json()["is_guarded"] is True
        assert client.get("/api/v1/runs", headers={"Origin": "http://elsewhere.example"}).status_code == 403
        assert client.delete("/api/v1/session").status_code == 204
        assert client.get("/api/v1/runs").status_code == 401
