"""What the client sends, what it makes of answers, and what it says when there is none."""

import json
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import penstock
from penstock import dsl
from penstock.client import ApiError, Client, TokenCredentialsBase, UnreachableError
from penstock.client.waiting import wait_for_end
from penstock.compiler import Compiler

MULTI_LINE = {"message": "The run has ended\n  look at it", "error": "...", "code": 9}


@dsl.component
def double(x: int) -> int:
    return 2 * x


@dsl.pipeline
def inner(x: int) -> int:
    return double(x=x).output


@dsl.pipeline
def outer(x: int = 1):
    inner(x=x)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PENSTOCK_SERVER", "PENSTOCK_TOKEN", "KF_PIPELINES_ENDPOINT", "KF_PIPELINES_UI_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def package(tmp_path):
    """Give the file of a compiled pipeline."""
    Compiler().compile(outer, tmp_path / "outer.yaml")
    return str(tmp_path / "outer.yaml")


def test_is_the_client_of_the_package():
    assert penstock.Client is Client


def test_authoring_does_not_load_it():
    program = "import sys, penstock, penstock.dsl; print({'penstock.client', 'http.client', 'ssl'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost:8888", "http://localhost:8888"),
        ("127.0.0.1:1/prefix/", "http://127.0.0.1:1/prefix"),
        ("pipelines.example.org", "https://pipelines.example.org"),
        ("http://pipelines.example.org/", "http://pipelines.example.org"),
        (None, "http://127.0.0.1:8888"),
    ],
)
def test_completes_an_address(host, address):
    assert repr(Client(host)) == f"Client(host={address!r})"


@pytest.mark.parametrize("host", ["http://", "http://a b", "http://a:port", "http://h/?q=1"])
def test_refuses_what_is_no_address(host):
    with pytest.raises(ValueError, match="no address of a server"):
        Client(host)


def test_the_environment_names_the_server_and_the_token(answers, monkeypatch):
    monkeypatch.setenv("KF_PIPELINES_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("PENSTOCK_SERVER", answers.will().address)
    monkeypatch.setenv("PENSTOCK_TOKEN", "secret")
    Client().list_runs()
    assert answers.asked[0].headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("name", ["client_id", "other_client_id", "other_client_secret", "kube_context"])
def test_refuses_ways_to_log_in_that_it_does_not_have(name):
    with pytest.raises(ValueError, match=f"takes no {name}: "):
        Client(**{name: "x"})


def test_sends_what_it_was_given(answers):
    client = Client(answers.will().address, existing_token="secret", cookies="session=1")
    client.list_pipelines("token", 3, "name desc", '{"a": "ä&"}', "team")
    (asked,) = answers.asked
    assert (asked.headers["Authorization"], asked.headers["Cookie"]) == ("Bearer secret", "session=1")
    query = "page_token=token&page_size=3&sort_by=name+desc&filter=%7B%22a%22%3A+%22%C3%A4%26%22%7D&namespace=team"
    assert asked.path == f"/apis/v2beta1/pipelines?{query}"


def test_asks_credentials_before_each_request(answers):
    class Changing(TokenCredentialsBase):
        count = 0

        def refresh_api_key_hook(self, config):
            self.count += 1
            config.api_key["authorization"] = f"token-{self.count}"

    client = Client(answers.will().address, credentials=Changing())
    client.get_run("a")
    client.get_run("a")
    assert [asked.headers["Authorization"] for asked in answers.asked] == ["Bearer token-1", "Bearer token-2"]


def test_an_id_never_leads_to_another_place(answers):
    client = Client(answers.will().address)
    client.get_run("a/../b?c")
    assert answers.asked[0].path == "/apis/v2beta1/runs/a%2F..%2Fb%3Fc"
    for wrong in ("", "..", "."):
        with pytest.raises(ValueError, match="is no id"):
            client.delete_run(wrong)
    assert len(answers.asked) == 1


def test_reads_times_and_messages_and_passes_over_the_unknown(answers):
    run = {
        "run_id": "r",
        "state": "FAILED",
        "created_at": "2026-01-31T12:00:00.123456789Z",
        "error": {"code": 2, "message": "no"},
        "run_details": {"task_details": [{"task_id": "t", "outputs": {"data": {"artifact_ids": ["1"]}}}]},
        "news": {"of": "KFP 3"},
    }
    read = Client(answers.will(body=run).address).get_run("r")
    assert read.created_at == datetime(2026, 1, 31, 12, 0, 0, 123456, UTC)
    assert (read.error.code, read.finished_at) == (2, None)
    assert read.run_details.task_details[0].outputs["data"].artifact_ids == ["1"]
    assert read.to_dict()["run_details"]["task_details"][0]["task_id"] == "t"
    assert "link" not in read.to_dict()
    assert read.link == f"{answers.address}/#/runs/details/r"


def test_messages_show_themselves(answers):
    run = {"run_id": "r", "display_name": "<b>", "state": "FAILED", "error": {"message": "no & no"}}
    answers.will(body=run).will(body={"runs": [run], "total_size": 7})
    client = Client(answers.address, ui_host="https://ui.example.org/")
    read, listed = client.get_run("r"), client.list_runs()
    assert repr(read) == "Run(run_id='r', display_name='<b>', state='FAILED', error=Status(message='no & no'))"
    link = '<a href="https://ui.example.org/#/runs/details/r" target="_blank">&lt;b&gt;</a>'
    for page in (read._repr_html_(), listed._repr_html_()):
        assert link in page
        assert "FAILED</span>" in page
    assert "no &amp; no" in read._repr_html_()
    assert "1 of 7" in listed._repr_html_()


def test_a_refusal_tells_status_message_and_fields(answers):
    violations = [{"field": "runtime_config.x", "description": "x is wrong", "reason": "wrong-argument"}]
    body = {"message": "x is wrong", "code": 3, "details": [{"@type": "...BadRequest", "field_violations": violations}]}
    with pytest.raises(ApiError) as caught:
        Client(answers.will(400, body).address).get_run("r")
    (problem,) = caught.value.problems
    assert (caught.value.status, caught.value.message) == (400, "x is wrong")
    assert (problem.path, problem.message, problem.code) == ("runtime_config.x", "x is wrong", "wrong-argument")
    assert json.loads(caught.value.body) == body


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"message": "no token"}, ["no token", "existing_token", "PENSTOCK_TOKEN"]),
        (400, MULTI_LINE, ["The run has ended", "look at it"]),
        (404, b"404 page not found", ["answers 404", "page not found", "a Penstock or KFP server?"]),
        (502, b"<html>", ["answers 502", "a web page", "proxy"]),
        (599, b"\xff", ["answers 599"]),
        (200, b"<!doctype html>", ["answers with a web page", "a Penstock or KFP server?"]),
        (200, b"[1]", ["answers with a list"]),
        (200, b"1", ["something else than JSON"]),
    ],
)
def test_an_answer_of_another_kind_is_told(answers, status, body, words):
    with pytest.raises(ApiError) as caught:
        Client(answers.will(status, body).address).get_run("r")
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    "page",
    [
        {"runs": "many"},
        {"runs": ["one"]},
        {"runs": [{"created_at": "yesterday"}]},
        {"runs": [{"run_details": {"task_details": [7]}}]},
        {"runs": [{"error": "no"}]},
    ],
)
def test_an_answer_in_another_shape_is_told(answers, page):
    with pytest.raises(ApiError, match="in a shape that is not KFP's"):
        Client(answers.will(body=page).address).list_runs()


