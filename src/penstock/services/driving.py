"""What programs do with runs that this process may drive: start, end, try again, archive, remove."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from penstock.core.clock import Clock
from penstock.core.errors import ArgumentsError, ConflictError, NotFoundError, Problem, SpecError
from penstock.core.ids import ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.documents import document_from_data
from penstock.engine.engine import Engine
from penstock.engine.forecast import LEAVES, Forecast
from penstock.engine.planning import Plan
from penstock.engine.ports import RunJournal
from penstock.engine.records import RunOptions, RunRecord
from penstock.services.catalogue import find_newest_version, get_version
from penstock.services.experiments import get_or_create_experiment
from penstock.services.naming import check_name, check_tags
from penstock.services.pipelines import NewId
from penstock.services.ports import ExperimentStore, PipelineStore, RunHistory
from penstock.services.records import Experiment, NewRun, PipelineVersion, StorageState
from penstock.services.runs import delete_run, prepare_run
from penstock.spec.arguments import check_arguments
from penstock.spec.pipeline import PipelineDocument

FORECAST_SECONDS = 3.0
"""How long a forecast looks; packages that were never resolved and images that are not here take longer."""
PATIENCE_SECONDS = 30.0
"""How long the removal of a run waits for its tasks to stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOffice:
    """What runs are started and ended with. Safe to share between threads."""

    engine: Engine
    journal: RunJournal
    history: RunHistory
    experiments: ExperimentStore
    pipelines: PipelineStore
    clock: Clock
    new_id: NewId
    ask_to_cancel: Callable[[RunId], bool]
    """Asks the process that drives a run to end it; tells whether any listens."""
    options: RunOptions
    """How runs are driven, where an order does not say otherwise."""
    provenance: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOrder:
    """A run that somebody wants: of a document, of a version, or of the newest version of a pipeline."""

    display_name: str
    moment: str = ""
    """What follows the pipeline's name as the name of a run that is given none."""
    arguments: Mapping[str, JsonValue] = field(default_factory=dict)
    document: JsonObject | None = None
    """``{"pipeline": ..., "platform": ...}``."""
    pipeline_id: str = ""
    pipeline_version_id: str = ""
    experiment_id: str = ""
    """Empty for the default one."""
    description: str = ""
    pipeline_root: str = ""
    service_account: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    cache: str = ""
    """``on``, ``off`` or ``refresh``; empty leaves it to the office, as do the next three."""
    fail_fast: bool | None = None
    parallelism: int | None = None
    cache_seconds: float = 0
    """How old reused results may be; 0 for any age."""
    isolated: bool = False
    """Whether each task gets a fresh interpreter."""
    provenance: JsonObject = field(default_factory=dict)
    """What who orders it knows of where it comes from; what the office knows of itself is kept beside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetriedTask:
    """A task of a run that has ended, or a group, and whether a retry does it again."""

    path: ExecutionPath
    name: str
    is_group: bool
    is_again: bool


def check_order(order: RunOrder, office: RunOffice) -> tuple[Problem, ...]:
    """Return everything that keeps a run from being started. Raises `NotFoundError` for what it names in vain."""
    try:
        document, _ = _document(order, office)
        loaded = document_from_data(document["pipeline"], document.get("platform"))
        Plan(loaded.document).check()
    except (SpecError, ArgumentsError) as error:
        return tuple(error.problems)
    _, problems = check_arguments(loaded.document.pipeline, order.arguments)
    return (*loaded.warnings, *problems)


def start_run(order: RunOrder, office: RunOffice) -> RunRecord:
    """Check a run, record it and set it going.

    Raises `NotFoundError`, and `ArgumentsError` or `SpecError` with every problem; then nothing is recorded.
    """
    if order.display_name or not order.moment:
        check_name(order.display_name, "display_name", longest=LONGEST_RUN_NAME)
    record, document = _prepared(order, office)
    office.engine.start(record, document)
    return record


def forecast_run(order: RunOrder, office: RunOffice, *, seconds: float = FORECAST_SECONDS) -> Forecast:
    """Say what a run would take from the cache; nothing is recorded. Raises what `start_run` raises."""
    record, document = _prepared(order, office)
    return office.engine.forecast(record, document, seconds)


def _prepared(order: RunOrder, office: RunOffice) -> tuple[RunRecord, PipelineDocument]:
    check_tags(order.tags)
    document, version = _document(order, office)
    experiment = _experiment(order, office)
    loaded = document_from_data(document["pipeline"], document.get("platform")).document
    arguments, problems = check_arguments(loaded.pipeline, order.arguments)
    if problems:
        raise ArgumentsError(problems)
    info = loaded.pipeline.pipeline_info
    new = NewRun(
        document=document,
        pipeline_name=info.name if info else "",
        arguments=arguments,
        experiment_id=experiment.id,
        display_name=order.display_name or f"{info.name if info else 'run'} {order.moment}",
        provenance={**order.provenance, "server": office.provenance} if order.provenance else office.provenance,
        description=order.description,
        namespace=experiment.namespace,
        tags=order.tags,
        pipeline_id=version.pipeline_id if version else "",
        pipeline_version_id=version.id if version else "",
    )
    record = prepare_run(new, _options(order, office), run_id=RunId(office.new_id()), clock=office.clock)
    return record, loaded


def terminate_run(run_id: RunId, office: RunOffice) -> None:
    """Ask a run to end, whichever process drives it. Raises `NotFoundError`, `ConflictError` if it has ended."""
    summary = office.history.get_summary(run_id)
    if summary.state.is_final:
        raise ConflictError(f"Run {run_id!r} has ended: {summary.state.value}")
    try:
        office.engine.resume(run_id)
    except ConflictError:
        if not office.ask_to_cancel(run_id):
            raise
    else:
        office.engine.cancel(run_id, "Terminated by request")


def retry_run(run_id: RunId, office: RunOffice, again: Iterable[ExecutionPath] = ()) -> None:
    """Continue a run that failed or was cancelled; tasks of `again`, and what follows them, are done anew.

    Raises `NotFoundError`, `ConflictError` if there is no need.
    """
    state = office.history.get_summary(run_id).state
    if not state.is_final:
        hint = "wait for its end, or terminate it first"
        raise ConflictError(f"Run {run_id!r} has not ended: {state.value}", hint=hint)
    office.engine.wait(run_id, PATIENCE_SECONDS)  # its end is recorded a moment before it is let go
    office.engine.retry(run_id, again)


def foresee_retry(run_id: RunId, office: RunOffice, again: Iterable[ExecutionPath] = ()) -> tuple[RetriedTask, ...]:
    """Say what `retry_run` would do again, without doing it. Raises what it raises."""
    return retried_tasks(office.engine, run_id, again)


def retried_tasks(engine: Engine, run_id: RunId, again: Iterable[ExecutionPath]) -> tuple[RetriedTask, ...]:
    """Say what a retry would do again. Raises what it raises."""
    return tuple(
        RetriedTask(
            path=execution.path,
            name=execution.display_name or execution.task_name,
            is_group=execution.kind not in LEAVES,
            is_again=is_again,
        )
        for execution, is_again in engine.foresee_retry(run_id, again).items()
    )


def remove_run(run_id: RunId, office: RunOffice) -> None:
    """Remove a run; one that is under way is ended first.

    Raises `NotFoundError`, and `ConflictError` if it does not end.
    """
    if not office.history.get_summary(run_id).state.is_final:
        terminate_run(run_id, office)
    office.engine.wait(run_id, PATIENCE_SECONDS)
    delete_run(run_id, history=office.history, journal=office.journal)


def restore_run(run_id: RunId, office: RunOffice) -> None:
    """Take a run out of the archive. Raises `NotFoundError`, and `ConflictError` while its experiment is archived."""
    summary = office.history.get_summary(run_id)
    try:
        experiment = office.experiments.get(summary.experiment_id)
    except NotFoundError:
        experiment = None
    if experiment is not None and experiment.storage_state is StorageState.ARCHIVED:
        raise ConflictError(f"Experiment {experiment.name!r} of the run is archived", hint="unarchive it first")
    office.history.set_storage_state(run_id, StorageState.AVAILABLE)


LONGEST_RUN_NAME = 1000


def _document(order: RunOrder, office: RunOffice) -> tuple[JsonObject, PipelineVersion | None]:
    if order.document is not None:
        return order.document, None
    if order.pipeline_version_id:
        version: PipelineVersion | None = (
            get_version(order.pipeline_id, order.pipeline_version_id, store=office.pipelines)
            if order.pipeline_id
            else office.pipelines.get_version(order.pipeline_version_id)
        )
    elif order.pipeline_id:
        office.pipelines.get(order.pipeline_id)
        version = find_newest_version(order.pipeline_id, store=office.pipelines)
        if version is None:
            raise NotFoundError(f"Pipeline {order.pipeline_id!r} has no versions", hint="upload one first")
    else:
        message = "the run names no pipeline"
        hint = "give pipeline_spec, or pipeline_version_reference with a pipeline_id or pipeline_version_id"
        raise ArgumentsError([Problem("missing-pipeline", "pipeline_spec", message, hint)])
    assert version is not None
    return office.pipelines.load_document(version.id), version


def _experiment(order: RunOrder, office: RunOffice) -> Experiment:
    if not order.experiment_id:
        new_id = ExperimentId(office.new_id())
        return get_or_create_experiment("", new_id=new_id, store=office.experiments, clock=office.clock)
    experiment = office.experiments.get(ExperimentId(order.experiment_id))
    if experiment.storage_state is StorageState.ARCHIVED:
        raise ConflictError(f"Experiment {experiment.name!r} is archived", hint="unarchive it first")
    return experiment


def _options(order: RunOrder, office: RunOffice) -> RunOptions:
    defaults = office.options
    return RunOptions(
        cache=order.cache or defaults.cache,
        fail_fast=defaults.fail_fast if order.fail_fast is None else order.fail_fast,
        parallelism=defaults.parallelism if order.parallelism is None else order.parallelism,
        cache_seconds=order.cache_seconds or defaults.cache_seconds,
        isolated=order.isolated or defaults.isolated,
        host_commands=defaults.host_commands,
        launcher=defaults.launcher,
        pipeline_root=order.pipeline_root,
        service_account=order.service_account,
    )
