"""``penstock doctor`` on a machine that is well, with and without a container engine."""

import pytest

pytestmark = pytest.mark.slow


def test_a_machine_is_well_without_a_container_engine(penstock):
    nowhere = f"unix://{penstock.folder / 'engine.sock'}"
    ended = penstock("doctor", "--json", environ={"DOCKER_HOST": nowhere})
    checks = {check["name"]: check for check in ended.json["checks"]}
    assert (ended.code, ended.json["ok"]) == (0, True), ended
    assert [name for name in ("python", "machine", "home", "cache", "engine", "tasks") if name not in checks] == []
    assert "a task ran as a process" in checks["tasks"]["message"]
    assert checks["engine"]["message"].startswith("for `--launcher container` only: ")
    assert nowhere in checks["engine"]["message"]
    assert "unset DOCKER_HOST" in checks["engine"]["hint"]
