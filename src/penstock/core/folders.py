"""What lies in a folder while others are at work in it."""

import os
from typing import Iterator


def statuses_below(folder: str) -> Iterator[os.stat_result]:
    """Yield the status of every file below a folder; what is removed in this moment is passed over."""
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.lstat(os.path.join(place, name))  # noqa: PTH118 - thousands of files: no Path for each
            except FileNotFoundError:
                continue
            yield status
