"""The real `kfp.Client` against a real `penstock server`, in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KFP_PYTHON = HERE.parents[1] / ".venvs" / "kfp" / "bin" / "python"
DEADLINE_SECONDS = 240

WAITING = """
from penstock import dsl

@dsl.component
def wait_for(path: str) -> str:
    import os
    import time

    while not os.path.exists(path):
        time.sleep(0.05)
    return path

@dsl.pipeline(name="waiting")
def waiting(path: str) -> str:
    return wait_for(path=path).output
"""


class Server:
    """A server process on a home."""

    def __init__(self, home, cache, folder):
        environ = {**os.environ, "PENSTOCK_HOME": str(home), "XDG_CACHE_HOME": str(cache)}
        environ.pop("PENSTOCK_TOKEN", None)
        with (folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "penstock", "server", "--port", "0"],
                env=environ, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder,
            )  # fmt: skip
        line = self.process.stdout.readline()
        assert " at http" in line, (folder / "server.log").read_text()
        self.address = line.rpartition(" ")[2].strip()

    def ask(self, path, method="GET", body=None):
        """Send a request; return the JSON of the answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.address}{path}", data=data, method=method, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def stop(self, number=signal.SIGTERM):
        """End the process; return its exit code."""
        self.process.send_signal(number)
        self.process.stdout.close()
        return self.process.wait(30)


@pytest.fixture
def start_server(tmp_path, cache):
    """Give a function that starts a server on one home."""
    started = []

    def start():
        started.append(Server(tmp_path / "home", cache, tmp_path))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


@pytest.fixture
def drive(start_server, tmp_path):
    """Give a function that lets a program with the real kfp loose on a server; it returns what the program told."""
    if not KFP_PYTHON.exists():
        pytest.skip("the environment with the real kfp is missing: make kfp")
    folder = tmp_path / "files"
    folder.mkdir()

    def drive(program):
        server = start_server()
        ended = subprocess.run(
            [KFP_PYTHON, HERE / "data" / program, server.address, folder],
            env={**os.environ, "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=DEADLINE_SECONDS,
        )
        assert ended.returncode == 0, ended.stderr[-4000:]
        assert '"level": "error"' not in (tmp_path / "server.log").read_text()
        told = json.loads(ended.stdout.splitlines()[-1])
        assert told["called"] == told["public"]
        return server, told

    return drive


@pytest.mark.kfp
@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_SECONDS + 60)
def test_every_public_method_of_the_real_client_works(drive):
    server, told = drive("drive_kfp_client.py")
    assert len(told["public"]) >= 39
    assert_contents_are_read(server, told["run_id"])


@pytest.mark.kfp
@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_SECONDS + 60)
def test_every_operation_of_the_real_generated_client_works(drive):
    _, told = drive("drive_kfp_api.py")
    assert len(told["public"]) >= 29


@pytest.mark.kfp
@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_SECONDS + 60)
def test_every_command_of_the_real_command_line_works(drive):
    _, told = drive("drive_kfp_cli.py")
    assert len(told["public"]) >= 20


def assert_contents_are_read(server, run_id):
    """Read an artifact and a log as KFP serves them."""
    read = server.ask(f"/apis/v2beta1/runs/{run_id}/nodes/write/artifacts/data:read")
    assert read == {"data": "YSxiCjEsMgo="}
    with urllib.request.urlopen(f"{server.address}/apis/v1alpha1/runs/{run_id}/nodes/write/log?follow=true") as log:
        assert b"written" in log.read()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server.ask(f"/apis/v2beta1/runs/{run_id}/nodes/write/artifacts/nothing:read")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_outlives_its_server_and_ends_under_the_next(number, start_server, penstock, tmp_path):
    penstock.write("waiting.py", WAITING)
    assert penstock("compile", "waiting.py", "-o", "waiting.json").code == 0
    gate, server = tmp_path / "gate", start_server()
    spec = json.loads((tmp_path / "waiting.json").read_text())
    body = {"display_name": "waiting", "pipeline_spec": spec, "runtime_config": {"parameters": {"path": str(gate)}}}
    run_id = server.ask("/apis/v2beta1/runs", "POST", body)["run_id"]
    _eventually(lambda: _task(server, run_id).get("executor_detail"))
    attempt = _task(server, run_id)["executor_detail"]["main_job"]

    code = server.stop(number)
    gate.touch()
    server = start_server()

    ended = _eventually(lambda: _ended(server, run_id))
    assert (code, ended["state"]) == (0 if number == signal.SIGTERM else -9, "SUCCEEDED")
    assert _task(server, run_id)["executor_detail"] == {"main_job": attempt}


def test_runs_of_the_command_line_and_of_the_server_are_in_one_home(start_server, penstock, tmp_path):
    penstock.write("waiting.py", WAITING)
    assert penstock("compile", "waiting.py", "-o", "waiting.json").code == 0
    server = start_server()
    spec = json.loads((tmp_path / "waiting.json").read_text())
    config = {"parameters": {"path": str(tmp_path / "never")}}
    body = {"display_name": "waiting", "pipeline_spec": spec, "runtime_config": config}
    run_id = server.ask("/apis/v2beta1/runs", "POST", body)["run_id"]
    _eventually(lambda: _task(server, run_id).get("executor_detail"))

    canceled = penstock("runs", "cancel", run_id, "--json")

    assert (canceled.code, canceled.json["state"]) == (0, "CANCELED")
    assert _ended(server, run_id)["state"] == "FAILED"
    local = penstock.run("waiting.py", "-p", f"path={tmp_path}").json["run_id"]
    assert server.ask(f"/apis/v2beta1/runs/{local}")["state"] == "SUCCEEDED"


def test_a_server_that_strangers_reach_needs_a_token(penstock):
    refused = penstock("server", "--host", "0.0.0.0", environ={"PENSTOCK_TOKEN": None})
    assert refused.code == 2
    assert "needs a token" in refused.message


def _task(server, run_id):
    tasks = server.ask(f"/apis/v2beta1/runs/{run_id}").get("run_details", {}).get("task_details", [])
    return next((task for task in tasks if task["display_name"] == "wait-for"), {})


def _ended(server, run_id):
    run = server.ask(f"/apis/v2beta1/runs/{run_id}")
    return run if run["state"] in {"SUCCEEDED", "FAILED"} else None


def _eventually(condition):
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return pytest.fail("it did not come within 45 s")
