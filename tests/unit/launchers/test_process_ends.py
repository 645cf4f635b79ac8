"""Every way in which a task ends becomes a true event with words for people."""

import os
import select
import signal
import time
from pathlib import Path

import pytest

from penstock.engine.events import AttemptCanceled, AttemptFailed, AttemptLost, AttemptStarted, AttemptSucceeded
from penstock.launchers.files import files_of
from penstock.testing.attempts import a_command_request, a_function_request, a_parameter, an_artifact_slot

INTEGER = a_parameter("NUMBER_INTEGER")


def test_returns_what_a_function_returns(machine):
    source = "def run(a: int, b: int) -> int:\n    return a + b\n"
    end = machine.end_of(a_function_request(machine.root, source, inputs={"a": 1, "b": 2}, outputs={"Output": INTEGER}))
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"Output": 3}


def test_publishes_artifacts_with_digest_and_metadata(machine):
    source = "def run(data: Output[Dataset]):\n    open(data.path, 'w').write('rows')\n    data.metadata['rows'] = 1\n"
    end = machine.end_of(a_function_request(machine.root, source, outputs={"data": an_artifact_slot()}))
    (artifact,) = end.outputs.artifacts["data"]
    assert artifact.metadata == {"rows": 1}
    assert artifact.digest.startswith("sha256:")
    assert machine.store.read(artifact.uri) == b"rows"


def test_takes_an_artifact_from_the_path_that_the_task_chose(machine):
    source = "def run(data: Output[Dataset]):\n    open('mine.csv', 'w').write('rows')\n    data.set_path('mine.csv')\n"
    end = machine.end_of(a_function_request(machine.root, source, outputs={"data": an_artifact_slot()}))
    (artifact,) = end.outputs.artifacts["data"]
    assert artifact.uri.endswith("/outputs/data")
    assert machine.store.read(artifact.uri) == b"rows"


def test_names_the_exception_and_its_place(machine):
    source = "def run():\n    raise ValueError('no rows')\n"
    end = machine.end_of(a_function_request(machine.root, source))
    assert isinstance(end, AttemptFailed)
    assert end.failure.reason == "Exception"
    assert end.failure.message == "ValueError: no rows (ephemeral_component.py, line 7 in run)"
    assert end.exit_code == 1


def test_says_how_a_missing_module_is_added(machine):
    end = machine.end_of(
        a_function_request(machine.root, "def run():\n    import not_installed.deep\n", image="some/image")
    )
    assert "'not_installed'" in end.failure.hint
    assert "packages_to_install" in end.failure.hint
    assert "some/image" in end.failure.hint


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        ("open('data/rows.csv')", "give 'data/rows.csv' by its whole path, or as an artifact"),
        ("input('really? ')", "a task has no keyboard"),
        ("breakpoint()", "--pdb does it again in the debugger"),
    ],
)
def test_says_what_a_task_does_not_have(machine, statement, hint):
    end = machine.end_of(a_function_request(machine.root, f"def run():\n    {statement}\n"))
    assert hint in end.failure.hint


@pytest.mark.parametrize(
    ("statement", "reason", "said"),
    [
        ("raise SystemExit(3)", "ExitCode", "SystemExit: 3"),
        ("import os; os._exit(4)", "ExitCode", "exit code 4"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "Killed", "signal 11 (SIGSEGV)"),
    ],
)
def test_tells_exit_codes_from_signals(machine, statement, reason, said):
    end = machine.end_of(a_function_request(machine.root, f"def run():\n    print('last words')\n    {statement}\n"))
    assert isinstance(end, AttemptFailed)
    assert end.failure.reason == reason
    assert said in end.failure.message


def test_shows_the_last_lines_of_the_log(machine):
    source = "def run():\n    print('last words', flush=True)\n    import os\n    os._exit(4)\n"
    end = machine.end_of(a_function_request(machine.root, source))
    assert end.failure.message.endswith(":\nlast words")


def test_takes_exit_zero_without_a_result_for_success(machine):
    end = machine.end_of(a_function_request(machine.root, "def run():\n    import os\n    os._exit(0)\n"))
    assert isinstance(end, AttemptSucceeded)


def test_misses_an_output_that_was_declared(machine):
    end = machine.end_of(a_function_request(machine.root, "def run() -> int:\n    pass\n", outputs={"Output": INTEGER}))
    assert end.failure.reason == "MissingOutput"
    assert "'Output'" in end.failure.message


def test_refuses_an_output_of_another_type(machine):
    source = "def run(number: OutputPath(int)):\n    open(number, 'w').write('many')\n"
    end = machine.end_of(a_function_request(machine.root, source, outputs={"number": INTEGER}))
    assert end.failure.reason == "WrongOutputType"
    assert "a whole number, got str 'many'" in end.failure.message


