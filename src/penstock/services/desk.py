"""What a person asks of everything that is kept, in their words: answered from a home, or over HTTP by a server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ArtifactId, ExecutionPath, RunId
from penstock.core.suggest import did_you_mean
from penstock.engine.ports import RunJournal
from penstock.engine.records import ArtifactRecord, ExecutionRecord, StoredRun, Values
from penstock.engine.states import RunState
from penstock.services.activity import list_experiment_lines, list_pipeline_lines, show_experiment, show_pipeline
from penstock.services.artifacts import find_artifact
from penstock.services.cache_explanation import CacheExplanation, explain_cache
from penstock.services.compare import Comparison, compare_runs
from penstock.services.continuing import ReuseReport, report_reuse
from penstock.services.experiments import get_experiment
from penstock.services.lineage import producers
from penstock.services.lines import ArtifactFilter, ArtifactPage, ExperimentLine, PipelineLine
from penstock.services.pages import Operation, PageRequest, Predicate
from penstock.services.ports import (
    ArtifactCatalogue,
    ArtifactInventory,
    ExperimentStore,
    PipelineStore,
    RunActivity,
    RunHistory,
)
from penstock.services.records import ArtifactUse, ExecutionReference, PipelineVersion, RunSummary, StorageState
from penstock.services.runs import find_run, show_run

NAMESPACE = "default"
AMBIGUOUS = 5
"""How many candidates a message names."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True, slots=True)
class RunsWanted:
    """Which runs a list shows; what is empty does not narrow it."""

    states: tuple[RunState, ...] = ()
    experiment: str = ""
    pipeline: str = ""
    name: str = ""
    """Any part of the name."""
    is_archived: bool = False
    """Whether it shows those in the archive, in place of the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLines:
    """The first part of a list of runs, newest first."""

    runs: tuple[RunSummary, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptRun:
    """A run with everything that happened in it, and what is around it."""

    stored: StoredRun
    experiment_name: str
    reuse: ReuseReport | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFacts:
    """What a record of a task does not say itself."""

    makers: Mapping[ArtifactId, ExecutionReference]
    """The tasks that made its inputs."""
    cache: CacheExplanation


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptPipeline:
    """A pipeline with its versions, newest first."""

    line: PipelineLine
    versions: tuple[PipelineVersion, ...]
    runs: Mapping[str, int]
    """How many runs were made from each version, by its id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptArtifact:
    """An artifact, and the tasks that made and used it."""

    record: ArtifactRecord
    made_by: tuple[ArtifactUse, ...] = ()
    used_by: tuple[ArtifactUse, ...] = ()


