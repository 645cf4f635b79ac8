"""What commands need of the place that they work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from penstock.cli.driving import Outcome
from penstock.core.clock import Clock
from penstock.core.ids import ExecutionPath, ExperimentId, RunId
from penstock.engine.records import ArtifactRecord, StoredRun
from penstock.services.desk import Desk
from penstock.services.driving import RetriedTask
from penstock.services.logs import Reading
from penstock.services.records import Experiment, Pipeline, PipelineVersion, RunChanges, StorageState


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """What would go with runs that are removed."""

    size_bytes: int = 0
    """Of the files that only they use."""
    kept_folders: int = 0
    """How many folders stay, since other runs use them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineFile:
    """A pipeline file that is to be uploaded, Python or compiled, and what it is to become."""

    path: Path
    function: str | None = None
    name: str = ""
    description: str = ""
    pipeline: str = ""
    """The pipeline that it becomes a version of, by its id or name; empty for a new pipeline."""
    version_name: str = ""


class Backend(Protocol):
    """A place with runs, pipelines, experiments and artifacts. Used by one thread.

    Raises `NotFoundError` and `ConflictError` as its desk does, and `ApiError` where it is a server.
    """

    @property
    def place(self) -> str:
        """Where it is, in words: ``in the home /path``, ``on the server http://...``."""
        ...

    @property
    def option(self) -> str:
        """What the next command needs to work on it, too: an option, or nothing."""
        ...

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        ...

    @property
    def desk(self) -> Desk:
        """What answers questions."""
        ...

    @property
    def log_seconds(self) -> float:
        """How often growing logs are looked at."""
        ...

    def is_driven(self, run_id: RunId) -> bool:
        """Tell whether a process drives a run, which else stands still."""
        ...

    def reading(self, stored: StoredRun) -> Reading:
        """Return what reads the logs and the artifacts of a run."""
        ...

    def changes(self, run_id: RunId, since: int, wait_seconds: float) -> RunChanges:
        """Return what changed in a run after a number, as soon as something does or the time is over."""
        ...

    def ask_to_cancel(self, run_id: RunId) -> bool:
        """Ask who drives a run to end it; tell whether anybody does."""
        ...

    def cancel(self, stored: StoredRun) -> StoredRun:
        """End a run that nobody drives; return it."""
        ...

    def retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Outcome:
        """Continue a run that has ended, and see it to its new end."""
        ...

    def foresee_retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Sequence[RetriedTask]:
        """Tell what `retry` would do again, and what it would keep."""
        ...

    def set_storage_state(self, run_id: RunId, state: StorageState) -> None:
        """Archive a run, or take it out of the archive."""
        ...

    def plan_removal(self, run_ids: Sequence[RunId]) -> Removal:
        """Tell what would go with runs."""
        ...

    def remove_runs(self, run_ids: Sequence[RunId], *, with_artifacts: bool) -> int:
        """Remove runs; return how many bytes of files went with them."""
        ...

    def upload(self, file: PipelineFile) -> tuple[Pipeline, PipelineVersion]:
        """Add a pipeline, or a version to one."""
        ...

    def remove_pipeline(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions; its runs stay."""
        ...

    def remove_version(self, pipeline_id: str, version_id: str) -> None:
        """Remove a version; its runs stay."""
        ...

    def create_experiment(self, name: str, description: str) -> Experiment:
        """Add an experiment."""
        ...

    def archive_experiment(self, experiment_id: ExperimentId, state: StorageState) -> None:
        """Archive an experiment with its runs, or take it out of the archive."""
        ...

    def remove_experiment(self, experiment_id: ExperimentId) -> None:
        """Remove an experiment; its runs stay."""
        ...

    def fetch(self, artifact: ArtifactRecord, target: Path) -> int:
        """Copy the file or folder that an artifact is to a path; return how many bytes these are."""
        ...

    def read(self, artifact: ArtifactRecord, start: int, length: int) -> bytes:
        """Return bytes of the file that an artifact is; fewer at its end."""
        ...
