"""What servers tell of pipelines, experiments and runs: KFP's messages, with the attributes that its client gives."""

from dataclasses import dataclass, field
from datetime import datetime

from penstock.client.decoding import LONG, Linked, Message
from penstock.client.pages import rows
from penstock.core.json import JsonObject


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Status(Message):
    """What went wrong."""

    code: int | None = None
    message: str | None = None
    details: list[JsonObject] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Health(Message):
    """Whether a server is well."""

    multi_user: bool | None = None
    pipeline_store: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Experiment(Linked):
    """A named group of runs."""

    experiment_id: str | None = None
    display_name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    namespace: str | None = None
    storage_state: str | None = None
    last_run_created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Pipeline(Linked):
    """A named series of versions."""

    pipeline_id: str | None = None
    display_name: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    namespace: str | None = None
    error: Status | None = None
    tags: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Url(Message):
    """Where a package is to be found."""

    pipeline_url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class PipelineVersion(Linked):
    """One uploaded document."""

    pipeline_id: str | None = None
    pipeline_version_id: str | None = None
    display_name: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    package_url: Url | None = None
    code_source_url: str | None = None
    pipeline_spec: JsonObject | None = field(default=None, metadata=LONG)
    error: Status | None = None
    tags: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class PipelineVersionReference(Message):
    """The version that a run is made from."""

    pipeline_id: str | None = None
    pipeline_version_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class RuntimeConfig(Message):
    """The arguments of a run."""

    parameters: JsonObject | None = None
    pipeline_root: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class RuntimeStatus(Message):
    """A state, and since when."""

    update_time: datetime | None = None
    state: str | None = None
    error: Status | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ArtifactList(Message):
    """The artifacts of an input or output."""

    artifact_ids: list[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ChildTask(Message):
    """A task inside another."""

    task_id: str | None = None
    pod_name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ExecutorDetail(Message):
    """The attempts of a task."""

    main_job: str | None = None
    pre_caching_check_job: str | None = None
    failed_main_jobs: list[str] | None = None
    failed_pre_caching_check_jobs: list[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class PipelineTaskDetail(Message):
    """A task of a run."""

    run_id: str | None = None
    task_id: str | None = None
    display_name: str | None = None
    create_time: datetime | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    executor_detail: ExecutorDetail | None = None
    state: str | None = None
    execution_id: str | None = None
    error: Status | None = None
    inputs: dict[str, ArtifactList] | None = None
    outputs: dict[str, ArtifactList] | None = None
    parent_task_id: str | None = None
    state_history: list[RuntimeStatus] | None = None
    pod_name: str | None = None
    child_tasks: list[ChildTask] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class RunDetails(Message):
    """What happened in a run."""

    pipeline_context_id: str | None = None
    pipeline_run_context_id: str | None = None
    task_details: list[PipelineTaskDetail] | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Run(Linked):
    """One execution of a pipeline."""

    experiment_id: str | None = None
    run_id: str | None = None
    display_name: str | None = None
    storage_state: str | None = None
    description: str | None = None
    pipeline_version_id: str | None = None
    pipeline_spec: JsonObject | None = field(default=None, metadata=LONG)
    pipeline_version_reference: PipelineVersionReference | None = None
    runtime_config: RuntimeConfig | None = None
    service_account: str | None = None
    created_at: datetime | None = None
    scheduled_at: datetime | None = None
    finished_at: datetime | None = None
    state: str | None = None
    error: Status | None = None
    run_details: RunDetails | None = field(default=None, metadata=LONG)
    recurring_run_id: str | None = None
    state_history: list[RuntimeStatus] | None = field(default=None, metadata=LONG)
    plugins_input: dict[str, JsonObject] | None = None
    plugins_output: dict[str, JsonObject] | None = None

    def _repr_html_(self) -> str:
        tasks = (self.run_details.task_details if self.run_details else None) or []
        inner = [task for task in tasks if task.parent_task_id is not None]
        table = rows([_task_facts(task) for task in inner], [""] * len(inner), None) if inner else ""
        return f"{Linked._repr_html_(self)}{table}"


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ListExperimentsResponse(Message):
    """A page of experiments."""

    experiments: list[Experiment] | None = None
    total_size: int | None = None
    next_page_token: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ListPipelinesResponse(Message):
    """A page of pipelines."""

    pipelines: list[Pipeline] | None = None
    total_size: int | None = None
    next_page_token: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ListPipelineVersionsResponse(Message):
    """A page of the versions of a pipeline."""

    pipeline_versions: list[PipelineVersion] | None = None
    next_page_token: str | None = None
    total_size: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ListRunsResponse(Message):
    """A page of runs."""

    runs: list[Run] | None = None
    total_size: int | None = None
    next_page_token: str | None = None


def _task_facts(task: PipelineTaskDetail) -> dict[str, object]:
    return {
        "task": task.display_name,
        "state": task.state,
        "start_time": task.start_time,
        "end_time": task.end_time,
        "error": task.error,
    }
