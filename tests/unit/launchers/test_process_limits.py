"""Time, memory, log and slots of tasks have limits, and a breach has a name."""

import shlex
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from penstock.engine.events import AttemptCanceled, AttemptFailed, AttemptStarted, AttemptSucceeded, AttemptWaiting
from penstock.engine.records import Resources
from penstock.launchers.files import files_of
from penstock.testing.attempts import a_command_request, a_function_request, an_artifact_slot

SLEEPER = "def run():\n    import signal\n    signal.pause()\n"
STUBBORN = (
    "def run():\n"
    "    import signal\n"
    "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "    print('ready', flush=True)\n"
    "    while True:\n"
    "        signal.pause()\n"
)


def test_stops_a_task_that_takes_too_long(machine):
    end = machine.end_of(a_function_request(machine.root, SLEEPER, timeout=timedelta(seconds=0.3)))
    assert isinstance(end, AttemptFailed)
    assert end.failure.reason == "TimedOut"
    assert "0.3 seconds" in end.failure.message


def test_kills_a_task_that_does_not_want_to_end(machine):
    request = a_function_request(machine.root, STUBBORN, timeout=timedelta(seconds=0.3))
    end = machine.end_of(request, grace_seconds=0.2)
    assert end.failure.reason == "TimedOut"


def test_names_a_breach_of_memory(machine):
    source = "def run():\n    data = bytearray(400 << 20)\n    import signal\n    signal.pause()\n"
    limit = 100 << 20
    resources = Resources(memory_bytes=limit, memory_limit_bytes=limit)
    end = machine.end_of(a_function_request(machine.root, source, resources=resources))
    assert end.failure.reason == "OutOfMemory"
    assert "its limit is 100 MiB" in end.failure.message


HOARDER = "data = bytearray(64 << 20)\nwhile sum(__import__('os').times()[:2]) < 0.2:\n    pass\n"


def test_tells_memory_and_cpu_time_of_a_function(machine):
    source = "def run():\n" + "".join(f"    {line}\n" for line in HOARDER.splitlines())
    usage = machine.end_of(a_function_request(machine.root, source)).usage
    assert usage.peak_memory_bytes > 64 << 20
    assert usage.cpu_seconds >= 0.2


@pytest.mark.parametrize("code", [0, 3])
def test_tells_memory_and_cpu_time_of_all_that_a_command_started(machine, code):
    program = shlex.join([sys.executable, "-c", HOARDER])
    request = a_command_request(machine.root, "sh", "-c", f"{program}; exit {code}")
    end = machine.end_of(request)
    assert end.exit_code == code
    assert end.usage.peak_memory_bytes > 64 << 20
    assert end.usage.cpu_seconds >= 0.2


def test_tells_memory_and_cpu_time_of_a_task_that_was_killed(machine):
    end = machine.end_of(a_command_request(machine.root, sys.executable, "-c", f"{HOARDER}__import__('os').abort()"))
    assert end.failure.reason == "Killed"
    assert end.usage.peak_memory_bytes > 64 << 20


def test_counts_the_memory_of_processes_that_a_task_started(machine):
    source = (
        "def run():\n"
        "    import subprocess, sys\n"
        "    program = 'data = bytearray(400 << 20); import signal; signal.pause()'\n"
        "    subprocess.run([sys.executable, '-c', program])\n"
    )
    resources = Resources(memory_limit_bytes=100 << 20)
    end = machine.end_of(a_function_request(machine.root, source, resources=resources))
    assert end.failure.reason == "OutOfMemory"


TELLTALE = (
    "def run():\n"
    "    import os, subprocess\n"
    "    print('before', os.environ['PASSWORD'], 'after', flush=True)\n"
    "    subprocess.run(['sh', '-c', 'echo from a shell: $PASSWORD'])\n"
    "    raise ValueError('refused: ' + os.environ['PASSWORD'])\n"
)


@pytest.mark.parametrize("isolated", [False, True])
def test_shows_no_secret_in_log_and_message(machine, isolated):
    secret = "under the rose"
    changes = {"env": {"PASSWORD": secret}, "hidden": (f"{secret}\n",), "isolated": isolated}
    request = a_function_request(machine.root, TELLTALE, **changes)
    end = machine.end_of(request)
    log = Path(request.log_uri).read_text(encoding="utf-8")
    assert log.startswith("before ************** after\nfrom a shell: **************\n")
    assert end.failure.message.startswith("ValueError: refused: *** (")
    assert [text for text in (log, end.failure.message) if secret in text] == []
    kept = (path.read_text("utf-8") for path in files_of(request).control.iterdir() if path.is_file())
    assert not any(secret in text for text in kept)


