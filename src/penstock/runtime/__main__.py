"""``python -m penstock.runtime``: execute one task in this process."""

import os
import sys
from typing import Dict, List, Sequence

from penstock.runtime.task import Task, run_task
from penstock.runtime.usage import leave_usage

_USAGE = """\
usage: python -m penstock.runtime --executor-input-file FILE --function NAME --source FILE [--import-from FOLDER]..."""
_REQUIRED = ("--executor-input-file", "--function", "--source")


def main(arguments: Sequence[str]) -> int:
    """Execute the task that the arguments name; return its exit code, or 2 for a wrong use.

    What it took of the machine is left beside its input.
    """
    options: Dict[str, List[str]] = {"--import-from": []}
    rest = list(arguments)
    while rest:
        name = rest.pop(0)
        if name not in (*_REQUIRED, "--import-from") or not rest:
            sys.stderr.write(f"{_USAGE}\n")
            return 2
        options.setdefault(name, []).append(rest.pop(0))
    if any(name not in options for name in _REQUIRED):
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    required = [options[name][-1] for name in _REQUIRED]
    code = run_task(Task(*required, import_from=options["--import-from"]))
    leave_usage(os.path.dirname(required[0]))
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
