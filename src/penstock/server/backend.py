"""What requests are answered from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from penstock.core.clock import Clock
from penstock.engine.ports import ArtifactStore, RunJournal
from penstock.server.bulletin import Bulletin
from penstock.server.shelf import Shelf
from penstock.services.contents import ArtifactContents
from penstock.services.driving import RunOffice
from penstock.services.pipelines import NewId
from penstock.services.ports import (
    ArtifactCatalogue,
    ArtifactInventory,
    ChangeFeed,
    ExperimentStore,
    PipelineStore,
    RunActivity,
    RunHistory,
    TaskHistory,
)
from penstock.services.tables import Tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Backend:
    """The ports that requests are answered through. Safe to share between threads."""

    home: str
    """The folder that everything is kept in."""
    office: RunOffice
    tasks: TaskHistory
    catalogue: ArtifactCatalogue
    inventory: ArtifactInventory
    contents: ArtifactContents
    tables: Tables
    activity: RunActivity
    artifacts: ArtifactStore
    changes: ChangeFeed
    """Used for `changes_since` only, which any thread may call."""
    bulletin: Bulletin
    """Tells when something was written, by this process or another."""
    started_at: datetime
    close: Callable[[], None]
    """Lets go of everything; tasks go on, to be adopted."""
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def journal(self) -> RunJournal:
        """Where runs are read from."""
        return self.office.journal

    @property
    def history(self) -> RunHistory:
        """Where lists of runs come from."""
        return self.office.history

    @property
    def experiments(self) -> ExperimentStore:
        """Where experiments are kept."""
        return self.office.experiments

    @property
    def pipelines(self) -> PipelineStore:
        """Where pipelines are kept."""
        return self.office.pipelines

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.office.clock

    @property
    def new_id(self) -> NewId:
        """What gives a new UUID."""
        return self.office.new_id


def _backend(request: Request) -> Backend:
    backend = request.app.state.backend
    assert isinstance(backend, Backend)
    return backend


Here: TypeAlias = Annotated[Backend, Depends(_backend)]
"""The argument of a handler through which it reaches everything."""