def test_keeps_head_and_tail_of_a_log_that_grows_too_long(machine):
    source = (
        "def run():\n"
        "    print('the first line')\n"
        "    for _ in range(64):\n"
        "        print('x' * (1 << 20))\n"
        "    print('the last line')\n"
    )
    request = a_function_request(machine.root, source)
    assert isinstance(machine.end_of(request, log_bytes=1 << 20), AttemptSucceeded)
    log = machine.store.read(request.log_uri)
    assert len(log) <= (1 << 20) + 200
    assert log.startswith(b"the first line\n")
    assert log.endswith(b"the last line\n")
    assert b"bytes of output were dropped here" in log


def test_keeps_a_log_within_its_limit_as_whole(machine):
    source = "def run():\n    for number in range(50_000):\n        print('line', number)\n"
    request = a_function_request(machine.root, source)
    machine.end_of(request)
    lines = machine.store.read(request.log_uri).decode().splitlines()
    assert lines == [f"line {number}" for number in range(50_000)]


def test_says_why_a_task_waits(machine):
    launcher, reports = machine.launcher(cpus=1)
    one, two = (a_function_request(machine.root, SLEEPER, number=number) for number in (1, 2))
    launcher.launch(one)
    reports.next(AttemptStarted)
    launcher.launch(two)
    waiting = reports.next(AttemptWaiting)
    assert waiting.attempt_id == two.id
    assert waiting.why.reason == "NoFreeSlot"
    launcher.cancel(one.id)
    assert isinstance(reports.end(), AttemptCanceled)
    assert reports.next(AttemptStarted).attempt_id == two.id
    launcher.cancel(two.id)
    assert isinstance(reports.end(), AttemptCanceled)


def test_cancels_a_task_that_waits(machine):
    launcher, reports = machine.launcher(cpus=1)
    one, two = (a_function_request(machine.root, SLEEPER, number=number) for number in (1, 2))
    launcher.launch(one)
    reports.next(AttemptStarted)
    launcher.launch(two)
    launcher.cancel(two.id)
    assert reports.end().attempt_id == two.id
    launcher.cancel(one.id)
    assert reports.end().attempt_id == one.id
    assert not any(isinstance(event, AttemptStarted) and event.attempt_id == two.id for event in reports.seen)


def test_runs_a_task_that_asks_for_more_than_there_is(machine):
    launcher, reports = machine.launcher(cpus=2)
    launcher.launch(a_function_request(machine.root, "def run():\n    pass\n", resources=Resources(cpu=64)))
    started = reports.next(AttemptStarted)
    assert "64 cores (there are 2)" in " ".join(started.environment["notices"])
    assert isinstance(reports.end(), AttemptSucceeded)


def test_runs_many_tasks_at_once_and_loses_none(machine):
    launcher, reports = machine.launcher(cpus=4)
    requests = [
        a_function_request(
            machine.root,
            "def run(data: Output[Dataset]):\n    open(data.path, 'w').write('rows')\n",
            number=number,
            outputs={"data": an_artifact_slot()},
        )
        for number in range(60)
    ]
    for request in requests:
        launcher.launch(request)
    ends = [reports.end() for _ in requests]
    assert {end.attempt_id for end in ends} == {request.id for request in requests}
    assert all(isinstance(end, AttemptSucceeded) for end in ends)


@pytest.mark.parametrize("grace_seconds", [0.1])
def test_kills_a_cancelled_task_after_its_grace(machine, grace_seconds):
    launcher, reports = machine.launcher(grace_seconds=grace_seconds)
    request = a_function_request(machine.root, STUBBORN)
    launcher.launch(request)
    reports.next(AttemptStarted)
    launcher.cancel(request.id)
    assert isinstance(reports.end(), AttemptCanceled)


@pytest.mark.parametrize("measures_memory", [True, False])
def test_says_where_memory_cannot_be_limited(machine, measures_memory):
    launcher, reports = machine.launcher(measures_memory=measures_memory)
    limit = Resources(memory_limit_bytes=1 << 30)
    launcher.launch(a_function_request(machine.root, "def run(): pass\n", resources=limit))
    notices = reports.next(AttemptStarted).environment["notices"]
    assert any("memory is not limited" in notice for notice in notices) is not measures_memory
    reports.end()
