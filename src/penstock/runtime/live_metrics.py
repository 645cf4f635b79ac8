"""What a task measures while it runs: a line of JSON for each number, in a file beside its outputs.

It is there to be looked at, and nothing hangs on it: what counts is the metadata that the task leaves in the end. A
number that cannot be written, on a full disk for example, is left out.
"""

import json
import os
from typing import Any, Optional

LIVE_METRICS = "live_metrics.jsonl"
MOST_BYTES = 4 << 20
"""Of one attempt; what a longer training logs after some 50,000 numbers is seen at its end."""


class LiveMetrics:
    """Tells the numbers of one output artifact as they come."""

    def __init__(self, folder: str, output: str) -> None:
        self._path = os.path.join(folder, LIVE_METRICS)
        self._output = output
        self._file = -1
        self._owner = 0

    def tell(self, metric: str, value: Any, step: Optional[Any] = None) -> None:
        """Append a number; never raises for what cannot be written."""
        point = {"output": self._output, "metric": metric, "value": value}
        if step is not None:
            point["step"] = step
        try:
            line = json.dumps(point).encode() + b"\n"
            file = self._opened()
            if os.fstat(file).st_size + len(line) <= MOST_BYTES:
                os.write(file, line)  # one write, appended: lines of several processes do not mix
        except (OSError, TypeError, ValueError):
            return

    def _opened(self) -> int:
        if self._owner != os.getpid():  # in what user code forked, another may have closed it
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            self._owner = os.getpid()
        return self._file
