"""Follows a run that another process drives, here or on a server."""

import threading
from collections.abc import Callable

from penstock.cli import wording
from penstock.cli.backends.port import Backend
from penstock.cli.consoles import messages
from penstock.cli.progress.following import follower_for
from penstock.cli.progress.tree import TaskTree
from penstock.core.errors import ApiError
from penstock.core.ids import RunId
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.records import StoredRun
from penstock.services.records import RunChanges

WAIT_SECONDS = 20.0
"""How long one question for changes is left open."""
PATIENCE_SECONDS = 60.0
"""How long a server may stay away, for example while it is replaced by a newer one."""
AGAIN_SECONDS = 1.0
"""How long to wait for a server that does not answer, before it is asked again."""


def follow(stored: StoredRun, backend: Backend) -> StoredRun:
    """Show a run until it has ended; return it."""
    run = stored.run
    tree = TaskTree(Plan(document_of(run)))
    with follower_for(messages(), tree, backend.clock, run.started_at or backend.clock.now()) as follower:
        follower.update(stored.executions)
        seq, state, is_left = run.seq, run.state, False
        while not state.is_final:
            is_told, is_left = is_left, not backend.is_driven(run.id)
            if is_left and not is_told:
                follower.say(f"No process drives it; this does: penstock runs resume {run.id[: wording.SHORT_ID]}")
            changes = changes_in(run.id, seq, backend, WAIT_SECONDS, follower.say)
            follower.update(changes.executions)
            seq, state = changes.seq, changes.state
    return backend.desk.get_run(run.id).stored


def changes_in(
    run_id: RunId, seq: int, backend: Backend, wait_seconds: float, say: Callable[[str], None]
) -> RunChanges:
    """Return what changed in a run; a server that stays away for a while is waited for. Raises `ApiError`."""
    waiting = threading.Event()
    away_since: float | None = None
    while True:
        try:
            changes = backend.changes(run_id, seq, wait_seconds)
        except ApiError as error:
            now = backend.clock.monotonic()
            if not error.is_passing or (away_since is not None and now - away_since > PATIENCE_SECONDS):
                raise
            if away_since is None:
                away_since = now
                say(f"{error.message}; trying again for {PATIENCE_SECONDS:.0f} seconds")
            waiting.wait(AGAIN_SECONDS)
        else:
            if away_since is not None:
                say("The server answers again")
            return changes
