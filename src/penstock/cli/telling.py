"""Tells how a run of a backend stands when a command is done with it."""

from penstock.cli.backends.port import Backend
from penstock.cli.driving import Outcome
from penstock.cli.ending import tell


def tell_of(outcome: Outcome, backend: Backend, *, as_json: bool) -> int:
    """Print a run that belongs to a backend; return the exit code."""
    stored = outcome.stored
    reuse = backend.desk.get_run(stored.run.id).reuse if stored.run.options.continues else None
    return tell(outcome, reading=backend.reading(stored), reuse=reuse, as_json=as_json, option=backend.option)
