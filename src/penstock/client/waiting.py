"""Waiting for a run to end, without asking too often and without giving up at the first hiccup of a network."""

import time
from collections.abc import Iterator
from http import HTTPStatus

from penstock.client.api import Api
from penstock.client.messages import Run
from penstock.core.errors import ApiError, UnreachableError

FINAL = frozenset({"SUCCEEDED", "FAILED", "SKIPPED", "CANCELED", "ERROR"})
"""States that a run stays in. KFP's own client forgets CANCELED, and waits for ever."""
FIRST_SECONDS = 0.5
GROWTH = 1.5
PATIENCE = 5
"""How often in a row a server may fail to answer."""
_PASSING = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)


def is_final(run: Run) -> bool:
    """Tell whether a run has ended."""
    return (run.state or "").upper() in FINAL


def wait_for_end(api: Api, run_id: str, *, timeout_seconds: float, pause_seconds: float) -> Run:
    """Return a run when it has ended. Raises `TimeoutError`, and `ApiError` when the server stays away."""
    deadline = time.monotonic() + timeout_seconds
    failures = 0
    for pause in pauses(pause_seconds):
        try:
            run = api.get_run(run_id)
        except ApiError as error:
            failures += 1
            if not is_passing(error) or failures > PATIENCE:
                raise
        else:
            failures = 0
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


def is_passing(error: ApiError) -> bool:
    """Tell whether a failure is likely to pass."""
    return isinstance(error, UnreachableError) or error.status in _PASSING
