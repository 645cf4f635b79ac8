"""What a traceback in a log says of the user's own code, in few lines."""

import re
from collections import deque
from collections.abc import Iterator

from penstock.core.errors import PenstockError
from penstock.engine.records import AttemptRecord
from penstock.services.logs import Reading, read_log

MOST_FRAMES = 6
"""The last frames of a traceback that are shown; recursions have thousands."""
_HEAD = "Traceback (most recent call last):\n"
_FRAME = re.compile(
    r'^  File "(?P<file>.+)", line (?P<line>\d+), in (?P<function>.+)\n(?:    (?P<code>[^ ~^].*)\n)?', re.MULTILINE
)
_LIBRARY = re.compile(r"[/\\](site|dist)-packages[/\\]|[/\\]lib[/\\]python3|^[^/\\]+[/\\]|^<frozen ")
"""Files of installed packages and of Python itself; those with relative names are parts of compiled ones."""


def own_frames(attempt: AttemptRecord, reading: Reading) -> list[str]:
    """Return where the last traceback of a log went through the user's code: each place and its source.

    Where there is only one place, its source: a failure names the last place already.
    """
    try:
        pieces = deque(read_log(attempt, artifacts=reading), maxlen=2)
    except PenstockError:
        return []
    _, head, text = b"".join(pieces).decode("utf-8", "replace").rpartition(_HEAD)
    places = list(_places(text)) if head else []
    if len(places) == 1:
        return places[0][1:]
    left_out = [f"… {len(places) - MOST_FRAMES} more"] if len(places) > MOST_FRAMES else []
    return [*left_out, *(line for place in places[-MOST_FRAMES:] for line in place)]


def _places(text: str) -> Iterator[list[str]]:
    for frame in _FRAME.finditer(text):
        if not _LIBRARY.search(frame["file"]):
            name = re.split(r"[/\\]", frame["file"])[-1]
            code = [f"  {frame['code'].rstrip()}"] if frame["code"] else []
            yield [f"{name}, line {frame['line']}, in {frame['function']}", *code]
