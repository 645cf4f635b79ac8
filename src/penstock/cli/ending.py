"""Tells how a run stands when a command is done with it, in words or in JSON."""

from penstock.cli.consoles import print_results
from penstock.cli.driving import Outcome
from penstock.cli.exits import ExitCode, print_json
from penstock.cli.report.summary import end_of_run, headline
from penstock.engine.records import StoredRun
from penstock.local.wiring import Records
from penstock.services.runs import run_json


def tell(outcome: Outcome, records: Records, *, as_json: bool) -> int:
    """Print the run; return the exit code."""
    if as_json:
        print_json(run_json(outcome.stored))
    elif outcome.is_over:
        print_results(end_of_run(outcome.stored, artifacts=records.artifacts))
    return outcome.exit_code


def print_outcome(stored: StoredRun, *, as_json: bool) -> int:
    """Print how a run that was to be ended stands; return the exit code."""
    if as_json:
        print_json(run_json(stored))
    else:
        print_results([headline(stored)])
    return ExitCode.OK if stored.run.state.is_final else ExitCode.FAILED