def test_follows_no_redirection_so_that_no_token_gets_elsewhere(answers):
    client = Client(answers.will(302, Location="http://127.0.0.1:1/login").address, existing_token="secret")
    with pytest.raises(ApiError, match=r"sends to 'http://127.0.0.1:1/login'") as caught:
        client.get_run("r")
    assert (caught.value.status, len(answers.asked)) == (302, 1)


def test_says_where_no_server_answers():
    with pytest.raises(
        UnreachableError, match=r"No server answers at http://127.0.0.1:1: .*refused\n.*penstock server"
    ):
        Client("http://127.0.0.1:1").get_run("r")


def test_says_that_a_server_does_not_speak_https(answers):
    with pytest.raises(UnreachableError, match="does not answer in HTTPS"):
        Client(answers.will().address.replace("http:", "https:")).get_run("r")


def test_caching_is_set_for_every_task_however_deep(answers, package):
    Client(answers.will().address).run_pipeline("e", "job", package, enable_caching=False, cache_key="mine")
    sent = json.loads(answers.asked[0].body)
    graphs = [sent["pipeline_spec"]["root"], sent["pipeline_spec"]["components"]["comp-inner"]]
    options = [task["cachingOptions"] for graph in graphs for task in graph["dag"]["tasks"].values()]
    assert options == 2 * [{"cacheKey": "mine"}]
    assert sent["runtime_config"] == {"parameters": {}}


def test_says_that_caching_cannot_be_set_for_a_version(answers):
    client = Client(answers.will().address)
    with pytest.warns(UserWarning, match="enable_caching does nothing for an uploaded version"):
        client.run_pipeline("e", "job", pipeline_id="p", version_id="v", enable_caching=False)
    reference = json.loads(answers.asked[0].body)["pipeline_version_reference"]
    assert reference == {"pipeline_id": "p", "pipeline_version_id": "v"}


