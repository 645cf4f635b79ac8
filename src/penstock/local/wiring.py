"""Picks the adapters for this machine: SQLite and files in a home, tasks as processes."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import platformdirs

from penstock.artifact_store.folders import LocalAttemptFolders
from penstock.artifact_store.local import LocalArtifactStore
from penstock.artifact_store.reruns import RERUNS, IdleReruns
from penstock.core.clock import Clock, SystemClock
from penstock.engine.engine import Engine
from penstock.engine.ports import EventSink, Launcher
from penstock.engine.workers import Inbox
from penstock.launchers.idle_programs import IdlePrograms
from penstock.launchers.machine import Machine, open_launcher, open_launchers
from penstock.launchers.process.assembly import make_parts
from penstock.launchers.process.idle_environments import IdleEnvironments
from penstock.launchers.process.launcher import Parts
from penstock.launchers.process.settings import ProcessSettings, machine_cpus, machine_memory
from penstock.local.settings import CONTAINER_NETWORK_VARIABLE, current_owner, current_user, environment
from penstock.services.garbage import GarbageCollector, IdleFolders
from penstock.store.artifacts import SqlArtifactCatalogue
from penstock.store.changes import SqlChangeFeed
from penstock.store.database import Database
from penstock.store.experiments import SqlExperimentStore
from penstock.store.garbage import SqlGarbage
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

    def garbage_collector(self) -> GarbageCollector:
        """Return what garbage is collected with."""
        return GarbageCollector(
            garbage=SqlGarbage(self.database),
            folders=LocalAttemptFolders(self.home.artifacts),
            artifacts=self.artifacts,
            journal=self.journal,
            clock=self.clock,
            idle=(*_idle_in_cache(process_settings().cache_folder), IdleReruns(self.home.path / RERUNS)),
        )

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


def open_engine(records: Records, settings: ProcessSettings | None = None) -> Engine:
    """Return an engine on the records of a home, with tasks as processes or containers of this machine.

    Raises `HomeError` when the cache folder cannot be written.
    """
    inbox = Inbox()
    return Engine(
        journal=records.journal,
        artifacts=records.artifacts,
        launchers=open_launchers(_machine(records, settings), inbox.push),
        clock=records.clock,
        inbox=inbox,
    )


def open_launcher_of(name: str, records: Records, sink: EventSink) -> Launcher:
    """Return one launcher alone, for an attempt that belongs to no run. Raises `HomeError`."""
    return open_launcher(name, _machine(records, None), sink)


def process_parts(records: Records) -> Parts:
    """Return what tasks are run with on this machine. Raises `HomeError`."""
    return make_parts(process_settings(), store=records.artifacts, clock=records.clock)


def process_settings() -> ProcessSettings:
    """Return the settings of this machine and its user."""
    return ProcessSettings(
        cache_folder=Path(platformdirs.user_cache_dir("penstock", appauthor=False)),
        environ=environment(),
        cpus=machine_cpus(),
        memory_bytes=machine_memory(),
    )


def _idle_in_cache(folder: Path) -> tuple[IdleFolders, ...]:
    """Return what finds idle things in the cache folder, images first: they hold on to nothing else."""
    images = import_module("penstock.launchers.container").IdleImages(folder, environment(), Path.home())
    return images, IdleEnvironments(folder), IdlePrograms(folder, images.is_busy)


def _machine(records: Records, settings: ProcessSettings | None) -> Machine:
    return Machine(
        settings=settings or process_settings(),
        home=records.home.path,
        store=records.artifacts,
        clock=records.clock,
        owner=current_owner(),
        network=environment().get(CONTAINER_NETWORK_VARIABLE, ""),
    )
