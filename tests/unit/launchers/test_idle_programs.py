"""Sources, shipped modules and bundles that nobody uses go; while anybody is at work, none of them does."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from penstock.engine.events import AttemptStarted, AttemptSucceeded
from penstock.launchers.cache_locks import PROGRAMS, Hold
from penstock.launchers.idle_programs import IdlePrograms
from penstock.testing.attempts import a_function_request, a_parameter

NOW = datetime.now(UTC)
SOON = NOW + timedelta(days=1)
LASTING = "import time\n\ndef work() -> str:\n    time.sleep(600)\n"
QUICK = "def work() -> str:\n    return 'done'\n"


def nobody():
    return False


@pytest.fixture
def own_cache(machine, tmp_path):
    """Give the machine a cache that no other test uses."""
    return tmp_path / "cache"


def a_request(machine, source, number=1):
    outputs = {"Output": a_parameter()}
    return a_function_request(machine.root, source, "work", number=number, outputs=outputs)


def test_they_are_told_with_their_bytes_and_removed_and_made_again(machine, own_cache):
    assert isinstance(machine.end_of(a_request(machine, QUICK), cache_folder=own_cache), AttemptSucceeded)
    idle = IdlePrograms(own_cache, nobody)
    assert idle.list_idle(NOW - timedelta(days=1)) == ()
    found = idle.list_idle(SOON)
    assert sorted(each.kind for each in found) == ["runtime", "source"]
    assert next(each.size_bytes for each in found if each.kind == "source") >= len(QUICK)
    assert not any(idle.remove(each, NOW - timedelta(days=1)) for each in found)
    machine.close()
    until(lambda: all(idle.remove(each, SOON) for each in found))
    assert idle.list_idle(SOON) == ()
    again = machine.end_of(a_request(machine, QUICK, 2), cache_folder=own_cache)
    assert isinstance(again, AttemptSucceeded)


def test_a_launcher_and_a_task_without_its_launcher_keep_them(machine, own_cache):
    launcher, reports = machine.launcher(cache_folder=own_cache)
    request = a_request(machine, LASTING)
    launcher.launch(request)
    reports.next(AttemptStarted)
    idle = IdlePrograms(own_cache, nobody)
    found = idle.list_idle(SOON)
    assert not any(idle.remove(each, SOON) for each in found)
    launcher.close()
    assert not any(idle.remove(each, SOON) for each in found)
    again, reports = machine.launcher(cache_folder=own_cache)
    again.adopt(request)
    reports.next(AttemptStarted)
    again.cancel(request.id)
    reports.end()


def test_running_containers_keep_them(tmp_path):
    place = tmp_path / "shipped" / "abc"
    place.mkdir(parents=True)
    os.utime(place, (0, 0))
    (found,) = IdlePrograms(tmp_path, nobody).list_idle(NOW)
    assert not IdlePrograms(tmp_path, lambda: True).remove(found, NOW)
    assert IdlePrograms(tmp_path, nobody).remove(found, NOW)
    assert not place.exists()


def test_whoever_wants_them_waits_until_a_removal_is_through_and_lets_go_once(tmp_path):
    first, second = Hold(tmp_path, PROGRAMS), Hold(tmp_path, PROGRAMS)
    place = tmp_path / "sources" / "abc"
    place.mkdir(parents=True)
    os.utime(place, (0, 0))
    idle = IdlePrograms(tmp_path, nobody)
    (found,) = idle.list_idle(NOW)
    first.close()
    first.close()
    assert not idle.remove(found, NOW)
    second.close()
    assert idle.remove(found, NOW)


def test_a_cache_that_is_not_there_has_nothing(tmp_path):
    assert IdlePrograms(tmp_path / "none", nobody).list_idle(SOON) == ()


def until(holds):
    """Wait for the fork servers of a closed launcher."""
    deadline = datetime.now(UTC) + timedelta(seconds=240)
    while not holds():
        assert datetime.now(UTC) < deadline