def test_runs_the_newest_version_of_a_pipeline(answers):
    Client(answers.will().address).run_pipeline("e", "job", pipeline_id="p")
    assert json.loads(answers.asked[0].body)["pipeline_version_reference"] == {"pipeline_id": "p"}


def test_a_number_that_json_does_not_have_is_refused_here(answers, package):
    with pytest.raises(ValueError, match="JSON compliant"):
        Client(answers.will().address).run_pipeline("e", "job", package, {"x": float("nan")})


def test_uploads_the_file_as_it_is(answers, package):
    Client(answers.will().address).upload_pipeline(package, description="about")
    (asked,) = answers.asked
    assert asked.path == "/apis/v2beta1/pipelines/upload?name=outer&description=about"
    kind, _, boundary = asked.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert Path(package).read_bytes() in asked.body.split(f"--{boundary}".encode())[1]


def test_experiments_are_named_by_the_environment(answers, package, monkeypatch):
    monkeypatch.setenv("KF_PIPELINES_DEFAULT_EXPERIMENT_NAME", "usual")
    monkeypatch.setenv("KF_PIPELINES_OVERRIDE_EXPERIMENT_NAME", "other")
    answers.will(body={"experiments": [{"experiment_id": "e"}]})
    with pytest.warns(UserWarning, match='Changing experiment name from "usual" to "other"'):
        Client(answers.address).create_run_from_pipeline_package(package)
    assert "other" in answers.asked[0].path
    assert json.loads(answers.asked[1].body)["experiment_id"] == "e"


@pytest.mark.parametrize("state", ["SUCCEEDED", "FAILED", "SKIPPED", "CANCELED"])
def test_waits_until_a_run_has_ended_however_it_did(answers, state):
    answers.will(body={"run_id": "r"}).will(503, b"").will(body={"run_id": "r", "state": "RUNNING"})
    answers.will(body={"run_id": "r", "state": state})
    ended = Client(answers.address).wait_for_run_completion("r", timedelta(seconds=240), sleep_duration=0.01)
    assert (ended.state, len(answers.asked)) == (state, 4)


def test_gives_up_waiting_when_the_server_stays_away(answers):
    api = Client(answers.will(503, b"").address).api
    with pytest.raises(ApiError, match="503"):
        wait_for_end(api, "r", timeout_seconds=240, pause_seconds=0.01, patience_seconds=2)
    assert len(answers.asked) > 2


def test_gives_up_waiting_at_once_for_what_does_not_pass(answers):
    with pytest.raises(ApiError, match="nobody"):
        Client(answers.will(404, {"message": "nobody"}).address).wait_for_run_completion("r", 20)
    assert len(answers.asked) == 1


def test_waits_no_longer_than_it_is_told(answers):
    with pytest.raises(TimeoutError, match=r"has not ended within 0\.1 seconds"):
        Client(answers.will(body={"state": "RUNNING"}).address).wait_for_run_completion("r", 0.1, sleep_duration=0.02)
    assert 1 <= len(answers.asked) <= 7


def test_health_is_asked_for_again(answers):
    answers.will(503, b"").will(body={"multi_user": True})
    assert Client(answers.address).get_kfp_healthz(sleep_duration=0).multi_user is True


def test_the_namespace_is_shared_with_the_client_of_kfp(answers, tmp_path):
    Client(answers.will().address).set_user_namespace("team")
    assert json.loads((tmp_path / ".config/kfp/context.json").read_text()) == {"namespace": "team"}
    Client(answers.address).list_runs()
    assert answers.asked[0].path.endswith("namespace=team")


def test_reads_what_a_task_wrote(answers):
    answers.will(body="zwölf".encode())
    client = Client(answers.address)
    assert client.read_log("r", "root/for-loop-1[3]/train") == "zwölf"
    assert "".join(client.follow_log("r", "train")) == "zwölf"
    assert [asked.path for asked in answers.asked] == [
        "/apis/v1alpha1/runs/r/nodes/root%2Ffor-loop-1%5B3%5D%2Ftrain/log",
        "/apis/v1alpha1/runs/r/nodes/train/log?follow=true",
    ]


def test_a_run_shows_its_tasks_in_a_notebook(answers):
    history = [{"state": "PENDING"}, {"state": "FAILED"}]
    tasks = [
        {"task_id": "0", "display_name": "root"},
        {"display_name": "train", "state": "FAILED", "parent_task_id": "0", "error": {"message": "no <memory>"}},
    ]
    run = {"run_id": "r", "runtime_config": {"parameters": {"x": 3}}, "run_details": {"task_details": tasks}}
    page = Client(answers.will(body={**run, "state_history": history}).address).get_run("r")._repr_html_()
    assert [part for part in ("parameters: x=3", "train", "no &lt;memory&gt;") if part not in page] == []
    assert "root" not in page


def test_says_nothing_while_it_is_made():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Client("http://127.0.0.1:1")
