"""A server whose tasks run in containers: they outlive it, and the next server adopts them."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

SHELL = "localhost/penstock-test/shell:1"
SECONDS = 240.0
WAITS = 'touch "$0.started"; while [ ! -e "$0.gate" ]; do sleep 0.1; done; echo "waited in a container" > "$0"'
SPEC = {
    "components": {
        "comp-wait": {
            "executorLabel": "exec-wait",
            "outputDefinitions": {"artifacts": {"data": {"artifactType": {"schemaTitle": "system.Artifact"}}}},
        }
    },
    "deploymentSpec": {
        "executors": {
            "exec-wait": {
                "container": {
                    "image": SHELL,
                    "command": ["sh", "-c"],
                    "args": [WAITS, "{{$.outputs.artifacts['data'].path}}"],
                }
            }
        }
    },
    "pipelineInfo": {"name": "waiting"},
    "root": {"dag": {"tasks": {"wait": {"componentRef": {"name": "comp-wait"}, "taskInfo": {"name": "wait"}}}}},
    "schemaVersion": "2.1.0",
    "sdkVersion": "penstock-0.1.0",
}


class Server:
    """A server process on a home."""

    def __init__(self, home, log, *words):
        command = [sys.executable, "-m", "penstock", "server", "--port", "0", "--json", "--home", str(home), *words]
        environ = {**os.environ, "XDG_CACHE_HOME": str(home.parent / "cache")}
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log)
        self.address = json.loads(self.process.stdout.readline())["address"]

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.stdout.close()
        return self.process.wait(SECONDS)


@pytest.fixture
def start_server(images, tmp_path):
    """Give a function that starts a server on the home of the test."""
    started = []
    with (tmp_path / "server.log").open("wb") as log:

        def start(*words):
            started.append(Server(tmp_path / "home", log, *words))
            return started[-1]

        yield start
        for server in started:
            if server.process.poll() is None:
                server.stop(signal.SIGKILL)


def eventually(condition):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return pytest.fail(f"not within {SECONDS} s")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_task_in_a_container_outlives_the_server(number, start_server, tmp_path):
    server = start_server("--launcher", "auto")
    assert server.ask("/api/v1/server")["launcher"] == "container"
    run_id = server.ask("/apis/v2beta1/runs", {"display_name": "waiting", "pipeline_spec": SPEC})["run_id"]
    started = eventually(lambda: next(tmp_path.glob("home/**/*.started"), None))
    (before,) = _tasks(server, run_id)

    server.stop(number)
    server = start_server("--launcher", "process")
    assert server.ask(f"/apis/v2beta1/runs/{run_id}")["state"] == "RUNNING"
    started.with_suffix(".gate").touch()

    ended = eventually(lambda: _ended(server, run_id))
    (task,) = _tasks(server, run_id)
    assert (ended["state"], task["executor_detail"]) == ("SUCCEEDED", before["executor_detail"])
    (artifact,) = server.ask(f"/api/v1/runs/{run_id}/artifacts")["items"]
    with urllib.request.urlopen(f"{server.address}/api/v1/artifacts/{artifact['id']}/content") as answer:
        assert answer.read() == b"waited in a container\n"


def test_a_server_without_an_engine_says_so(tmp_path):
    command = [sys.executable, "-m", "penstock", "server", "--port", "0", "--json", "--launcher", "container"]
    environ = {**os.environ, "PENSTOCK_HOME": str(tmp_path), "DOCKER_HOST": f"unix://{tmp_path}/none.sock"}
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert ended.returncode == 2
    assert "container engine" in json.loads(ended.stdout)["error"]["message"]


def _tasks(server, run_id):
    details = server.ask(f"/apis/v2beta1/runs/{run_id}")["run_details"]["task_details"]
    return [task for task in details if task["display_name"] == "wait"]


def _ended(server, run_id):
    run = server.ask(f"/apis/v2beta1/runs/{run_id}")
    return run if run["state"] in {"SUCCEEDED", "FAILED"} else None