def test_lets_a_task_leave_no_content(machine):
    source = "def run(data: Output[Dataset]):\n    data.metadata['only'] = 'this'\n"
    end = machine.end_of(a_function_request(machine.root, source, outputs={"data": an_artifact_slot()}))
    (artifact,) = end.outputs.artifacts["data"]
    assert artifact.digest is None
    assert artifact.metadata == {"only": "this"}


def test_writes_out_what_user_code_left_open(machine):
    source = (
        "import atexit, threading\nfile = None\n\n"
        "def run(data: Output[Dataset]):\n"
        "    global file\n"
        "    file = open(data.path, 'w')\n"
        "    file.write('a')\n"
        "    atexit.register(file.write, 'c')\n"
        "    threading.Thread(target=file.write, args=('b',)).start()\n"
    )
    end = machine.end_of(a_function_request(machine.root, source, outputs={"data": an_artifact_slot()}))
    (artifact,) = end.outputs.artifacts["data"]
    assert machine.store.read(artifact.uri) == b"abc"


def has_ended(pid):
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 240)[0])
    finally:
        os.close(process)


def test_ends_what_a_task_started_and_left(machine):
    source = "def run() -> int:\n    import subprocess\n    return subprocess.Popen(['sleep', '600']).pid\n"
    end = machine.end_of(a_function_request(machine.root, source, outputs={"Output": INTEGER}))
    assert has_ended(end.outputs.parameters["Output"])


def test_gives_a_task_its_own_folder_and_variables(machine):
    source = (
        "def run() -> str:\n"
        "    import os, sys\n"
        "    return ' '.join([os.path.basename(os.getcwd()), os.environ['MINE'], str('pytest' in sys.modules)])\n"
    )
    request = a_function_request(machine.root, source, env={"MINE": "yes"}, outputs={"Output": a_parameter()})
    assert machine.end_of(request).outputs.parameters == {"Output": "work yes False"}


def test_shows_a_task_nothing_of_the_callers_packages(machine):
    end = machine.end_of(a_function_request(machine.root, "def run():\n    import pytest\n"))
    assert "No module named 'pytest'" in end.failure.message


def test_runs_in_a_fresh_interpreter_when_told(machine):
    source = "def run() -> int:\n    import os\n    return os.getppid()\n"
    request = a_function_request(machine.root, source, outputs={"Output": INTEGER})
    assert isinstance(machine.end_of(request, is_isolated=True), AttemptSucceeded)


def test_tells_a_failure_from_a_fresh_interpreter(machine):
    source = "def run():\n    raise ValueError('no rows')\n"
    end = machine.end_of(a_function_request(machine.root, source), is_isolated=True)
    assert end.failure.message.startswith("ValueError: no rows")


def test_each_fresh_interpreter_is_used_once_and_the_next_one_waits(machine):
    source = "def run() -> int:\n    import os\n    return os.getpid()\n"
    launcher, reports = machine.launcher(is_isolated=True)
    seen = set()
    for number in range(1, 5):
        outputs = {"Output": INTEGER}
        launcher.launch(a_function_request(machine.root, source, number=number, outputs=outputs))
        seen.add(reports.end().outputs.parameters["Output"])
    assert len(seen) == 4


def test_a_fresh_interpreter_that_was_killed_while_it_waited_costs_nothing(machine):
    source = (
        "def run() -> int:\n    import os, signal, pathlib\n    server = os.getppid()\n"
        "    waiting = pathlib.Path(f'/proc/{server}/task/{server}/children').read_text().split()\n"
        "    [os.kill(int(pid), signal.SIGKILL) for pid in waiting if int(pid) != os.getpid()]\n"
        "    return len(waiting)\n"
    )
    launcher, reports = machine.launcher(is_isolated=True)
    for number in (1, 2):
        launcher.launch(a_function_request(machine.root, source, number=number, outputs={"Output": INTEGER}))
        assert isinstance(reports.end(), AttemptSucceeded)


def test_a_fresh_interpreter_that_was_killed_before_it_claimed_its_attempt_is_replaced(machine):
    source = (
        "def run() -> str:\n    import os, signal, pathlib\n    server = os.getppid()\n"
        "    children = pathlib.Path(f'/proc/{server}/task/{server}/children').read_text().split()\n"
        "    waiting = [int(pid) for pid in children if int(pid) != os.getpid()]\n"
        "    [os.kill(pid, signal.SIGSTOP) for pid in waiting]\n"
        "    return ' '.join(map(str, [server, *waiting]))\n"
    )
    outputs = {"Output": a_parameter()}
    launcher, reports = machine.launcher(is_isolated=True)
    launcher.launch(a_function_request(machine.root, source, number=1, outputs=outputs))
    server, *stopped = map(int, reports.end().outputs.parameters["Output"].split())
    launcher.launch(a_function_request(machine.root, "def run(): pass\n", number=2))
    children = Path(f"/proc/{server}/task/{server}/children")
    while len(children.read_text().split()) == len(stopped):  # until the next one that waits is started
        time.sleep(0.01)
    for pid in stopped:
        os.kill(pid, signal.SIGKILL)
    assert isinstance(reports.end(), AttemptSucceeded)


