"""Volumes of a task lie where its Kubernetes settings want them, with the rights that they ask for."""

import shutil
from pathlib import Path

import pytest

from penstock.core.clock import SystemClock
from penstock.engine.events import AttemptFailed, AttemptSucceeded
from penstock.launchers.claims import Cupboard
from penstock.launchers.fitted import FittedLauncher


def end_of(bench, request):
    """Run a request as a home with secrets and claims does."""
    home = bench.root / "home"
    FittedLauncher(
        bench.launcher, cupboard=Cupboard(home), sink=bench.reports.push, clock=SystemClock(), sees_mounts=True
    ).launch(request)
    return bench.reports.end()


def keep(bench, text):
    place = bench.root / "home" / "secrets" / "login"
    place.mkdir(parents=True)
    (place / "user").write_text(text)


def test_a_claim_keeps_what_one_task_writes_for_the_next(bench):
    settings = {"kubernetes": {"pvcMount": [{"pvcName": "data", "mountPath": "/var/data", "subPath": "raw"}]}}
    assert isinstance(end_of(bench, bench.shell("echo hi > /var/data/x", platform=settings)), AttemptSucceeded)
    assert (bench.root / "home/claims/data/raw/x").read_text() == "hi\n"
    read = bench.shell("grep hi /var/data/x", number=2, platform=settings)
    assert isinstance(end_of(bench, read), AttemptSucceeded)


def test_a_secret_is_there_as_file_and_variable_and_cannot_be_written(bench):
    keep(bench, "ada")
    secret = {"secretName": "login"}
    variable = {**secret, "keyToEnv": [{"secretKey": "user", "envVar": "WHO"}]}
    settings = {"kubernetes": {"secretAsVolume": [{**secret, "mountPath": "/secret"}], "secretAsEnv": [variable]}}
    read = bench.shell('test "$WHO" = "$(cat /secret/user)"', platform=settings)
    assert isinstance(end_of(bench, read), AttemptSucceeded)
    write = end_of(bench, bench.shell("echo x > /secret/user", number=2, platform=settings))
    assert isinstance(write, AttemptFailed)
    assert "Read-only" in write.failure.message


def test_an_empty_volume_is_gone_with_its_attempt(bench):
    settings = {"kubernetes": {"emptyDirMounts": [{"volumeName": "scratch", "mountPath": "/scratch"}]}}
    request = bench.shell("echo hi > /scratch/x && cat /scratch/x", platform=settings)
    assert isinstance(end_of(bench, request), AttemptSucceeded)
    assert not list(bench.artifacts.rglob(".emptyDirMounts*"))


@pytest.fixture
def bucket():
    """A bucket that is mounted on this machine, as its own users do it."""
    place = Path("/gcs/penstock-test-bucket")
    try:
        place.mkdir(parents=True)
    except OSError:
        pytest.skip("no right to make /gcs here")
    (place / "rows.csv").write_text("hi\n")
    yield place
    shutil.rmtree(place)


def test_a_bucket_that_is_mounted_here_is_seen_by_the_task(bench, bucket):
    request = bench.shell("grep hi /gcs/penstock-test-bucket/rows.csv")
    artifact = {"name": "data", "uri": f"gs://{bucket.name}/rows.csv", "metadata": {}}
    request.executor_input["inputs"]["artifacts"] = {"data": {"artifacts": [artifact]}}
    assert isinstance(end_of(bench, request), AttemptSucceeded)


@pytest.mark.parametrize(("size", "kilobytes"), [("200Mi", 204_800), ("", None)])
def test_a_task_shares_as_much_memory_as_it_asks_for(bench, size, kilobytes):
    settings = {"kubernetes": {"enabledSharedMemory": {"volumeName": "shm", "size": size}}}
    request = bench.shell("df -k /dev/shm | tail -1 | awk '{print $2}'", platform=settings)
    assert isinstance(end_of(bench, request), AttemptSucceeded)
    found = int(Path(request.log_uri).read_text())
    assert found == kilobytes if kilobytes else found > 100_000
