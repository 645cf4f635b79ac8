"""Picks the adapters for this machine: SQLite and files in a home, tasks as processes."""

from dataclasses import dataclass
from pathlib import Path

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import Clock, SystemClock
from penstock.engine.engine import Engine
from penstock.engine.workers import Inbox
from penstock.local.settings import current_user
from penstock.store.artifacts import SqlArtifactCatalogue
from penstock.store.changes import SqlChangeFeed
from penstock.store.database import Database
from penstock.store.experiments import SqlExperimentStore
from penstock.store.history import SqlRunHistory
from penstock.store.home import Home, open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Everything that a home keeps. Safe to share between threads."""

    home: Home
    database: Database
    clock: Clock
    journal: SqlRunJournal
    history: SqlRunHistory
    experiments: SqlExperimentStore
    catalogue: SqlArtifactCatalogue
    artifacts: LocalArtifactStore

    def change_feed(self) -> SqlChangeFeed:
        """Return a new feed, for one thread."""
        return SqlChangeFeed(self.database)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_records(path: Path) -> Records:
    """Open a home, made now if it is not there. Raises `HomeError` and `StoreError`."""
    home = open_home(path, user_id=current_user())
    database = open_database(home)
    clock = SystemClock()
    return Records(
        home=home,
        database=database,
        clock=clock,
        journal=SqlRunJournal(database, home.leases),
        history=SqlRunHistory(database),
        experiments=SqlExperimentStore(database),
        catalogue=SqlArtifactCatalogue(database),
        artifacts=LocalArtifactStore(home.artifacts, clock),
    )
