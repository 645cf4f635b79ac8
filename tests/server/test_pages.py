"""The web UI's page, its files and its policy, as browsers get them."""

import base64
import hashlib
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from penstock.server.pages import PrefixMiddleware, content_policy, install_pages
from penstock.server.security import Guard
from penstock.server.settings import ServerSettings

PAGE = '<!doctype html><head><base href="/" /><script>let a = 1</script><script src="./assets/a-1.js"></script></head>'


@pytest.fixture
def built(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    (tmp_path / "assets" / "a-1.js").write_text("let b = 2\n" * 100, "utf-8")
    return tmp_path


def browser_of(folder, prefix=""):
    app = FastAPI()
    install_pages(app, prefix=prefix, folder=folder)
    return TestClient(PrefixMiddleware(app, prefix), base_url="http://localhost:8888")


@pytest.mark.parametrize("path", ["/", "/runs/1?task=a", "/pipelines/x/y", "/no/such/page"])
def test_answers_every_address_with_the_page(built, path):
    response = browser_of(built).get(path)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"
    assert '<base href="/" />' in response.text


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/apis/v2beta1/nothing", "/assets/absent.js"])
def test_never_answers_a_program_with_the_page(built, path):
    response = browser_of(built).get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"


def test_has_no_files_where_no_pages_were_built(tmp_path):
    assert browser_of(tmp_path / "absent").get("/assets/a-1.js").status_code == 404


def test_names_what_the_pages_bundle(built):
    (built / "licenses.md").write_text("## react - 19 (MIT)\n", "utf-8")
    response = browser_of(built).get("/licenses.md")
    assert response.text == "## react - 19 (MIT)\n"
    assert response.headers["content-type"].startswith("text/plain")


def test_files_may_be_kept_for_ever_and_are_compressed(built):
    response = browser_of(built).get("/assets/a-1.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2f..%2fetc/passwd"])
def test_gives_no_file_outside_of_the_assets(built, path):
    response = browser_of(built).get(path)
    assert response.status_code == 404 or PAGE[:15] in response.text


def test_the_policy_allows_the_script_of_the_page_and_no_other(built):
    policy = browser_of(built).get("/").headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(b"let a = 1").digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src[^;]*unsafe-inline", policy) is None


def test_the_policy_of_a_page_without_scripts_names_none():
    assert "script-src 'self';" in content_policy("<html></html>")


@pytest.mark.parametrize("path", ["/pfx", "/pfx/", "/pfx/runs/1", "/runs/1"])
def test_names_its_prefix_whether_or_not_the_proxy_takes_it_away(built, path):
    assert '<base href="/pfx/" />' in browser_of(built, "/pfx").get(path).text


def test_serves_its_files_under_the_prefix(built):
    assert browser_of(built, "/pfx").get("/pfx/assets/a-1.js").status_code == 200


def test_says_how_to_get_the_pages_where_they_were_not_built(tmp_path):
    response = browser_of(tmp_path).get("/runs")
    assert response.status_code == 200
    assert "make ui" in response.text


def test_pages_are_open_where_a_token_guards_the_calls(settings):
    guard = Guard.of(ServerSettings(home=settings.home, token="t" * 20))
    allowed = {"host": "localhost:8888"}
    headers = TestClient(FastAPI()).headers
    headers.update(allowed)
    assert guard.refusal("/runs/1", headers) is None
    for path in ("/api/v1/runs", "/apis/v2beta1/runs", "/openapi.json"):
        assert guard.refusal(path, headers) is not None


def test_an_unknown_call_of_the_application_stays_an_error(client):
    response = client.get("/apis/v2beta1/nothing")
    assert response.status_code == 404
    assert response.json()["code"] == 5
    assert client.get("/runs/some-id").headers["content-type"].startswith("text/html")
