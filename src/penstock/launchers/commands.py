"""Fills the executor input as a whole into a command, the last placeholder that a launcher renders."""

import json

from penstock.core.errors import LaunchError
from penstock.engine.records import AttemptRequest
from penstock.spec.lightweight import EXECUTOR_INPUT_PLACEHOLDER

_MOST_ARGUMENT_BYTES = 128 << 10
"""The longest single argument that Linux passes to a program."""


def with_executor_input(words: tuple[str, ...], request: AttemptRequest) -> tuple[str, ...]:
    """Return the words with the executor input in them.

    Raises `LaunchError` when it is too long for an argument (decision A15).
    """
    if not any(EXECUTOR_INPUT_PLACEHOLDER in word for word in words):
        return words
    text = json.dumps(request.executor_input, ensure_ascii=False)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size >= _MOST_ARGUMENT_BYTES:
        raise LaunchError(
            f"The inputs of task {request.task_name!r} take {size:,} bytes in its command; an argument has at most "
            f"{_MOST_ARGUMENT_BYTES:,}",
            reason="InputTooLarge",
            hint="pass large values as artifacts instead of parameters",
        )
    return tuple(word.replace(EXECUTOR_INPUT_PLACEHOLDER, text) for word in words)
