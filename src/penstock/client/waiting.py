"""Waiting for a run to end, without asking too often and without giving up at the first hiccup of a network."""

import time
from collections.abc import Iterator

from penstock.client.api import Api
from penstock.client.messages import Run
from penstock.core.errors import ApiError

FINAL = frozenset({"SUCCEEDED", "FAILED", "SKIPPED", "CANCELED", "ERROR"})
"""States that a run stays in. KFP's own client forgets CANCELED, and waits for ever."""
FIRST_SECONDS = 0.5
GROWTH = 1.5
PATIENCE_SECONDS = 60.0
"""How long a server may stay away, for example while it is replaced by a newer one."""


def is_final(run: Run) -> bool:
    """Tell whether a run has ended."""
    return (run.state or "").upper() in FINAL


def wait_for_end(
    api: Api, run_id: str, *, timeout_seconds: float, pause_seconds: float, patience_seconds: float = PATIENCE_SECONDS
) -> Run:
    """Return a run when it has ended. Raises `TimeoutError`, and `ApiError` when the server stays away."""
    answered = time.monotonic()
    deadline = answered + timeout_seconds
    for pause in pauses(pause_seconds):
        try:
            run = api.get_run(run_id)
        except ApiError as error:
            if not error.is_passing or time.monotonic() - answered > patience_seconds:
                raise
        else:
            answered = time.monotonic()
            if is_final(run):
                return run
        if time.monotonic() + pause > deadline:
            raise TimeoutError(f"Run timeout: run {run_id} has not ended within {timeout_seconds:g} seconds")
        time.sleep(pause)
    raise AssertionError  # pauses have no end


def pauses(longest: float) -> Iterator[float]:
    """Yield how long to wait between two questions: at first briefly, since many runs are short."""
    pause = min(FIRST_SECONDS, longest)
    while True:
        yield pause
        pause = min(pause * GROWTH, longest)
