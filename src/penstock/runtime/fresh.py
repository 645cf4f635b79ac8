"""A fresh interpreter, started ahead of the one attempt that it becomes: where a fork is unsafe, or not wanted."""

import json
import os
import traceback

from penstock.runtime import kfp_names, task  # noqa: F401  # what every task loads, while there is time
from penstock.runtime.attempt import Attempt, AttemptDescription, write_by_line
from penstock.runtime.attempt_files import open_lock

_LONGEST_PATH = 1 << 16
_FAILED = 1


def main(pipe: int) -> int:
    """Wait for the path of a description, and run that attempt; end quietly when whoever would send it is gone."""
    write_by_line()
    path = os.read(pipe, _LONGEST_PATH).decode("utf-8", "surrogateescape")
    os.close(pipe)
    if not path:
        return 0
    try:
        with open(path, encoding="utf-8") as file:
            description = AttemptDescription(json.load(file))
        os.unlink(path)  # it holds the variables of the task, and secrets among them
        return Attempt(description, open_lock(description.folder)).run()
    except Exception:  # noqa: BLE001  # the last place where an error of ours in a task can be told
        traceback.print_exc()
        return _FAILED