def test_a_request_may_ask_for_a_fresh_interpreter_beside_others_that_do_not(machine):
    launcher, reports = machine.launcher()
    source = "def run() -> str:\n    import sys\n    return str('penstock.runtime.fresh' in sys.modules)\n"
    ends = []
    for number, isolated in enumerate([False, True, False, True], start=1):
        outputs = {"Output": a_parameter()}
        launcher.launch(a_function_request(machine.root, source, number=number, outputs=outputs, isolated=isolated))
        ends.append(reports.end().outputs.parameters["Output"])
    assert ends == ["False", "True", "False", "True"]


def test_words_that_no_terminal_or_store_can_take_are_made_readable(machine):
    source = 'def run():\n    raise ValueError("\\x1b[31mred\\x1b[0m \\x00\\x1b]0;title\\x07 \\ud800")\n'
    end = machine.end_of(a_function_request(machine.root, source))
    replaced = "\N{REPLACEMENT CHARACTER}"
    assert end.failure.message.startswith(f"ValueError: red {replaced}{replaced}]0;title{replaced} {replaced}")


def test_what_user_code_closed_hides_no_failure(machine):
    source = 'import os\ndef run():\n    os.close(1)\n    os.close(2)\n    raise ValueError("seen")\n'
    end = machine.end_of(a_function_request(machine.root, source))
    assert (end.failure.reason, end.exit_code) == ("Exception", 1)
    assert end.failure.message.startswith("ValueError: seen")


@pytest.mark.parametrize("isolated", [False, True])
@pytest.mark.parametrize("end", ["raise ValueError('x')", "sys.exit('x')"])
def test_a_task_that_can_tell_nothing_on_a_full_disk_ends_all_the_same(machine, isolated, end):
    source = (
        "def run():\n"
        "    import os, sys\n"
        "    def full(*_):\n"
        "        raise OSError(28, 'No space left on device')\n"
        "    os.replace = full\n"
        f"    {end}\n"
    )
    request = a_function_request(machine.root, source, isolated=isolated)
    log = files_of(request).log
    log.parent.mkdir(parents=True)
    log.symlink_to("/dev/full")
    end = machine.end_of(request)
    assert isinstance(end, AttemptFailed)


def nested(machine, levels):
    source = (
        "def run(levels: int) -> dict:\n    value = {}\n    for _ in range(levels):\n        value = {'k': [value]}\n"
        "    return value\n"
    )
    outputs = {"Output": a_parameter("STRUCT")}
    return machine.end_of(a_function_request(machine.root, source, inputs={"levels": levels}, outputs=outputs))


def test_an_output_may_be_nested_deeply(machine):
    assert isinstance(nested(machine, 90), AttemptSucceeded)


def test_an_output_that_is_nested_too_deeply_is_named(machine):
    end = nested(machine, 100)
    assert end.failure.reason == "BadOutput"
    assert "nested too deeply" in end.failure.message


def test_an_attempt_that_somebody_killed_is_lost_and_says_so(machine):
    source = "def run():\n    import os, signal\n    print('last words')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    end = machine.end_of(a_function_request(machine.root, source))
    assert isinstance(end, AttemptLost)
    assert (end.why.reason, "signal 9 (SIGKILL)" in end.why.message) == ("Killed", True)
    assert "last words" in end.why.message


def test_a_command_that_somebody_killed_is_lost(machine):
    end = machine.end_of(a_command_request(machine.root, "sh", "-c", "kill -9 $$"))
    assert isinstance(end, AttemptLost)


def test_a_command_that_is_stopped_while_it_starts_hears_of_it(machine):
    launcher, reports = machine.launcher(grace_seconds=3600)
    for number in range(1, 31):
        request = a_command_request(machine.root, "sleep", "3600", number=number)
        launcher.launch(request)
        reports.next(AttemptStarted)
        launcher.cancel(request.id)
        assert isinstance(reports.end(), AttemptCanceled)


@pytest.mark.parametrize(
    ("uri", "hint"),
    [
        ("gs://bucket/rows.csv", "lies at gs://bucket/rows.csv, and is not brought here"),
        ("https://host/rows.csv", "lies at https://host/rows.csv, and is not brought here"),
        ("/nowhere/rows.csv", "names /nowhere/rows.csv, where nothing lies"),
    ],
)
def test_an_input_that_is_not_on_this_machine_is_named(machine, uri, hint):
    source = "def run(data: Input[Dataset]):\n    open(data.path)\n"
    request = a_function_request(machine.root, source)
    artifact = {"name": "data", "type": {"schemaTitle": "system.Dataset"}, "uri": uri, "metadata": {}}
    request.executor_input["inputs"]["artifacts"] = {"data": {"artifacts": [artifact]}}
    end = machine.end_of(request)
    assert end.failure.message.startswith("FileNotFoundError")
    assert end.failure.hint.startswith(f"input 'data' {hint}")
