"""A task outlives what started it: the fork server, and the process that drives; the next one finds its end."""

import os
import queue
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.engine.events import AttemptCanceled, AttemptLost, AttemptStarted, AttemptSucceeded
from penstock.launchers.files import files_of, make_files
from penstock.runtime.attempt_files import read_claim
from penstock.testing.attempts import a_command_request, a_function_request, a_parameter

#: Says that it runs, and ends when somebody writes to its pipe.
PATIENT = """
def run(gate: str) -> str:
    print('it runs')
    open(gate + '.ready', 'w').write('1')
    return open(gate).read()
"""
DRIVER = """
import os, sys
from pathlib import Path
from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.launchers.process import ProcessSettings, make_process_launcher
from penstock.testing.attempts import a_function_request, a_parameter
from penstock.testing.launchers import Reports
from penstock.engine.events import AttemptStarted

root, cache, gate, source = sys.argv[1:]
reports = Reports()
store = LocalArtifactStore(Path(root), SystemClock())
settings = ProcessSettings(cache_folder=Path(cache), environ=os.environ, cpus=2, memory_bytes=0)
launcher = make_process_launcher(settings, store=store, clock=SystemClock(), sink=reports.push)
launcher.launch(a_function_request(Path(root), source, inputs={"gate": gate}, outputs={"Output": a_parameter()}))
reports.next(AttemptStarted)
print("started", flush=True)
sys.stdin.read()
"""

#: Keeps an attempt, and becomes its process when it is told to.
LATE = """
import sys
from penstock.runtime.attempt_files import KEEPER_BYTE, claim, open_lock, try_lock, write_result

folder = sys.argv[1]
lock = open_lock(folder)
assert try_lock(lock, KEEPER_BYTE)
print("kept", flush=True)
sys.stdin.readline()
assert claim(folder, lock, 5.0)
print("claimed", flush=True)
sys.stdin.readline()
write_result(folder, {"exit_code": 0})
"""


@pytest.fixture
def gate(tmp_path):
    path = tmp_path / "gate"
    os.mkfifo(path)
    os.mkfifo(f"{path}.ready")
    return path


def patient(machine, gate, **changes):
    return a_function_request(
        machine.root, PATIENT, inputs={"gate": str(gate)}, outputs={"Output": a_parameter()}, **changes
    )


def wait_until_it_runs(gate):
    Path(f"{gate}.ready").read_text()


def process_of(request):
    lock = os.open(files_of(request).control / "lock", os.O_RDONLY)
    try:
        return read_claim(lock)["pid"]
    finally:
        os.close(lock)


def parent_of(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:")))


def a_dead_driver(machine, gate):
    """Start the patient task from another process, and kill that process."""
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, machine.root, machine.settings.cache_folder, gate, PATIENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with driver:
        assert driver.stdout.readline() == b"started\n"
        wait_until_it_runs(gate)
        driver.kill()


def test_goes_on_when_the_fork_server_is_killed(machine, gate):
    launcher, reports = machine.launcher()
    request = patient(machine, gate)
    launcher.launch(request)
    wait_until_it_runs(gate)
    os.kill(parent_of(process_of(request)), signal.SIGKILL)
    gate.write_text("done")
    end = reports.end()
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"Output": "done"}
    assert end.usage.peak_memory_bytes > 1 << 20
    assert end.usage.cpu_seconds > 0


def test_starts_another_fork_server_when_one_was_killed(machine, gate):
    launcher, reports = machine.launcher()
    request = patient(machine, gate)
    launcher.launch(request)
    wait_until_it_runs(gate)
    os.kill(parent_of(process_of(request)), signal.SIGKILL)
    gate.write_text("done")
    assert isinstance(reports.end(), AttemptSucceeded)
    launcher.launch(a_function_request(machine.root, "def run():\n    pass\n", number=2))
    assert isinstance(reports.end(), AttemptSucceeded)


def test_a_task_that_a_dying_fork_server_did_not_start_is_lost_and_did_not_fail(machine):
    source = "def run() -> int:\n    import os\n    return os.getppid()\n"
    launcher, reports = machine.launcher()
    for number in range(1, 21):
        outputs = {"Output": a_parameter("NUMBER_INTEGER")}
        launcher.launch(a_function_request(machine.root, source, number=number, outputs=outputs))
        end = reports.end()
        assert isinstance(end, AttemptSucceeded | AttemptLost), end
        if isinstance(end, AttemptSucceeded):
            os.kill(end.outputs.parameters["Output"], signal.SIGKILL)


def test_a_cancel_that_a_dying_fork_server_did_not_hear_is_heeded(machine, gate):
    launcher, reports = machine.launcher()
    request = patient(machine, gate)
    launcher.launch(request)
    wait_until_it_runs(gate)
    server = parent_of(process_of(request))
    os.kill(server, signal.SIGSTOP)
    launcher.cancel(request.id)
    os.kill(server, signal.SIGKILL)
    assert isinstance(reports.end(), AttemptCanceled)


