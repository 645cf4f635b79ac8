"""The life of a server: start, stop, restart in the middle of runs, and what it says when it cannot work."""

import http.client
import json
import signal
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

TOKEN = "a-token-of-more-than-16-characters"


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

    for verb in ("resume", "retry"):
        refused = penstock("runs", verb, run_id, "--json")
        assert (refused.code, "driven by another process" in refused.err + refused.out) == (2, True), refused
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


def test_who_listens_does_not_keep_a_server_from_stopping(start_server, start_run, tmp_path):
    server = start_server()
    run_id = start_run(server, tmp_path / "never")
    host = urlsplit(server.address)
    streams = [
        (f"/api/v1/events?topic=runs&topic=run:{run_id}", {"Accept": "text/event-stream"}),
        ("/api/v1/events?topic=runs&wait=60", {}),
        (f"/apis/v1alpha1/runs/{run_id}/nodes/wait-for/log?follow=true", {}),
    ]
    listeners = []
    for path, headers in streams:
        listener = http.client.HTTPConnection(host.hostname, host.port, timeout=240)
        listener.request("GET", path, headers=headers)
        listeners.append(listener)
    assert listeners[0].getresponse().status == 200

    assert server.stop() == 0
    assert b"graceful shutdown" not in b"".join(server.log)  # as uvicorn says of requests that it had to break off
    for listener in listeners:
        listener.close()


def test_a_log_is_searched_while_it_grows(start_server, start_run, tmp_path, until):
    server = start_server()
    search = f"/api/v1/runs/{start_run(server, tmp_path / 'never')}/log/search?path=root/wait-for"
    found = {"matches": [{"line": 1, "offset": 0, "text": "waits"}], "is_cut": False}
    assert server.ask(f"{search}&q=WAIT") == found
    # A search by an expression has seconds, in which a busy machine may not come to it.
    until(lambda: server.ask(f"{search}&q=^w.{{3}}s$&regex=true") == found)
    until(lambda: server.ask(f"{search}&q=^WAITS&regex=true&case=true") == {"matches": [], "is_cut": False})
    until(lambda: _code(server, f"{search}&q=(&regex=true") == 400)


def test_a_server_under_a_prefix_answers_with_it_and_without(start_server):
    server = start_server("--prefix", "/ml/penstock")
    for prefix in ("", "/ml/penstock"):
        assert server.ask(f"{prefix}/apis/v2beta1/runs") == {"total_size": 0}
        assert server.ask(f"{prefix}/api/v1/runs")["items"] == []
        assert server.ask(f"{prefix}/healthz")["status"] == "ok"
        assert _status(server, f"{prefix}/api/v1/runs/none") == 404
        assert _status(server, f"{prefix}/apis/v2beta1/runs/none") == 404
        with urllib.request.urlopen(f"{server.address}{prefix}/runs/some") as page:
            text = page.read()
        assert b'<base href="/ml/penstock/"' in text or b"has no web pages" in text  # `make ui` was called, or not


def test_a_prefix_opens_no_way_around_the_token(start_server):
    server = start_server("--prefix", "/ml/penstock", PENSTOCK_TOKEN=TOKEN)
    for path in ("/api/v1/runs", "/apis/v2beta1/runs", "/openapi.json"):
        assert _status(server, f"/ml/penstock{path}") == 401
        assert server.ask(f"/ml/penstock{path}", Authorization=f"Bearer {TOKEN}")


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


def _task(server, run_id):
    tasks = server.ask(f"/apis/v2beta1/runs/{run_id}").get("run_details", {}).get("task_details", [])
    return next((task for task in tasks if task["display_name"] == "wait-for"), {})


def _ended(server, run_id):
    run = server.ask(f"/apis/v2beta1/runs/{run_id}")
    return run if run["state"] in {"SUCCEEDED", "FAILED"} else None


def _code(server, path):
    try:
        server.ask(path)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    return 200


def _refusal(server, path, *more, **headers):
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.ask(path, *more, **headers)
    return {"status": caught.value.code, **json.load(caught.value)}


def _status(server, path, *more, **headers):
    return _refusal(server, path, *more, **headers)["status"]


def test_a_port_in_use_and_an_address_of_another_machine_are_told_apart(penstock):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = penstock("server", "--port", str(taken.getsockname()[1]))
    assert (refused.code, "another port with --port" in refused.err) == (2, True)
    elsewhere = penstock("server", "--host", "192.0.2.1", environ={"PENSTOCK_TOKEN": TOKEN})
    assert (elsewhere.code, "an address of this machine with --host" in elsewhere.err) == (2, True)
