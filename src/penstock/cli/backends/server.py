"""A server as the place that commands work on: what is asked for happens there, and is shown here."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.text import Text

from penstock.cli import wording
from penstock.cli.backends.files import loaded_file
from penstock.cli.backends.following import follow
from penstock.cli.backends.port import PipelineFile, Removal
from penstock.cli.consoles import messages
from penstock.cli.driving import Outcome
from penstock.cli.interrupting import Remote, see_to_its_end
from penstock.cli.places import SERVER_VARIABLE
from penstock.client.api import Api, segment
from penstock.client.client import Client
from penstock.client.desk import ROOT, RemoteDesk
from penstock.client.reading import Download, RemoteReading, read_artifact
from penstock.core.clock import Clock, SystemClock
from penstock.core.errors import ApiError, ConflictError
from penstock.core.ids import ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject
from penstock.documents import dump_document
from penstock.engine.records import ArtifactRecord, StoredRun
from penstock.services.driving import RetriedTask
from penstock.services.logs import Reading
from penstock.services.records import Experiment, Pipeline, PipelineVersion, RunChanges, StorageState

LONGEST_WAIT = 25.0
"""How long one question for changes is left open; the server allows a little more."""
LOG_SECONDS = 1.0
"""How often growing logs are looked at: each look is a request for each running task."""


class ServerBackend:
    """Works on what a server keeps."""

    def __init__(self, address: str) -> None:
        self._named = address
        self.api: Api = Client(address).api
        self.desk = RemoteDesk(self.api.connection)
        self._clock = SystemClock()

    @property
    def address(self) -> str:
        """Where the server is."""
        return self.api.connection.access.address

    @property
    def place(self) -> str:
        """What to call it."""
        return f"on the server {self.address}"

    @property
    def option(self) -> str:
        """What the next command needs to work on it, too: nothing where the environment names it."""
        is_usual = os.environ.get(SERVER_VARIABLE, "") == self._named
        return "" if is_usual else f" --server {self.address}"

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self._clock

    @property
    def log_seconds(self) -> float:
        """How often growing logs are looked at."""
        return LOG_SECONDS

    def is_driven(self, run_id: RunId) -> bool:
        """Tell that the server drives its runs."""
        del run_id
        return True

    def reading(self, stored: StoredRun) -> Reading:
        """Return what reads the logs and the artifacts of a run."""
        return RemoteReading(self.api.connection, stored)

    def changes(self, run_id: RunId, since: int, wait_seconds: float) -> RunChanges:
        """Return what changed in a run after a number, as soon as something does or the time is over."""
        return self.desk.get_changes(run_id, since, min(wait_seconds, LONGEST_WAIT))

    def ask_to_cancel(self, run_id: RunId) -> bool:
        """Ask the server to end a run."""
        self.api.act_on_run(run_id, "terminate")
        return True

    def cancel(self, stored: StoredRun) -> StoredRun:
        """Refuse: whoever drives the run is asked."""
        raise ConflictError(f"Run {stored.run.id[: wording.SHORT_ID]} is the server's to end")

    def is_penstock(self) -> bool:
        """Tell whether the server is one of ours. Raises `ApiError` when it does not answer, or wants a login."""
        try:
            return "needs_token" in self.api.connection.get(f"{ROOT}/server")
        except ApiError as error:
            if error.status in (200, 404):  # a page of another web interface, or nothing
                return False
            raise

    def start(self, order: JsonObject) -> RunId:
        """Start a run; return its id."""
        return RunId(self.api.connection.post(f"{ROOT}/runs", order)["id"])

    def experiment_id(self, name: str) -> str:
        """Return the id of the experiment with this name, which is made if there is none."""
        if not name:
            return ""
        try:
            return self.desk.get_experiment(name).experiment.id
        except ApiError as error:
            if error.status != 404:
                raise
        return self.create_experiment(name, "").id

    def retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Outcome:
        """Continue a run that has ended, and see it to its new end."""
        order = _retry_order(again)

        def begin() -> StoredRun:
            self.api.connection.post(f"{_place_of(stored)}/retry", order)
            return self.desk.get_run(stored.run.id).stored

        return self.see_to_its_end(begin)

    def foresee_retry(self, stored: StoredRun, again: Sequence[ExecutionPath]) -> Sequence[RetriedTask]:
        """Tell what would be done again."""
        told = self.api.connection.post(f"{_place_of(stored)}/retry?dry_run=true", _retry_order(again))
        return [
            RetriedTask(
                path=ExecutionPath(task["path"]),
                name=task["name"],
                is_group=task["is_group"],
                is_again=task["again"],
            )
            for task in told["tasks"]
        ]

    def see_to_its_end(self, begin: Callable[[], StoredRun]) -> Outcome:
        """Begin a run and show it until it has ended; Ctrl-C cancels it, a second one leaves it to the server.

        What `begin` raises is raised before anything is shown.
        """
        remote = Remote(
            begin=begin,
            follow=self._followed,
            end=lambda stored: self.api.act_on_run(stored.run.id, "terminate"),
            leave=lambda stored: self._left_alone(stored.run.id),
        )
        stored, was_interrupted = see_to_its_end(remote)
        return Outcome(stored=stored, was_interrupted=was_interrupted)

    def _followed(self, stored: StoredRun) -> StoredRun:
        messages().print(introduction(stored, self))
        return follow(stored, self)

    def _left_alone(self, run_id: RunId) -> StoredRun:
        short = run_id[: wording.SHORT_ID]
        messages().print(Text(f"Run {short} is left to the server: penstock runs watch {short}{self.option}", "yellow"))
        return self.desk.get_run(run_id).stored

    def set_storage_state(self, run_id: RunId, state: StorageState) -> None:
        """Archive a run, or take it out of the archive."""
        self.api.act_on_run(run_id, _verb(state))

    def plan_removal(self, run_ids: Sequence[RunId]) -> Removal:
        """Tell nothing: files of a server are its own affair."""
        del run_ids
        return Removal()

    def remove_runs(self, run_ids: Sequence[RunId], *, with_artifacts: bool) -> int:
        """Remove runs."""
        if with_artifacts:
            raise click.UsageError(
                "--artifacts is for a home; on its machine, `penstock gc` frees the disk of a server"
            )
        for run_id in run_ids:
            self.api.delete_run(run_id)
        return 0

    def upload(self, file: PipelineFile) -> tuple[Pipeline, PipelineVersion]:
        """Add a pipeline, or a version to one."""
        loaded = loaded_file(file)
        owner = self.desk.get_pipeline(file.pipeline).line.pipeline.id if file.pipeline else ""
        order = {
            "document": dump_document(loaded.document),
            "name": file.name or (loaded.name if not owner else ""),
            "description": file.description or loaded.description or "",
            "pipeline_id": owner,
            "version_name": file.version_name,
        }
        told = self.api.connection.post(f"{ROOT}/pipelines", order)
        kept = self.desk.get_pipeline(told["pipeline"]["id"])
        version = next(version for version in kept.versions if version.id == told["version"]["id"])
        return kept.line.pipeline, version

    def remove_pipeline(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions."""
        self.api.delete_pipeline(pipeline_id, with_versions=True)

    def remove_version(self, pipeline_id: str, version_id: str) -> None:
        """Remove a version."""
        self.api.delete_version(pipeline_id, version_id)

    def create_experiment(self, name: str, description: str) -> Experiment:
        """Add an experiment."""
        made = self.api.create_experiment(name, description)
        return self.desk.get_experiment(made.experiment_id or "").experiment

    def archive_experiment(self, experiment_id: ExperimentId, state: StorageState) -> None:
        """Archive an experiment with its runs, or take it out of the archive."""
        self.api.act_on_experiment(experiment_id, _verb(state))

    def remove_experiment(self, experiment_id: ExperimentId) -> None:
        """Remove an experiment."""
        self.api.delete_experiment(experiment_id)

    def fetch(self, artifact: ArtifactRecord, target: Path) -> int:
        """Copy the file or folder that an artifact is to this machine."""
        return Download(connection=self.api.connection, desk=self.desk, artifact_id=artifact.id).copy(target)

    def read(self, artifact: ArtifactRecord, start: int, length: int) -> bytes:
        """Return bytes of the file that an artifact is; fewer at its end."""
        return read_artifact(self.api.connection, artifact.id, start, length)


def introduction(stored: StoredRun, backend: ServerBackend) -> Text:
    """Say what is shown, and where else it is."""
    run = stored.run
    text = Text.assemble((run.display_name, "bold"), "  ")
    text.append(f"run {run.id[: wording.SHORT_ID]}  {backend.api.page_of(f'runs/details/{run.id}')}", "dim")
    return text


def _verb(state: StorageState) -> str:
    return "archive" if state is StorageState.ARCHIVED else "unarchive"


def _place_of(stored: StoredRun) -> str:
    return f"{ROOT}/runs/{segment(stored.run.id)}"


def _retry_order(again: Sequence[ExecutionPath]) -> JsonObject:
    if len(again) > 1:
        raise click.UsageError("A server takes one --from")
    return {"from": again[0]} if again else {}
