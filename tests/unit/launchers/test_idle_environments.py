"""Environments that nobody uses are removed; one that somebody uses never is, whatever moment is chosen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from penstock.artifact_store.reruns import IdleReruns
from penstock.engine.events import AttemptStarted, AttemptSucceeded
from penstock.launchers.process.idle_environments import IdleEnvironments
from penstock.testing.attempts import a_function_request, a_parameter

SOON = datetime.now(UTC) + timedelta(days=1)
LASTING = "import time\n\ndef work() -> str:\n    time.sleep(600)\n"
QUICK = "def work() -> str:\n    return 'done'\n"


@pytest.fixture
def own_cache(machine, tmp_path):
    """Give the machine a cache that no other test uses."""
    return tmp_path / "cache"


def a_request(machine, source, number=1):
    outputs = {"Output": a_parameter()}
    return a_function_request(machine.root, source, "work", number=number, outputs=outputs)


def test_an_environment_in_use_is_not_removed_and_goes_when_its_task_is_gone(machine, own_cache):
    launcher, reports = machine.launcher(cache_folder=own_cache)
    request = a_request(machine, LASTING)
    launcher.launch(request)
    reports.next(AttemptStarted)
    idle = IdleEnvironments(own_cache)
    (found,) = idle.list_idle(SOON)
    assert found.size_bytes > 0
    assert not idle.remove(found, SOON)
    launcher.close()  # the driver is gone; the task goes on, and holds its environment
    assert not idle.remove(found, SOON)
    again, reports = machine.launcher(cache_folder=own_cache)
    again.adopt(request)
    reports.next(AttemptStarted)
    again.cancel(request.id)
    reports.end()
    removed(idle, found)
    assert idle.list_idle(SOON) == ()


def removed(idle, found):
    """Remove an environment as soon as its last process has ended."""
    deadline = datetime.now(UTC) + timedelta(seconds=240)
    while not idle.remove(found, SOON):
        assert datetime.now(UTC) < deadline, "the environment stays in use"


def test_an_environment_that_was_used_since_is_kept(machine, own_cache):
    assert isinstance(machine.end_of(a_request(machine, QUICK), cache_folder=own_cache), AttemptSucceeded)
    idle = IdleEnvironments(own_cache)
    assert idle.list_idle(datetime.now(UTC) - timedelta(days=1)) == ()
    (found,) = idle.list_idle(SOON)
    assert not idle.remove(found, found.used_at)


def test_a_launcher_that_knows_a_removed_environment_makes_it_anew(machine, own_cache):
    first, reports = machine.launcher(cache_folder=own_cache)
    first.launch(a_request(machine, QUICK))
    assert isinstance(reports.end(), AttemptSucceeded)
    first.close()
    idle = IdleEnvironments(own_cache)
    (found,) = idle.list_idle(SOON)
    removed(idle, found)
    assert isinstance(machine.end_of(a_request(machine, QUICK, 2), cache_folder=own_cache), AttemptSucceeded)


def test_tasks_succeed_while_environments_are_collected_all_the_time(machine, own_cache):
    idle = IdleEnvironments(own_cache)

    def run(number):
        launcher, reports = machine.launcher(cache_folder=own_cache)
        launcher.launch(a_request(machine, QUICK, number))
        end = reports.end()
        launcher.close()
        return end

    with ThreadPoolExecutor(3) as pool:
        ends = [pool.submit(run, number) for number in range(1, 9)]
        while not all(end.done() for end in ends):
            for found in idle.list_idle(SOON):
                idle.remove(found, SOON)
    assert [type(end.result()) for end in ends] == [AttemptSucceeded] * 8


def test_there_is_nothing_idle_where_there_is_nothing(tmp_path):
    assert IdleEnvironments(tmp_path / "none").list_idle(SOON) == ()
    assert IdleReruns(tmp_path / "none").list_idle(SOON) == ()


def test_tasks_done_again_are_removed_when_they_are_old(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "data").write_text("12345")
    idle = IdleReruns(tmp_path)
    (found,) = idle.list_idle(SOON)
    assert (found.kind, found.size_bytes) == ("rerun", 5)
    assert not idle.remove(found, found.used_at)
    assert idle.remove(found, SOON)
    assert not idle.remove(found, SOON)
