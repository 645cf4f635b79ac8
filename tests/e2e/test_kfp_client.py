"""The real `kfp.Client` against a real `penstock server`, in processes of their own."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KFP_PYTHON = HERE.parents[1] / ".venvs" / "kfp" / "bin" / "python"
DEADLINE_SECONDS = 600


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
        assert [line for line in server.log if b'"level": "error"' in line] == []
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
