"""What a process and those that it waited for took of the machine, in the words of a result file."""

import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any, Dict

from penstock.runtime.whole_files import write_whole

USAGE = "usage.json"
"""The file in which a process leaves what it took, where nobody else can measure it."""

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


def usage_of(spent: Any, peak_bytes: int = 0) -> Dict[str, Any]:
    """Return an account of the system as facts of a result; `peak_bytes` is what was seen of all processes at once."""
    return {
        "peak_bytes": max(peak_bytes, spent.ru_maxrss * _MAXRSS_UNIT),
        "cpu_seconds": round(spent.ru_utime + spent.ru_stime, 6),
    }


def own_usage() -> Dict[str, Any]:
    """Return what this process took so far, with what it waited for."""
    own, theirs = (usage_of(resource.getrusage(who)) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "peak_bytes": max(own["peak_bytes"], theirs["peak_bytes"]),
        "cpu_seconds": round(own["cpu_seconds"] + theirs["cpu_seconds"], 6),
    }


def leave_usage(folder: str) -> None:
    """Leave what this process took, whole or not at all; a full or foreign disk is not worth an error."""
    path = os.path.join(folder, USAGE)
    with suppress(OSError):
        write_whole(path, json.dumps(own_usage()))
