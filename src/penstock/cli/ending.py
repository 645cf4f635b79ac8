"""Tells how a run stands when a command is done with it, in words or in JSON."""

from penstock.cli.consoles import print_results
from penstock.cli.driving import Outcome
from penstock.cli.exits import ExitCode, error_json, print_json, show_error
from penstock.cli.report.reuse import reuse_json
from penstock.cli.report.summary import end_of_run, headline
from penstock.cli.wording import SHORT_ID
from penstock.core.errors import StoreError
from penstock.engine.records import StoredRun
from penstock.services.continuing import ReuseReport
from penstock.services.logs import Reading
from penstock.services.runs import run_json


def tell(outcome: Outcome, *, reading: Reading, reuse: ReuseReport | None, as_json: bool, option: str = "") -> int:
    """Print the run; return the exit code. `option` is what commands need that go on with it."""
    rendered = run_json(outcome.stored)
    if reuse is not None:
        rendered["reuse"] = reuse_json(reuse)
    if outcome.fault is not None:
        fault = _given_up(outcome.fault, outcome.stored)
        show_error(fault)
        rendered["error"] = error_json(fault)
    if as_json:
        print_json(rendered)
    elif outcome.is_over:
        print_results(end_of_run(outcome.stored, reuse, artifacts=reading, option=option))
    return outcome.exit_code


def print_outcome(stored: StoredRun, *, as_json: bool) -> int:
    """Print how a run that was to be ended stands; return the exit code."""
    if as_json:
        print_json(run_json(stored))
    else:
        print_results([headline(stored)])
    return ExitCode.OK if stored.run.state.is_final else ExitCode.FAILED


def _given_up(fault: StoreError, stored: StoredRun) -> StoreError:
    short = stored.run.id[:SHORT_ID]
    hint = f"{fault.hint}; then drive the run to its end: penstock runs resume {short}"
    return StoreError(f"{fault.message}. Run {short} is kept as it was before, and its tasks go on", hint=hint)
