"""What a task is given reaches it, however much that is and whichever way it is started."""

import pytest

from penstock.engine.events import AttemptSucceeded
from penstock.launchers.files import files_of
from penstock.testing.attempts import a_function_request, a_parameter

SOURCE = "def run(text: str) -> int:\n    return len(text)\n"
SMALL = 'Grüße, "everybody"\n\\ \U0001f600\x00'
LARGE = SMALL * 10_000


def a_length_request(machine, text, **changes):
    """Return a request of a task that tells how long its input is."""
    outputs = {"Output": a_parameter("NUMBER_INTEGER")}
    return a_function_request(machine.root, SOURCE, inputs={"text": text}, outputs=outputs, **changes)


@pytest.mark.parametrize("text", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("is_isolated", [False, True], ids=["forked", "fresh"])
def test_gives_small_and_large_inputs(machine, text, is_isolated):
    end = machine.end_of(a_length_request(machine, text), is_isolated=is_isolated)
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"Output": len(text)}


def test_leaves_no_file_of_what_a_forked_task_is_told(machine):
    request = a_length_request(machine, SMALL)
    machine.end_of(request)
    assert not files_of(request).input.exists()


def test_leaves_what_is_large_in_a_file(machine):
    request = a_length_request(machine, LARGE)
    machine.end_of(request)
    assert files_of(request).input.stat().st_size > len(LARGE)
