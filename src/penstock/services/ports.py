"""What the services need from the metadata store beyond the engine's journal.

Every port is safe to share between threads and between processes, and raises `StoreError` when the store fails.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from penstock.core.ids import ArtifactId, Digest, ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import ArtifactRecord, AttemptRecord, ExecutionRecord, RunRecord
from penstock.services.lines import (
    ArtifactFilter,
    ArtifactLine,
    ArtifactPage,
    ExperimentActivity,
    PipelineActivity,
    Totals,
)
from penstock.services.pages import Page, PageRequest
from penstock.services.records import (
    ArtifactUse,
    EarlierExecution,
    Experiment,
    Metric,
    Pipeline,
    PipelineVersion,
    RunChanges,
    RunFilter,
    RunPage,
    RunSummary,
    StorageState,
)
from penstock.services.task_records import RunMark, StoredTask, TaskChanges, TaskLine, TaskOutcome


class RunHistory(Protocol):
    """Answers questions about many runs."""

    def list_runs(self, wanted: RunFilter, *, limit: int, token: str = "") -> RunPage:
        """Return a page of runs, newest first. Raises `ArgumentsError` for a token that no page gave."""
        ...

    def page(self, namespace: str, wanted: PageRequest) -> Page[RunSummary]:
        """Return a page of runs in any order."""
        ...

    def set_storage_state(self, run_id: RunId, state: StorageState) -> None:
        """Archive a run, or take it out of the archive. Raises `NotFoundError`."""
        ...

    def get_summary(self, run_id: RunId) -> RunSummary:
        """Return one run. Raises `NotFoundError`."""
        ...

    def list_summaries(self, run_ids: Sequence[RunId]) -> tuple[RunSummary, ...]:
        """Return runs in the order asked for. Raises `NotFoundError` if one of them is not there."""
        ...

    def get_run(self, run_id: RunId) -> RunRecord:
        """Return the record of one run, with its document. Raises `NotFoundError`."""
        ...

    def get_head(self, run_id: RunId) -> RunRecord:
        """Return the record of one run without its document, which may be long. Raises `NotFoundError`."""
        ...

    def describe(self, run_id: RunId, *, display_name: str | None = None, description: str | None = None) -> None:
        """Change what people call a run and say of it; ``None`` leaves it. Raises `NotFoundError`."""
        ...

    def find_ids(self, prefix: str, *, limit: int) -> tuple[RunId, ...]:
        """Return the runs whose ids begin so, newest first."""
        ...

    def set_tags(self, run_id: RunId, tags: Mapping[str, str]) -> None:
        """Replace the tags of a run. Raises `NotFoundError`."""
        ...

    def delete_run(self, run_id: RunId) -> None:
        """Remove a run with everything that belongs to it alone; artifacts stay. Raises `NotFoundError`."""
        ...

    def list_metrics(self, run_ids: Sequence[RunId]) -> tuple[Metric, ...]:
        """Return the scalar metrics of runs, by run and in the order of their executions."""
        ...

    def list_arguments(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[str, JsonValue]]:
        """Return what runs were given; a value over 1 KiB as its digest."""
        ...

    def list_short_arguments(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[str, JsonValue]]:
        """Return what runs were given, without the values over 1 KiB."""
        ...

    def find_earlier(self, execution: ExecutionRecord) -> EarlierExecution | None:
        """Return the nearest execution of the same component in an earlier run, of the same pipeline if possible."""
        ...


class TaskHistory(Protocol):
    """Answers questions about the tasks of a run. No list reads inputs or outputs."""

    def list_tasks(self, run_id: RunId, *, since: int = 0, limit: int = 0) -> TaskChanges:
        """Return the executions that changed after a number, all of them at 0. Raises `NotFoundError`.

        A limit cuts the list, never between executions that changed together.
        """
        ...

    def get_mark(self, run_id: RunId) -> RunMark:
        """Tell how far a run is. Raises `NotFoundError`."""
        ...

    def list_newest_seqs(self, namespace: str, *, limit: int) -> Mapping[RunId, int]:
        """Return the numbers of the last changes of the newest runs."""
        ...

    def get_task(self, run_id: RunId, path: ExecutionPath) -> StoredTask:
        """Return an execution with its attempts. Raises `NotFoundError`."""
        ...

    def get_attempt(self, attempt_id: str) -> AttemptRecord:
        """Return one attempt. Raises `NotFoundError`."""
        ...

    def list_attempts(self, run_id: RunId, *, under_way: bool = False) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a run, in order, or those that have not ended. Raises `NotFoundError`."""
        ...

    def list_outcomes(self, run_ids: Sequence[RunId]) -> tuple[TaskOutcome, ...]:
        """Return how the tasks of runs went, without the groups around them, by run and in their order."""
        ...

    def find_first_failure(self, run_id: RunId) -> TaskLine | None:
        """Return the task of a run that failed first, or ``None``."""
        ...

    def find_range_before(self, run_id: RunId, metric: str) -> tuple[float | None, float | None]:
        """Return the least and the greatest value of a metric in earlier runs of the experiment of a run."""
        ...

    def list_items(self, run_ids: Sequence[RunId]) -> Mapping[RunId, Mapping[ExecutionPath, JsonValue]]:
        """Return what the iterations of loops were given, without values over 1 KiB and without artifacts."""
        ...

    def list_columns(
        self, namespace: str, *, pipeline_id: str = "", experiment_id: str = ""
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of the parameters and of the metrics of the newest runs, sorted."""
        ...

    def list_named_metrics(self, run_ids: Sequence[RunId], names: Sequence[str]) -> Mapping[RunId, Mapping[str, float]]:
        """Return metrics of runs by name; the last task that reports it, of its iterations the best."""
        ...


class ChangeFeed(Protocol):
    """Follows what any process writes to the store. Used by one thread."""

    def version(self) -> int:
        """Return a number that differs from the last one if something was committed since."""
        ...

    def changes_since(self, run_id: RunId, seq: int) -> RunChanges:
        """Return the executions and attempts of a run that changed after a number. Raises `NotFoundError`."""
        ...


class ExperimentStore(Protocol):
    """Keeps experiments."""

    def create(self, experiment: Experiment) -> None:
        """Add an experiment. Raises `ConflictError` if its name is taken."""
        ...

    def find_by_name(self, namespace: str, name: str) -> Experiment | None:
        """Return an experiment, or ``None``."""
        ...

    def get(self, experiment_id: ExperimentId) -> Experiment:
        """Return an experiment. Raises `NotFoundError`."""
        ...

    def list_all(self, namespace: str) -> tuple[Experiment, ...]:
        """Return the experiments, newest first."""
        ...

    def page(self, namespace: str, wanted: PageRequest) -> Page[Experiment]:
        """Return a page of experiments in any order."""
        ...

    def set_storage_state(self, experiment_id: ExperimentId, state: StorageState) -> None:
        """Archive an experiment and its runs, or take it (and no run) out of the archive. Raises `NotFoundError`."""
        ...

    def update(self, experiment: Experiment) -> None:
        """Keep the name and the description of an experiment. Raises `NotFoundError`, `ConflictError` if taken."""
        ...

    def delete(self, experiment_id: ExperimentId) -> None:
        """Remove an experiment; its runs stay. Raises `NotFoundError`."""
        ...


class PipelineStore(Protocol):
    """Keeps pipelines and their versions."""

    def create(self, pipeline: Pipeline) -> None:
        """Add a pipeline. Raises `ConflictError` if its name is taken."""
        ...

    def create_with_version(self, pipeline: Pipeline, version: PipelineVersion, document: JsonObject) -> None:
        """Add a pipeline and its first version, or neither. Raises `ConflictError` if the name is taken."""
        ...

    def get(self, pipeline_id: str) -> Pipeline:
        """Return a pipeline. Raises `NotFoundError`."""
        ...

    def get_version(self, version_id: str) -> PipelineVersion:
        """Return a version. Raises `NotFoundError`."""
        ...

    def update(self, pipeline: Pipeline) -> None:
        """Keep the display name, the description and the tags of a pipeline. Raises `NotFoundError`."""
        ...

    def update_version(self, version: PipelineVersion) -> None:
        """Keep the display name, the description and the tags of a version. Raises `NotFoundError`."""
        ...

    def delete_version(self, version_id: str) -> None:
        """Remove a version; its runs stay. Raises `NotFoundError`."""
        ...

    def page(self, namespace: str, wanted: PageRequest) -> Page[Pipeline]:
        """Return a page of pipelines in any order."""
        ...

    def page_versions(self, pipeline_id: str, wanted: PageRequest) -> Page[PipelineVersion]:
        """Return a page of the versions of a pipeline in any order."""
        ...

    def load_documents(self, version_ids: Sequence[str]) -> Mapping[str, JsonObject]:
        """Return the documents of versions by id; those that are not there are left out."""
        ...

    def add_version(self, version: PipelineVersion, document: JsonObject) -> None:
        """Add a version. Raises `ConflictError` if its name is taken, `NotFoundError` if there is no such pipeline."""
        ...

    def find_by_name(self, namespace: str, name: str) -> Pipeline | None:
        """Return a pipeline, or ``None``."""
        ...

    def list_all(self, namespace: str) -> tuple[Pipeline, ...]:
        """Return the pipelines, newest first."""
        ...

    def list_versions(self, pipeline_id: str) -> tuple[PipelineVersion, ...]:
        """Return the versions of a pipeline, newest first."""
        ...

    def load_document(self, version_id: str) -> JsonObject:
        """Return the document of a version. Raises `NotFoundError`."""
        ...

    def delete(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions; its runs stay. Raises `NotFoundError`."""
        ...


class ArtifactCatalogue(Protocol):
    """Finds artifacts, and what made and used them."""

    def get(self, artifact_id: ArtifactId) -> ArtifactRecord:
        """Return an artifact. Raises `NotFoundError`."""
        ...

    def find_by_uri(self, uri: str) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts under a URI, newest first."""
        ...

    def find_by_digest(self, digest: Digest) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts with this content, newest first."""
        ...

    def list_newest(self, namespace: str, *, type_title: str = "", limit: int) -> tuple[ArtifactRecord, ...]:
        """Return artifacts, newest first."""
        ...

    def measured(self, run_id: RunId) -> tuple[ArtifactUse, ...]:
        """Return the outputs of the tasks of a run that hold metrics, by task and name."""
        ...

    def uses(self, artifact_ids: Iterable[ArtifactId], role: str) -> tuple[ArtifactUse, ...]:
        """Return the tasks that have these artifacts as ``input`` or ``output``, oldest first."""
        ...

    def slots(self, executions: Iterable[tuple[RunId, int]], role: str) -> tuple[ArtifactUse, ...]:
        """Return the artifacts that executions have as ``input`` or ``output``."""
        ...


class RunActivity(Protocol):
    """Tells what became of pipelines, versions and experiments: how many runs, and how the newest went."""

    def of_pipelines(self, pipeline_ids: Sequence[str]) -> Mapping[str, PipelineActivity]:
        """Return the versions and the newest runs of pipelines; a pipeline without any is there, too."""
        ...

    def of_experiments(self, experiment_ids: Sequence[ExperimentId]) -> Mapping[ExperimentId, ExperimentActivity]:
        """Return the newest runs of experiments, and how many there are."""
        ...

    def count_runs(self, version_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many runs were made from versions."""
        ...

    def count_all(self, namespace: str) -> Totals:
        """Return how much there is."""
        ...


class ArtifactInventory(Protocol):
    """Lists artifacts without reading anything long."""

    def page(self, wanted: ArtifactFilter, *, limit: int, before: int | None = None) -> ArtifactPage:
        """Return artifacts, newest first; `before` is the end of the page before."""
        ...

    def lines(self, artifact_ids: Sequence[ArtifactId]) -> Mapping[ArtifactId, ArtifactLine]:
        """Return lines by id; those that are not there are left out."""
        ...

    def find_ids(self, prefix: str, *, limit: int) -> tuple[ArtifactId, ...]:
        """Return the artifacts whose ids begin so, newest first."""
        ...

    def run_names(self, run_ids: Sequence[RunId]) -> Mapping[RunId, str]:
        """Return what runs are called; those that are not there are left out."""
        ...

    def list_types(self, namespace: str) -> Mapping[str, int]:
        """Return how many artifacts there are of each type."""
        ...