@pytest.fixture
def many_files():
    """Let what this process opens have numbers from 1024 on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2048:
        pytest.skip("no right to open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1024)]
    yield
    for file in files:
        os.close(file)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_driver_may_have_many_files_open(machine, gate, many_files):
    test_goes_on_when_the_fork_server_is_killed(machine, gate)


def test_starts_what_an_earlier_driver_was_about_to_start(machine):
    launcher, reports = machine.launcher()
    request = a_function_request(machine.root, "def run():\n    pass\n")
    make_files(request, files_of(request), for_command=False)
    launcher.launch(request)
    end = reports.end()
    assert isinstance(end, AttemptSucceeded)
    assert end.attempt_id == request.id


def test_adopts_a_task_whose_driver_was_killed(machine, gate):
    a_dead_driver(machine, gate)
    launcher, reports = machine.launcher()
    launcher.adopt(patient(machine, gate))
    gate.write_text("done")
    end = reports.end()
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"Output": "done"}


def test_adopts_what_ended_while_nobody_drove(machine, gate):
    a_dead_driver(machine, gate)
    gate.write_text("done")
    launcher, reports = machine.launcher()
    launcher.adopt(patient(machine, gate))
    assert reports.end().outputs.parameters == {"Output": "done"}


def test_finds_its_end_when_driver_and_fork_server_were_killed(machine, gate):
    a_dead_driver(machine, gate)
    request = patient(machine, gate)
    os.kill(parent_of(process_of(request)), signal.SIGKILL)
    launcher, reports = machine.launcher()
    launcher.adopt(request)
    gate.write_text("done")
    assert reports.end().outputs.parameters == {"Output": "done"}


def test_tells_a_task_that_was_killed_under_a_fork_server_without_driver(machine, gate):
    a_dead_driver(machine, gate)
    request = patient(machine, gate)
    os.kill(process_of(request), signal.SIGKILL)
    launcher, reports = machine.launcher()
    launcher.adopt(request)
    end = reports.end()
    assert isinstance(end, AttemptLost)
    assert end.why.reason == "Killed"


def test_calls_a_task_lost_that_vanished_with_all_who_watched_it(machine, gate):
    a_dead_driver(machine, gate)
    request = patient(machine, gate)
    task = process_of(request)
    os.kill(parent_of(task), signal.SIGKILL)
    os.kill(task, signal.SIGKILL)
    launcher, reports = machine.launcher()
    launcher.adopt(request)
    assert isinstance(reports.end(), AttemptLost)


def test_never_starts_again_what_was_called_lost(machine):
    launcher, reports = machine.launcher()
    request = a_function_request(machine.root, "def run():\n    pass\n")
    make_files(request, files_of(request), for_command=False)
    for begin in (launcher.adopt, launcher.launch):
        begin(request)
        assert isinstance(reports.end(), AttemptLost)
    assert not files_of(request).log.exists()


@pytest.mark.parametrize("kills_server", [False, True])
def test_cancels_an_adopted_task(machine, gate, kills_server):
    a_dead_driver(machine, gate)
    request = patient(machine, gate)
    if kills_server:
        os.kill(parent_of(process_of(request)), signal.SIGKILL)
    launcher, reports = machine.launcher()
    launcher.adopt(request)
    launcher.cancel(request.id)
    assert isinstance(reports.end(), AttemptCanceled)


def test_kills_an_adopted_task_that_does_not_want_to_end(machine, gate):
    source = (
        "def run(gate: str):\n"
        "    import signal\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    open(gate + '.ready', 'w').write('1')\n"
        "    while True:\n"
        "        signal.pause()\n"
    )
    first, _ = machine.launcher()
    request = a_function_request(machine.root, source, inputs={"gate": str(gate)})
    first.launch(request)
    wait_until_it_runs(gate)
    first.close()
    second, reports = machine.launcher(grace_seconds=0.1)
    second.adopt(request)
    second.cancel(request.id)
    assert isinstance(reports.end(), AttemptCanceled)


def test_runs_an_attempt_once_though_two_launchers_start_it(machine, gate):
    (first, one), (second, two) = machine.launcher(), machine.launcher()
    request = patient(machine, gate)
    first.launch(request)
    wait_until_it_runs(gate)
    second.launch(request)
    gate.write_text("done")
    assert one.end().outputs == two.end().outputs
    assert machine.store.read(request.log_uri) == b"it runs\n"


def test_a_command_of_this_machine_outlives_its_driver(machine, gate):
    first, _ = machine.launcher()
    outputs = {"word": a_parameter()}
    script = f"echo 1 > '{gate}.ready'; cat '{gate}' > \"$0\""
    path = machine.root / "00000000-0000-4000-8000-000000000001/1-1/parameters/word"
    request = a_command_request(machine.root, "sh", "-c", script, str(path), outputs=outputs)
    first.launch(request)
    wait_until_it_runs(gate)
    first.close()
    os.kill(parent_of(process_of(request)), signal.SIGKILL)
    second, reports = machine.launcher()
    second.adopt(request)
    gate.write_text("done")
    assert reports.end().outputs.parameters == {"word": "done"}


def test_reports_nothing_after_it_was_closed(machine, gate):
    launcher, reports = machine.launcher()
    launcher.launch(patient(machine, gate))
    reports.next(AttemptStarted)
    wait_until_it_runs(gate)
    launcher.close()
    gate.write_text("done")
    with pytest.raises(queue.Empty):
        reports._events.get(timeout=0.2)


def test_an_attempt_adopted_before_it_is_a_process_is_told_when_it_starts(machine):
    request = patient(machine, "gate")
    control = files_of(request).control
    control.mkdir(parents=True)
    words = [sys.executable, "-c", LATE, str(control)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
        assert keeper.stdout.readline() == b"kept\n"
        launcher, reports = machine.launcher()
        launcher.adopt(request)
        with pytest.raises(queue.Empty):
            reports._events.get(timeout=0.2)
        keeper.stdin.write(b"\n")
        keeper.stdin.flush()
        assert reports.next(AttemptStarted).at.timestamp() == 5.0
        keeper.stdin.close()
    reports.end()