class Desk(Protocol):
    """Answers questions. A reference is what a person writes: an id, the beginning of one, a name.

    Safe to share between threads. Raises `NotFoundError` for a reference that means nothing, `ConflictError` for one
    that means several things, and `ApiError` where a server is asked.
    """

    def list_runs(self, wanted: RunsWanted, limit: int) -> RunLines:
        """Return runs, newest first."""
        ...

    def get_run(self, reference: str) -> KeptRun:
        """Return a run; ``latest`` is the newest."""
        ...

    def get_task_facts(self, run_id: RunId, path: ExecutionPath) -> TaskFacts:
        """Return what is around a task."""
        ...

    def compare_runs(self, references: Sequence[str]) -> Comparison:
        """Put runs side by side."""
        ...

    def list_pipelines(self, name: str, limit: int) -> tuple[PipelineLine, ...]:
        """Return pipelines with a part of their name, newest first."""
        ...

    def get_pipeline(self, reference: str) -> KeptPipeline:
        """Return a pipeline."""
        ...

    def list_experiments(self, limit: int, *, is_archived: bool) -> tuple[ExperimentLine, ...]:
        """Return experiments, newest first."""
        ...

    def get_experiment(self, reference: str) -> ExperimentLine:
        """Return an experiment."""
        ...

    def list_artifacts(self, wanted: ArtifactFilter, limit: int) -> ArtifactPage:
        """Return artifacts, newest first."""
        ...

    def get_artifact(self, reference: str) -> KeptArtifact:
        """Return an artifact, also by its digest or URI."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeDesk:
    """Answers from the stores of a home."""

    journal: RunJournal
    history: RunHistory
    experiments: ExperimentStore
    pipelines: PipelineStore
    catalogue: ArtifactCatalogue
    inventory: ArtifactInventory
    activity: RunActivity
    namespace: str = field(default=NAMESPACE)

    def list_runs(self, wanted: RunsWanted, limit: int) -> RunLines:
        """Return runs, newest first."""
        predicates = tuple(self._predicates(wanted))
        page = self.history.page(self.namespace, PageRequest(limit=limit, predicates=predicates, is_descending=True))
        return RunLines(runs=page.items, total=page.total)

    def get_run(self, reference: str) -> KeptRun:
        """Return a run; ``latest`` is the newest."""
        stored = show_run(find_run(reference, history=self.history), journal=self.journal)
        summary = self.history.get_summary(stored.run.id)
        reuse = report_reuse(stored, journal=self.journal)
        return KeptRun(stored=stored, experiment_name=summary.experiment_name, reuse=reuse)

    def get_task_facts(self, run_id: RunId, path: ExecutionPath) -> TaskFacts:
        """Return what is around a task."""
        executions = show_run(run_id, journal=self.journal).executions
        execution = next((it for it in executions if it.path == path), None)
        if execution is None:
            raise NotFoundError(f"Run {run_id!r} has no task {path!r}")
        return self.task_facts(execution)

    def task_facts(self, execution: ExecutionRecord) -> TaskFacts:
        """Return what is around a task that is known already."""
        makers = producers(_ids(execution.inputs), catalogue=self.catalogue)
        return TaskFacts(makers=makers, cache=explain_cache(execution, history=self.history))

    def compare_runs(self, references: Sequence[str]) -> Comparison:
        """Put runs side by side."""
        found = [find_run(reference, history=self.history) for reference in references]
        return compare_runs(list(dict.fromkeys(found)), history=self.history)

    def list_pipelines(self, name: str, limit: int) -> tuple[PipelineLine, ...]:
        """Return pipelines with a part of their name, newest first."""
        wanted = PageRequest(limit=limit, predicates=tuple(_part_of_name("display_name", name)), is_descending=True)
        return list_pipeline_lines(wanted, pipelines=self.pipelines, activity=self.activity).items

    def get_pipeline(self, reference: str) -> KeptPipeline:
        """Return a pipeline."""
        every = self.pipelines.list_all(self.namespace)
        found = _meant(reference, [(it.id, (it.name, it.display_name), it) for it in every], "pipeline")
        versions = self.pipelines.list_versions(found.id)
        return KeptPipeline(
            line=show_pipeline(found.id, pipelines=self.pipelines, activity=self.activity),
            versions=versions,
            runs=self.activity.count_runs([version.id for version in versions]),
        )

    def list_experiments(self, limit: int, *, is_archived: bool) -> tuple[ExperimentLine, ...]:
        """Return experiments, newest first."""
        wanted = PageRequest(limit=limit, predicates=(_storage(is_archived=is_archived),), is_descending=True)
        return list_experiment_lines(wanted, experiments=self.experiments, activity=self.activity).items

    def get_experiment(self, reference: str) -> ExperimentLine:
        """Return an experiment."""
        every = self.experiments.list_all(self.namespace)
        found = _meant(reference, [(it.id, (it.name,), it) for it in every], "experiment")
        return show_experiment(found.id, experiments=self.experiments, activity=self.activity)

    def list_artifacts(self, wanted: ArtifactFilter, limit: int) -> ArtifactPage:
        """Return artifacts, newest first."""
        return self.inventory.page(wanted, limit=limit)

    def get_artifact(self, reference: str) -> KeptArtifact:
        """Return an artifact, also by its digest or URI."""
        ids = self.inventory.find_ids(reference, limit=AMBIGUOUS) if reference else ()
        if len(ids) > 1 and reference not in ids:
            raise ConflictError(f"{reference!r} means several artifacts: {', '.join(ids)}", hint="write more of the id")
        record = self.catalogue.get(ids[0]) if ids else find_artifact(reference, catalogue=self.catalogue)
        return KeptArtifact(
            record=record,
            made_by=self.catalogue.uses([record.id], "output"),
            used_by=self.catalogue.uses([record.id], "input"),
        )

    def _predicates(self, wanted: RunsWanted) -> Iterable[Predicate]:
        yield _storage(is_archived=wanted.is_archived)
        yield from _part_of_name("display_name", wanted.name)
        if wanted.states:
            values = tuple(state.value for state in wanted.states)
            yield Predicate(field="state", operation=Operation.IN, value=values)
        if wanted.experiment:
            experiment = get_experiment(wanted.experiment, store=self.experiments)
            yield Predicate(field="experiment_id", operation=Operation.EQUALS, value=experiment.id)
        if wanted.pipeline:
            yield Predicate(field="pipeline_name", operation=Operation.EQUALS, value=wanted.pipeline)


def _storage(*, is_archived: bool) -> Predicate:
    state = StorageState.ARCHIVED if is_archived else StorageState.AVAILABLE
    return Predicate(field="storage_state", operation=Operation.EQUALS, value=state.value)


def _part_of_name(field_name: str, part: str) -> Iterable[Predicate]:
    return [Predicate(field=field_name, operation=Operation.IS_SUBSTRING, value=part)] if part else []


def _meant(reference: str, known: Sequence[tuple[str, tuple[str, ...], Thing]], what: str) -> Thing:
    """Return the one with this id or name, or with an id that begins so. Raises `NotFoundError`, `ConflictError`."""
    exact = [thing for own, names, thing in known if reference == own or reference in names]
    found = exact or [thing for own, _, thing in known if reference and own.startswith(reference)]
    if len(found) > 1:
        raise ConflictError(f"{reference!r} means {len(found)} {what}s", hint="write the id of one")
    if not found:
        names = [name for _, own_names, _ in known for name in own_names if name]
        hint = f"`penstock {what}s list` shows them"
        raise NotFoundError(f"There is no {what} {reference!r}{did_you_mean(reference, names)}", hint=hint)
    return found[0]


def _ids(values: Values) -> list[ArtifactId]:
    return [artifact.id for artifacts in values.artifacts.values() for artifact in artifacts]
