"""Follows a run that another process drives, by what the store says of it."""

import threading

from penstock.cli.consoles import messages
from penstock.cli.progress.following import follower_for
from penstock.cli.progress.tree import TaskTree
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.records import StoredRun
from penstock.local.wiring import Records

LOOK_SECONDS = 0.1
"""How often the store is asked for changes while somebody watches: the one permitted poll (decision A23)."""


def follow(stored: StoredRun, records: Records) -> StoredRun:
    """Show a run until it has ended; return it."""
    run = stored.run
    tree = TaskTree(Plan(document_of(run)))
    feed = records.change_feed()
    waiting = threading.Event()
    try:
        with follower_for(messages(), tree, records.clock, run.started_at or records.clock.now()) as follower:
            follower.update(stored.executions)
            version, seq, state = -1, run.seq, run.state
            while not state.is_final:
                newest = feed.version()
                if newest != version:
                    changes = feed.changes_since(run.id, seq)
                    follower.update(changes.executions)
                    version, seq, state = newest, changes.seq, changes.state
                else:
                    waiting.wait(LOOK_SECONDS)
    finally:
        feed.close()
    return records.journal.load_run(run.id)
