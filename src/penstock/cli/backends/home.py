"""The home of this machine as the place that commands work on."""

import shutil
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from penstock.artifact_store.uris import path_of
from penstock.cli.backends.files import document_json, loaded_file
from penstock.cli.backends.port import PipelineFile, Removal
from penstock.cli.consoles import messages
from penstock.cli.driving import Driving, Outcome
from penstock.core.clock import Clock
from penstock.core.errors import ArtifactStoreError, CallerError, NotFoundError
from penstock.core.ids import ExecutionPath, ExperimentId, RunId
from penstock.engine.records import ArtifactRecord, StoredRun
from penstock.local.desk import home_desk
from penstock.local.wiring import Records, open_engine
from penstock.services.catalogue import remove_pipeline, remove_version
from penstock.services.driving import RetriedTask, retried_tasks
from penstock.services.experiments import create_experiment, delete_experiment
from penstock.services.garbage import GarbagePlan, plan_removal, sweep_garbage
from penstock.services.logs import Reading
from penstock.services.records import Experiment, Pipeline, PipelineVersion, RunChanges, StorageState
from penstock.services.runs import delete_run
from penstock.services.uploading import Upload, upload
from penstock.store.changes import SqlChangeFeed
from penstock.store.signals import ask_to_cancel, is_driven

LOOK_SECONDS = 0.1
"""How often the store is asked for changes while somebody watches: the one permitted poll (decision A23)."""


class HomeBackend:
    """Works on the records of a home."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.desk = home_desk(records)
        self._feed: SqlChangeFeed | None = None
        self._version = -1
        self._waiting = threading.Event()

    @property
    def place(self) -> str:
        """What to call it."""
        return f"in the home {self.records.home.path}"

    @property
    def option(self) -> str:
        """What the next command needs to work on it, too: nothing."""
        return ""

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.records.clock

    @property
    def log_seconds(self) -> float:
        """How often growing logs are looked at."""
        return LOOK_SECONDS

    def is_driven(self, run_id: RunId) -> bool:
        """Tell whether a process drives a run."""
        return is_driven(self.records.home.leases, run_id)

    def reading(self, stored: StoredRun) -> Reading:
        """Return what reads the logs and the artifacts of a run."""
        del stored
        return self.records.artifacts

    def changes(self, run_id: RunId, since: int, wait_seconds: float) -> RunChanges:
        """Return what changed in a run after a number, as soon as something does or the time is over."""
        feed = self._feed = self._feed or self.records.change_feed()
        deadline = time.monotonic() + wait_seconds
        while True:
            version = feed.version()
            if version != self._version:
                self._version = version
                changes = feed.changes_since(run_id, since)
                if changes.seq != since or changes.state.is_final:
                    return changes
            if time.monotonic() >= deadline:
                return feed.changes_since(run_id, since)
            self._waiting.wait(LOOK_SECONDS)

    def ask_to_cancel(self, run_id: RunId) -> bool:
        """Ask the process that drives a run to end it; tell whether any does."""
        return ask_to_cancel(self.records.home.leases, run_id)

    def cancel(self, stored: StoredRun) -> StoredRun:
        """Drive a run that nobody drives, to its end."""
        return Driving(self.records, open_engine(self.records), messages()).cancel(stored).stored

    def retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Outcome:
        """Continue a run that has ended, in this process."""
        return Driving(self.records, open_engine(self.records), messages()).retry(stored, again)

    def foresee_retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Sequence[RetriedTask]:
        """Tell what would be done again."""
        return retried_tasks(open_engine(self.records), stored.run.id, again)

    def set_storage_state(self, run_id: RunId, state: StorageState) -> None:
        """Archive a run, or take it out of the archive."""
        self.records.history.set_storage_state(run_id, state)

    def plan_removal(self, run_ids: Sequence[RunId]) -> Removal:
        """Tell what would go with runs."""
        plan = self._plan(run_ids)
        return Removal(size_bytes=plan.size_bytes, kept_folders=len(plan.kept_folders))

    def remove_runs(self, run_ids: Sequence[RunId], *, with_artifacts: bool) -> int:
        """Remove runs, and with their artifacts what they alone have made."""
        plan = self._plan(run_ids)
        for run_id in run_ids:
            delete_run(run_id, history=self.records.history, journal=self.records.journal)
        return sweep_garbage(plan, self.records.garbage_collector()).folder_bytes if with_artifacts else 0

    def upload(self, file: PipelineFile) -> tuple[Pipeline, PipelineVersion]:
        """Add a pipeline, or a version to one."""
        loaded = loaded_file(file)
        owner = self.desk.get_pipeline(file.pipeline).line.pipeline.id if file.pipeline else ""
        wanted = Upload(
            document=document_json(loaded.document),
            name=file.name or (loaded.name if not owner else ""),
            description=file.description or loaded.description or "",
            pipeline_id=owner,
            version_name=file.version_name,
        )
        return upload(wanted, store=self.desk.pipelines, clock=self.clock, new_id=_new_id)

    def remove_pipeline(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions."""
        remove_pipeline(pipeline_id, with_versions=True, store=self.desk.pipelines)

    def remove_version(self, pipeline_id: str, version_id: str) -> None:
        """Remove a version."""
        remove_version(pipeline_id, version_id, store=self.desk.pipelines)

    def create_experiment(self, name: str, description: str) -> Experiment:
        """Add an experiment."""
        new_id = ExperimentId(_new_id())
        return create_experiment(
            name, description=description, new_id=new_id, store=self.desk.experiments, clock=self.clock
        )

    def archive_experiment(self, experiment_id: ExperimentId, state: StorageState) -> None:
        """Archive an experiment with its runs, or take it out of the archive."""
        self.desk.experiments.set_storage_state(experiment_id, state)

    def remove_experiment(self, experiment_id: ExperimentId) -> None:
        """Remove an experiment."""
        delete_experiment(experiment_id, store=self.desk.experiments)

    def fetch(self, artifact: ArtifactRecord, target: Path) -> int:
        """Copy the file or folder that an artifact is."""
        source = _local(artifact)
        try:
            if source.is_dir():
                shutil.copytree(source, target)
                return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
            return Path(shutil.copyfile(source, target)).stat().st_size
        except OSError as error:
            raise ArtifactStoreError(f"{str(source)!r} cannot be copied to {str(target)!r}: {error}") from error

    def read(self, artifact: ArtifactRecord, start: int, length: int) -> bytes:
        """Return bytes of the file that an artifact is; fewer at its end."""
        if _local(artifact).is_dir():
            raise CallerError(f"Artifact {artifact.name!r} is a folder", hint="copy it into one with -o PATH")
        return self.records.artifacts.read(artifact.uri, start, length)

    def close(self) -> None:
        """Close the home."""
        if self._feed is not None:
            self._feed.close()
        self.records.close()

    def _plan(self, run_ids: Sequence[RunId]) -> GarbagePlan:
        return plan_removal(run_ids, self.records.garbage_collector())


def _local(artifact: ArtifactRecord) -> Path:
    path = path_of(artifact.uri)
    if not isinstance(path, Path) or not path.exists():
        raise NotFoundError(f"Artifact {artifact.id!r} does not lie on this machine", hint=f"it is at {artifact.uri}")
    return path


def _new_id() -> str:
    return str(uuid.uuid4())
