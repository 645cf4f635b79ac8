"""The life of a server: start, stop, restart in the middle of runs, and what it says when it cannot work."""

import json
import resource
import signal
import socket
import sqlite3
import urllib.error
import urllib.request

import pytest

WAITING = """
from penstock import dsl

@dsl.component
def wait_for(path: str) -> str:
    import os
    import time

    print("waits", flush=True)
    while not os.path.exists(path):
        time.sleep(0.05)
    return path

@dsl.pipeline(name="waiting")
def waiting(path: str) -> str:
    return wait_for(path=path).output
"""


TOKEN = "a-token-of-more-than-16-characters"


@pytest.fixture
def spec(penstock, tmp_path):
    """Give the document of a pipeline whose task waits for a file."""
    penstock.write("waiting.py", WAITING)
    assert penstock("compile", "waiting.py", "-o", "waiting.json").code == 0
    return json.loads((tmp_path / "waiting.json").read_text())


@pytest.fixture
def start_run(spec, until):
    """Give a function that starts a run whose task waits for a file, and returns once it waits."""

    def start(server, path):
        config = {"parameters": {"path": str(path)}}
        body = {"display_name": "waiting", "pipeline_spec": spec, "runtime_config": config}
        run_id = server.ask("/apis/v2beta1/runs", "POST", body)["run_id"]
        until(lambda: b"waits" in _log(server, run_id))
        return run_id

    return start


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_outlives_its_server_and_ends_under_the_next(number, start_server, start_run, tmp_path, until):
    gate, server = tmp_path / "gate", start_server()
    run_id = start_run(server, gate)
    attempt = _task(server, run_id)["executor_detail"]["main_job"]

    code = server.stop(number)
    gate.touch()
    server = start_server()

    ended = until(lambda: _ended(server, run_id))
    assert (code, ended["state"]) == (0 if number == signal.SIGTERM else -9, "SUCCEEDED")
    assert _task(server, run_id)["executor_detail"] == {"main_job": attempt}


def test_runs_of_the_command_line_and_of_the_server_are_in_one_home(start_server, start_run, penstock, tmp_path):
    server = start_server()
    run_id = start_run(server, tmp_path / "never")

    canceled = penstock("runs", "cancel", run_id, "--json")

    assert (canceled.code, canceled.json["state"]) == (0, "CANCELED")
    assert _ended(server, run_id)["state"] == "FAILED"
    local = penstock.run("waiting.py", "-p", f"path={tmp_path}").json["run_id"]
    assert server.ask(f"/apis/v2beta1/runs/{local}")["state"] == "SUCCEEDED"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_as_soon_as_it_answers_stops(number, start_server):
    server = start_server()
    assert server.stop(number) == 0
    assert server.events()[-1] == "server.stopped"


def test_a_server_that_strangers_reach_needs_a_token(penstock):
    refused = penstock("server", "--host", "0.0.0.0", "--json", environ={"PENSTOCK_TOKEN": None})
    refused.refused("needs a token", "PENSTOCK_TOKEN")


def test_a_port_that_is_taken_is_named_with_the_remedy(penstock):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        penstock("server", "--port", port, "--json").refused(str(port), "in use", "--port")


def test_a_server_with_a_token_answers_whoever_brings_it(start_server):
    server = start_server(PENSTOCK_TOKEN=TOKEN)
    for path in ("/healthz", "/apis/v2beta1/healthz"):
        assert server.ask(path)
    assert _status(server, "/apis/v2beta1/runs") == 401
    assert _status(server, "/apis/v2beta1/runs", Authorization=f"Bearer {TOKEN}x") == 401
    assert server.ask("/apis/v2beta1/runs", Authorization=f"Bearer {TOKEN}") == {"total_size": 0}


def test_pages_of_other_sites_and_other_names_are_refused(start_server):
    server = start_server()
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert _status(server, "/apis/v2beta1/runs", **headers) == 403
    assert server.ask("/apis/v2beta1/runs", Origin=server.address) == {"total_size": 0}


def test_a_full_disk_is_told_and_nothing_is_lost(start_server, start_run, penstock, tmp_path, until):
    gate, server = tmp_path / "gate", start_server()
    run_id = start_run(server, gate)
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))

    assert _status(server, "/apis/v2beta1/experiments", "POST", {"display_name": "lost"}) == 503
    assert server.ask("/apis/v2beta1/experiments")["total_size"] == 1
    gate.touch()
    until(lambda: "store.failed" in server.events())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)

    assert until(lambda: _ended(server, run_id))["state"] == "SUCCEEDED"
    assert server.ask("/apis/v2beta1/experiments", "POST", {"display_name": "lost"})["display_name"] == "lost"
    assert server.stop() == 0
    assert penstock.is_whole()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_locked_store_is_told_and_nothing_is_lost(start_server, start_run, penstock, tmp_path, until):
    gate, server = tmp_path / "gate", start_server()
    run_id = start_run(server, gate)
    locker = sqlite3.connect(penstock.home / "metadata.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")

    gate.touch()
    refused = _refusal(server, "/apis/v2beta1/experiments", "POST", {"display_name": "lost"})
    assert (refused["status"], refused["code"]) == (503, 14)
    assert "locked" in refused["message"]
    assert server.ask(f"/apis/v2beta1/runs/{run_id}")["state"] == "RUNNING"
    locker.execute("ROLLBACK")
    locker.close()

    assert until(lambda: _ended(server, run_id))["state"] == "SUCCEEDED"
    assert penstock.is_whole()


def _task(server, run_id):
    tasks = server.ask(f"/apis/v2beta1/runs/{run_id}").get("run_details", {}).get("task_details", [])
    return next((task for task in tasks if task["display_name"] == "wait-for"), {})


def _log(server, run_id):
    try:
        with urllib.request.urlopen(f"{server.address}/apis/v1alpha1/runs/{run_id}/nodes/wait-for/log") as log:
            return log.read()
    except urllib.error.HTTPError as error:
        error.close()
        return b""


def _ended(server, run_id):
    run = server.ask(f"/apis/v2beta1/runs/{run_id}")
    return run if run["state"] in {"SUCCEEDED", "FAILED"} else None


def _refusal(server, path, *more, **headers):
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.ask(path, *more, **headers)
    return {"status": caught.value.code, **json.load(caught.value)}


def _status(server, path, *more, **headers):
    return _refusal(server, path, *more, **headers)["status"]
