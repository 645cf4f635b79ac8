"""Large answers are packed for whoever can unpack them."""

import gzip

import pytest


@pytest.fixture
def large(upload, text):
    """Make the list of pipelines a long one."""
    for number in range(40):
        assert upload(text, name=f"pipeline {number} {'x' * 60}").status_code == 200


@pytest.mark.parametrize("path", ["/apis/v2beta1/pipelines?page_size=200", "/api/v1/pipelines?page_size=200"])
def test_a_large_answer_is_packed(path, large, client):
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.json() == plain.json()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 4
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_what_is_small_is_sent_as_it_is(client):
    small = client.get("/api/v1/pipelines", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_the_openapi_document_is_packed(client):
    with client.stream("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"}) as answer:
        data = b"".join(answer.iter_raw())
    assert gzip.decompress(data).startswith(b"{")
