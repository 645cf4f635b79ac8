"""A server whose disk is full or whose store is locked: it says so, loses nothing, and goes on by itself afterwards."""

import contextlib
import json
import resource
import shutil
import sqlite3
import subprocess
import urllib.error
import urllib.request

import pytest

EXPERIMENTS = "/apis/v2beta1/experiments"
DISK_BYTES = 24 << 20


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder that is a small disk of its own; only the superuser can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk, start_server, start_run, penstock, tmp_path, until):
    penstock.home = small_disk / "home"
    gate, server = tmp_path / "gate", start_server(PENSTOCK_HOME=str(penstock.home))
    run_id = start_run(server, gate)

    filler = small_disk / "filler"
    _fill(filler)
    refused = until(lambda: _refusal(server))
    assert "disk" in refused["message"]
    assert server.ask(f"/apis/v2beta1/runs/{run_id}")["state"] == "RUNNING"
    gate.touch()
    until(lambda: "store.failed" in server.events())
    filler.unlink()

    ended = until(lambda: _ended(server, run_id))
    if ended["state"] == "FAILED":  # the task, too, found no room: its few bytes may fit where a transaction does not
        assert "No space left" in ended["error"]["message"], ended["error"]
        server.ask(f"/apis/v2beta1/runs/{run_id}:retry", "POST")
        ended = until(lambda: _ended(server, run_id))
    assert ended["state"] == "SUCCEEDED"
    assert _create(server)
    assert server.stop() == 0
    assert penstock.is_whole()


def test_a_limit_on_files_is_told_and_nothing_is_lost(start_server, start_run, penstock, tmp_path, until):
    gate, server = tmp_path / "gate", start_server()
    run_id = start_run(server, gate)
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))

    assert _refusal(server)
    assert server.ask("/apis/v2beta1/experiments")["total_size"] == 1
    gate.touch()
    until(lambda: "store.failed" in server.events())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)

    assert until(lambda: _ended(server, run_id))["state"] == "SUCCEEDED"
    assert _create(server)
    assert server.stop() == 0
    assert penstock.is_whole()


@pytest.mark.parametrize(
    ("path", "field"), [("/apis/v2beta1/pipelines/upload?name=a", "uploadfile"), ("/api/v1/pipelines", "file")]
)
def test_uploads_that_do_not_fit_are_told(path, field, small_disk, start_server):
    server = start_server(TMPDIR=str(small_disk))
    head = f'--frontier\r\nContent-Disposition: form-data; name="{field}"; filename="a.yaml"\r\n\r\n'
    body = head.encode() + b"#" * (4 << 20) + b"\r\n--frontier--\r\n"

    def upload():
        headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
        request = urllib.request.Request(f"{server.address}{path}", body, headers)
        with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(request, timeout=240):
            pass
        with caught.value as error:
            return error.code, json.load(error)["details"][0]["reason"], error.headers["Retry-After"]

    assert upload() == (400, "invalid-spec", None)
    filler = small_disk / "filler"
    _fill(filler)
    assert upload() == (503, "no-room", "2")
    filler.unlink()
    assert upload() == (400, "invalid-spec", None)


@pytest.mark.slow
def test_a_locked_store_is_told_and_nothing_is_lost(start_server, start_run, penstock, tmp_path, until):
    gate, server = tmp_path / "gate", start_server()
    run_id = start_run(server, gate)
    locker = sqlite3.connect(penstock.home / "metadata.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")

    gate.touch()
    refused = _refusal(server)
    assert "locked" in refused["message"]
    assert server.ask(f"/apis/v2beta1/runs/{run_id}")["state"] == "RUNNING"
    locker.execute("ROLLBACK")
    locker.close()

    assert until(lambda: _ended(server, run_id))["state"] == "SUCCEEDED"
    assert _create(server)
    assert penstock.is_whole()


def _fill(filler):
    """Write until nothing more fits."""
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            size = 1 << 16
            while size:  # the last bytes are too few for a large piece
                try:
                    file.write(b"\0" * size)
                except OSError:
                    size //= 2
                    if not size:
                        raise


def _ended(server, run_id):
    run = server.ask(f"/apis/v2beta1/runs/{run_id}")
    return run if run["state"] in {"SUCCEEDED", "FAILED"} else None


def _create(server):
    """Create an experiment, whose name is new each time."""
    known = server.ask(EXPERIMENTS)["total_size"]
    return server.ask(EXPERIMENTS, "POST", {"display_name": f"number {known}"})["experiment_id"]


def _refusal(server):
    """Return the answer 503 to a request that cannot be kept; `None` if there was still room for it."""
    try:
        _create(server)
    except urllib.error.HTTPError as refused:
        error = refused
    else:
        return None
    with error:
        told = json.load(error)
    assert (error.code, told["code"], told["details"][0]["reason"]) == (503, 14, "store-failed"), told
    assert 0 < int(error.headers["Retry-After"]) <= 60
    return told
