"""States as KFP's clients know them.

A run that was cancelled is CANCELED everywhere else; here it answers FAILED with an error that says so, because the
real `kfp.Client` waits for ever on CANCELED (decision U1).
"""

from datetime import datetime

from penstock.engine.records import Failure
from penstock.engine.states import ExecutionState
from penstock.server.api.kfp import messages

CANCELED_CODE, FAILED_CODE = 1, 2
"""Of google.rpc: CANCELLED, UNKNOWN."""

RUN_STATES = {state.value: "FAILED" if state is ExecutionState.CANCELED else state.value for state in ExecutionState}
"""How each state of a run is spelled in this API."""


def run_error(state: ExecutionState, failure: Failure | None) -> messages.Status | None:
    """Return what went wrong with a run or a task."""
    if state is ExecutionState.CANCELED:
        told = f": {failure.message}" if failure and failure.message else ""
        return messages.Status(code=CANCELED_CODE, message=f"It was cancelled{told}")
    if failure is None or state is not ExecutionState.FAILED:
        return None
    hint = f"\n{failure.hint}" if failure.hint else ""
    return messages.Status(code=FAILED_CODE, message=f"{failure.reason}: {failure.message}{hint}")


def history(
    state: str, *, created_at: datetime | None, started_at: datetime | None, ended_at: datetime | None
) -> list[messages.RuntimeStatus] | None:
    """Return the states that something went through, as far as its times tell."""
    moments = [("PENDING", created_at), ("RUNNING", started_at), (state, ended_at)]
    told = [messages.RuntimeStatus(update_time=at, state=name) for name, at in moments if at is not None]
    return told or None
