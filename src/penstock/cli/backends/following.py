"""Follows a run that another process drives, here or on a server."""

from penstock.cli.backends.port import Backend
from penstock.cli.consoles import messages
from penstock.cli.progress.following import follower_for
from penstock.cli.progress.tree import TaskTree
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.records import StoredRun

WAIT_SECONDS = 20.0
"""How long one question for changes is left open."""


def follow(stored: StoredRun, backend: Backend) -> StoredRun:
    """Show a run until it has ended; return it."""
    run = stored.run
    tree = TaskTree(Plan(document_of(run)))
    with follower_for(messages(), tree, backend.clock, run.started_at or backend.clock.now()) as follower:
        follower.update(stored.executions)
        seq, state = run.seq, run.state
        while not state.is_final:
            changes = backend.changes(run.id, seq, WAIT_SECONDS)
            follower.update(changes.executions)
            seq, state = changes.seq, changes.state
    return backend.desk.get_run(run.id).stored
