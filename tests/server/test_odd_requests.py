"""Requests that HTTP allows and browsers seldom send."""

import pytest

from penstock.server.security import name_of

KFP = "/apis/v2beta1"


@pytest.mark.parametrize(
    "path", [f"{KFP}/healthz", "/healthz", "/api/v1/runs", f"{KFP}/pipelines/nope", "/openapi.json"]
)
def test_head_is_get_without_the_body(client, path):
    asked, told = client.get(path), client.head(path)
    assert (told.status_code, told.content) == (asked.status_code, b"")
    assert told.headers["content-length"] == asked.headers["content-length"]
    assert told.headers["content-type"] == asked.headers["content-type"]


def test_head_of_an_artifact_tells_its_size(client, store):
    place, _ = store(b"x" * 5000)
    told = client.head(f"{place}/content")
    assert (told.status_code, told.headers["content-length"], told.content) == (200, "5000", b"")


def test_head_of_a_stream_ends_with_its_head(client):
    told = client.head("/api/v1/events", params={"topic": "runs"}, headers={"Accept": "text/event-stream"})
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"].startswith("text/event-stream")


def test_head_is_named_where_get_is(client):
    assert client.put("/healthz").headers["allow"] == "GET, HEAD"
    assert client.put(f"{KFP}/runs/some:retry").headers["allow"] == "POST"


def test_a_request_with_two_lengths_is_refused_and_its_connection_closed(client):
    headers = {"Transfer-Encoding": "chunked", "Content-Length": "4"}
    answer = client.post(f"{KFP}/experiments", content=b"{}  ", headers=headers)
    assert (answer.status_code, answer.headers["connection"]) == (400, "close")
    assert "its length in two ways" in answer.json()["message"]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:1", "localhost"),
        ("127.0.0.1:", "127.0.0.1"),
        ("[::1]:8888", "::1"),
        ("[::1]", "::1"),
        ("", ""),
        ("::1", ""),
        ("[::1", ""),
        ("127.0.0.1/x", ""),
        ("localhost#@evil.example", ""),
        ("evil.example@localhost", ""),
        ("localhost\\@evil.example", ""),
        ("localhost:8x", ""),
    ],
)
def test_a_host_is_a_name_and_a_port_and_nothing_else(host, name):
    assert name_of(host) == name


@pytest.mark.parametrize("wrong", [False, "60", -1, 1e12])
def test_the_age_of_results_is_a_number_of_seconds(client, wrong):
    answer = client.post("/api/v1/runs/validate", json={"cache_seconds": wrong})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("cache_seconds: ")
