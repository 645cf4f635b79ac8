"""Picks the adapters of a server: SQLite and files in a home, tasks as processes or containers of this machine."""

import logging
import platform
import socket
import uuid
from pathlib import Path

import platformdirs

from penstock.artifact_store.contents import LocalArtifactContents
from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.core.errors import LaunchError, ServerSetupError
from penstock.core.ids import ExperimentId
from penstock.core.json import JsonObject
from penstock.core.version import VERSION
from penstock.engine.engine import Engine
from penstock.engine.records import RunOptions
from penstock.engine.workers import Inbox
from penstock.launchers.machine import Machine, best_launcher, check_launcher, open_launchers
from penstock.launchers.process.settings import ProcessSettings, machine_cpus, machine_memory
from penstock.server.backend import Backend
from penstock.server.bulletin import Bulletin
from penstock.server.parquet_tables import ParquetTables
from penstock.server.settings import ServerSettings
from penstock.services.driving import RunOffice
from penstock.services.experiments import get_or_create_experiment
from penstock.services.provenance import Provenance, provenance_json
from penstock.store.activity import SqlRunActivity
from penstock.store.artifacts import SqlArtifactCatalogue
from penstock.store.changes import SqlChangeFeed
from penstock.store.experiments import SqlExperimentStore
from penstock.store.history import SqlRunHistory
from penstock.store.home import open_home
from penstock.store.inventory import SqlArtifactInventory
from penstock.store.pipelines import SqlPipelineStore
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.store.signals import SignalListener, ask_to_cancel
from penstock.store.task_history import SqlTaskHistory

log = logging.getLogger(__name__)


def open_backend(settings: ServerSettings) -> Backend:
    """Open a home and take over every run in it that nobody drives.

    Raises `HomeError`, `StoreError`, and `ServerSetupError` when tasks are to run in containers without an engine.
    """
    launcher = _launcher_of_new_runs(settings)
    home = open_home(settings.home, user_id=settings.user_id)
    database = open_database(home)
    clock = SystemClock()
    artifacts, contents = LocalArtifactStore(home.artifacts, clock), LocalArtifactContents(home.artifacts)
    journal = SqlRunJournal(database, home.leases)
    engine = _open_engine(journal, artifacts, settings)
    listener = SignalListener(home.leases, lambda run_id: engine.cancel(run_id, "Cancelled by another process"))
    engine.subscribe(listener.observe)

    changes = SqlChangeFeed(database)
    bulletin = Bulletin(changes.version)

    def close() -> None:
        bulletin.close()
        changes.close()
        listener.close()  # before runs are let go: what was asked until now is still kept by the engine
        engine.close()
        database.close()

    office = RunOffice(
        engine=engine,
        journal=journal,
        history=SqlRunHistory(database),
        experiments=SqlExperimentStore(database),
        pipelines=SqlPipelineStore(database),
        clock=clock,
        new_id=_new_id,
        ask_to_cancel=lambda run_id: ask_to_cancel(home.leases, run_id),
        options=RunOptions(launcher=launcher, host_commands=settings.host_commands),
        provenance=_provenance(),
    )
    get_or_create_experiment("", new_id=ExperimentId(_new_id()), store=office.experiments, clock=clock)
    resumed = engine.resume_all()
    log.info("runs taken over", extra={"event": "server.resumed", "runs": len(resumed), "home": str(home.path)})
    return Backend(
        home=str(home.path),
        office=office,
        tasks=SqlTaskHistory(database),
        catalogue=SqlArtifactCatalogue(database),
        inventory=SqlArtifactInventory(database),
        contents=contents,
        tables=ParquetTables(contents),
        activity=SqlRunActivity(database),
        artifacts=artifacts,
        changes=changes,
        bulletin=bulletin,
        started_at=clock.now(),
        close=close,
    )


def _launcher_of_new_runs(settings: ServerSettings) -> str:
    if settings.launcher == "auto":
        return best_launcher(settings.environ)
    try:
        check_launcher(settings.launcher, settings.environ)
    except LaunchError as error:
        raise ServerSetupError(error.message, hint=error.hint) from error
    return settings.launcher


def _open_engine(journal: SqlRunJournal, artifacts: LocalArtifactStore, settings: ServerSettings) -> Engine:
    clock, inbox = SystemClock(), Inbox()
    process = ProcessSettings(
        cache_folder=Path(platformdirs.user_cache_dir("penstock", appauthor=False)),
        environ=settings.environ,
        cpus=machine_cpus(),
        memory_bytes=machine_memory(),
    )
    machine = Machine(
        settings=process,
        home=settings.home,
        store=artifacts,
        clock=clock,
        owner=settings.owner,
        network=settings.container_network,
    )
    launchers = open_launchers(machine, inbox.push)
    return Engine(journal=journal, artifacts=artifacts, launchers=launchers, clock=clock, inbox=inbox)


def _new_id() -> str:
    return str(uuid.uuid4())


def _provenance() -> JsonObject:
    """Return what is known about runs that come over HTTP: where they run, not where they were written."""
    facts = Provenance(
        penstock_version=VERSION,
        python_version=platform.python_version(),
        platform=platform.platform(terse=True),
        host=socket.gethostname(),
        command=("penstock", "server"),
    )
    return provenance_json(facts)
