"""The program that looks for a regular expression: wanted and text come in, matching lines go out, as lines of JSON.

First a line with what is wanted, then the text. Out goes a list for each line that matches, then an object, or a text
that says what is wrong with the pattern.
"""

import itertools
import json
import re
import sys
from collections.abc import Iterator
from typing import IO

from penstock.server.bounded_memory import bound_memory
from penstock.services.log_lines import find_lines

MOST_MEMORY = 1 << 30
SHOWN = 2000
"""Characters of a line that are answered."""
PIECE_BYTES = 1 << 18


def main() -> None:
    """Search standard input."""
    bound_memory(MOST_MEMORY)
    source, target = sys.stdin.buffer, sys.stdout
    wanted = json.loads(source.readline())
    try:
        found = re.compile(wanted["pattern"], 0 if wanted["is_case_sensitive"] else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError, MemoryError) as error:
        print(json.dumps(str(error) or "it is too large"), file=target, flush=True)
        return
    matching = find_lines(_pieces(source), lambda text: found.search(text) is not None)
    for line in itertools.islice(matching, wanted["limit"]):
        print(json.dumps([line.number, line.offset, line.text[:SHOWN]]), file=target, flush=True)
    is_cut = next(matching, None) is not None
    print(json.dumps({"is_cut": is_cut}), file=target, flush=True)


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE_BYTES):
        yield piece
