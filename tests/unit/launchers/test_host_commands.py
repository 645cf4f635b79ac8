"""Commands of this machine run only where they are allowed and exist; others say what they need."""

import json

import pytest

from penstock.core.errors import LaunchError
from penstock.engine.events import AttemptFailed, AttemptLost, AttemptSucceeded
from penstock.engine.records import AttemptRequest
from penstock.testing.attempts import RUN, a_command_request, a_parameter, a_request, an_artifact_slot

PREFIX = f"{RUN}/1-1"


def refused(machine, request: AttemptRequest) -> LaunchError:
    launcher, _ = machine.launcher()
    with pytest.raises(LaunchError) as caught:
        launcher.launch(request)
    return caught.value


def test_runs_a_command_and_reads_what_it_wrote(machine):
    outputs = {"count": a_parameter("NUMBER_INTEGER"), "data": an_artifact_slot()}
    place = f"{machine.root}/{PREFIX}"
    script = f"echo 7 > '{place}/parameters/count'; echo rows > '{place}/outputs/data'"
    end = machine.end_of(a_command_request(machine.root, "sh", "-c", script, outputs=outputs))
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"count": 7}
    assert machine.store.read(end.outputs.artifacts["data"][0].uri) == b"rows\n"


def test_keeps_what_a_command_prints(machine):
    request = a_command_request(machine.root, "sh", "-c", "echo out; echo err >&2")
    machine.end_of(request)
    assert machine.store.read(request.log_uri) == b"out\nerr\n"


def test_tells_the_exit_code_of_a_command(machine):
    end = machine.end_of(a_command_request(machine.root, "sh", "-c", "echo why; exit 3"))
    assert isinstance(end, AttemptFailed)
    assert end.exit_code == 3
    assert end.failure.message == "The task ended with exit code 3:\nwhy"


def test_tells_the_signal_that_killed_a_command(machine):
    end = machine.end_of(a_command_request(machine.root, "sh", "-c", "kill -KILL $$"))
    assert isinstance(end, AttemptLost)  # somebody did it: the task is repeated
    assert end.why.reason == "Killed"
    assert "SIGKILL" in end.why.message


def test_does_not_run_commands_unless_they_are_allowed(machine):
    error = refused(machine, a_request(machine.root, command=("echo",), image="alpine"))
    assert error.reason == "NeedsContainerEngine"
    assert "--host-commands" in error.hint


def test_names_a_command_that_is_not_there(machine):
    error = refused(machine, a_command_request(machine.root, "no-such-command-here", image="alpine"))
    assert error.reason == "CommandNotFound"
    assert "'no-such-command-here'" in error.message


def test_needs_a_command_to_run(machine):
    error = refused(machine, a_request(machine.root, command=(), image="alpine", host_commands=True))
    assert error.reason == "NeedsContainerEngine"
    assert "entry point" in error.message


def test_refuses_inputs_too_large_for_an_argument(machine):
    request = a_command_request(machine.root, "echo", "{{$}}", inputs={"text": "x" * (129 << 10)})
    error = refused(machine, request)
    assert error.reason == "InputTooLarge"
    assert "131,072" in error.message


def test_gives_a_command_the_executor_input_as_text(machine):
    request = a_command_request(
        machine.root, "sh", "-c", 'printf %s "$0" > "$1"', "{{$}}", f"{machine.root}/{PREFIX}/parameters/given",
        inputs={"text": "ä 'quoted'"}, outputs={"given": a_parameter()},
    )  # fmt: skip
    end = machine.end_of(request)
    assert json.loads(end.outputs.parameters["given"]) == request.executor_input


def test_runs_an_unknown_form_of_a_python_component_as_it_is(machine):
    program = "import sys\nfrom kfp.dsl import *\ndef run(word: OutputPath(str)):\n    open(word, 'w').write('done')\n"
    script = (
        'echo something new; printf "%s" "$0" > ephemeral_component.py\n'
        'python3 -m kfp.dsl.executor_main --component_module_path ephemeral_component.py "$@"'
    )
    request = a_request(
        machine.root,
        command=("sh", "-ec", script, program),
        args=("--executor_input", "{{$}}", "--function_to_execute", "run"),
        outputs={"word": a_parameter()},
    )
    end = machine.end_of(request)
    assert isinstance(end, AttemptSucceeded), end
    assert end.outputs.parameters == {"word": "done"}


def test_says_that_no_argument_can_hold_a_nul_character(machine):
    end = machine.end_of(a_command_request(machine.root, "echo", "a\0b"))
    assert end.failure.message == "The task ended with exit code 126:\necho: embedded null byte"
