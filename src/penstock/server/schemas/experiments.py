"""Experiments."""

from datetime import datetime
from typing import Literal

from penstock.server.schemas.body import Body
from penstock.server.schemas.pipelines import RunMark


class ExperimentRow(Body):
    """One line of a list of experiments."""

    id: str
    name: str
    description: str
    created_at: datetime
    storage_state: Literal["AVAILABLE", "ARCHIVED"]
    runs: int
    last_run_at: datetime | None
    last_runs: list[RunMark]
    """The newest 20, newest first."""


class ExperimentList(Body):
    """A page of experiments."""

    items: list[ExperimentRow]
    next_page_token: str | None
    total_size: int | None


class NewExperiment(Body):
    """An experiment that somebody wants."""

    name: str
    description: str = ""


class ExperimentChange(Body):
    """What can be changed of an experiment; what is left out stays."""

    name: str | None = None
    description: str | None = None
