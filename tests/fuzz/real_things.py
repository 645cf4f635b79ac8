"""Puts things that there are into the requests that Schemathesis makes up; loaded by it through `schemathesis.toml`.

Random ids find only "not found". So where a request is meant to be valid, most of its names are replaced by those of
one run, pipeline, artifact that the server knows. What is put in follows from the request itself, so that a request
that failed fails again, and is made smaller. Deleting calls get things that are there to be deleted.
"""

import json
import os
import zlib
from pathlib import Path

import schemathesis
from hypothesis.internal.conjecture.engine import ConjectureRunner
from schemathesis.core.parameters import ParameterLocation as Location
from schemathesis.generation import metrics
from schemathesis.transport.serialization import contains_binary

THINGS = json.loads(Path(os.environ["FUZZ_THINGS"]).read_text("utf-8"))
DOCUMENT = THINGS["document"]
FILES = ("document", "file", "pipeline_spec", "uploadfile")
LONGEST_WAIT = 0.2
"""Seconds of a long poll."""

if os.environ["FUZZ_IS_REPEATABLE"] == "yes":
    # Else values lean towards those that were answered well, and which parts of a request are made alike is chosen by
    # hashes of functions, which follow from their addresses in memory.
    assert metrics.maximize
    assert ConjectureRunner.generate_mutations_from
    metrics.maximize = lambda *_, **__: None
    ConjectureRunner.generate_mutations_from = lambda *_: None


@schemathesis.hook
def before_call(context, case, kwargs):
    """Put real things into a request that is about to be sent."""
    if case.meta is None:
        return
    dice = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode("utf-8", "replace"))
    shelf = THINGS["spare" if case.method.upper() == "DELETE" else "kept"]
    things = shelf[dice % len(shelf)]
    dice //= len(shelf)
    parts = ((Location.PATH, case.path_parameters), (Location.QUERY, case.query), (Location.BODY, case.body))
    for location, values in parts:
        if isinstance(values, dict) and not case.meta.is_negative_at(location):
            values.update(_real(values, things, dice))
    _be_quick(case.query)


def _real(values, things, dice):
    """Return what some of the values are replaced by."""
    found = {}
    for place, name in enumerate(sorted(values)):
        if name in things and (dice >> (2 * place)) % 4:
            found[name] = things[name]
        elif name in FILES and dice % 3:
            found[name] = json.loads(DOCUMENT) if name == "pipeline_spec" else DOCUMENT
    # What holds bytes and was changed, Schemathesis takes for invalid.
    return {} if contains_binary({**values, **found}) else found


def _be_quick(query):
    """Let no long poll wait long, where it may wait."""
    if isinstance(query, dict) and "wait" in query:
        try:
            wait = float(query["wait"])
        except (TypeError, ValueError):
            return
        if LONGEST_WAIT < wait <= 60:
            query["wait"] = LONGEST_WAIT
