"""KFP's messages: bodies in snake_case or camelCase, nothing unknown, nothing empty in answers."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WrapValidator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from penstock.core.json import JsonObject
from penstock.engine.states import ExecutionState
from penstock.server.moments import refuse_numbers
from penstock.services.records import StorageState

Int32: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]

Int64: TypeAlias = Annotated[
    Annotated[int, Field(strict=True)] | Annotated[str, Field(pattern="^-?[0-9]{1,19}$")],
    PlainSerializer(str, return_type=str),
]
"""A number that JSON carries as text, as protojson does."""


def _utc(value: Any, validate: Any) -> datetime:
    moment: datetime = validate(refuse_numbers(value))
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone, such as 2026-01-31T12:00:00Z")
    return moment


Timestamp: TypeAlias = Annotated[datetime, WrapValidator(_utc)]
"""RFC 3339."""


def _named(names: tuple[str, ...]) -> BeforeValidator:
    """Take the number of a name for it, as protojson does."""

    def named(value: Any) -> Any:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return names[value] if is_number and 0 <= value < len(names) else value

    return BeforeValidator(named)


def _one_of(names: tuple[str, ...]) -> AfterValidator:
    def known(name: str) -> str:
        if name not in names:
            raise ValueError(f"{name[:80]!r} is none of {', '.join(names)}")
        return name

    return AfterValidator(known)


def _enum(names: tuple[str, ...]) -> FieldInfo:
    info: FieldInfo = Field(json_schema_extra={"enum": [*names]})
    return info


_STORAGE_STATES = ("STORAGE_STATE_UNSPECIFIED", *(state.value for state in StorageState))
_RUNTIME_STATES = ("RUNTIME_STATE_UNSPECIFIED", *(state.value for state in ExecutionState))
StorageStateName: TypeAlias = Annotated[str, _named(_STORAGE_STATES), _one_of(_STORAGE_STATES), _enum(_STORAGE_STATES)]
RuntimeStateName: TypeAlias = Annotated[str, _named(_RUNTIME_STATES), _one_of(_RUNTIME_STATES), _enum(_RUNTIME_STATES)]


class Message(BaseModel):
    """A message of protobuf, as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        """Take both spellings of a field (decision U2); ``null`` is no value, but no excuse for an unknown field."""
        if not isinstance(data, dict):
            return data
        names = {to_camel(name): name for name in cls.model_fields}
        given = {names.get(key, key): value for key, value in data.items()}
        if len(given) < len(data):
            twice = next(name for camel, name in names.items() if camel != name and camel in data and name in data)
            raise ValueError(f"{twice!r} is given twice, in two spellings")
        return {key: value for key, value in given.items() if value is not None or key not in cls.model_fields}


class Status(Message):
    """google.rpc.Status."""

    code: Int32 | None = None
    message: str | None = None
    details: list[JsonObject] | None = None


class Empty(Message):
    """Nothing."""


class Experiment(Message):
    """A named group of runs."""

    experiment_id: str | None = None
    display_name: str | None = None
    description: str | None = None
    created_at: Timestamp | None = None
    namespace: str | None = None
    storage_state: StorageStateName | None = None
    last_run_created_at: Timestamp | None = None


class ListExperimentsResponse(Message):
    """A page of experiments."""

    experiments: list[Experiment] | None = None
    total_size: Int32 | None = None
    next_page_token: str | None = None


class Url(Message):
    """Where a package is to be found."""

    pipeline_url: str | None = None


class Pipeline(Message):
    """A named series of versions."""

    pipeline_id: str | None = None
    display_name: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: Timestamp | None = None
    namespace: str | None = None
    error: Status | None = None
    tags: dict[str, str] | None = None


class ListPipelinesResponse(Message):
    """A page of pipelines."""

    pipelines: list[Pipeline] | None = None
    total_size: Int32 | None = None
    next_page_token: str | None = None


class PipelineVersion(Message):
    """One uploaded document."""

    pipeline_id: str | None = None
    pipeline_version_id: str | None = None
    display_name: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: Timestamp | None = None
    package_url: Url | None = None
    code_source_url: str | None = None
    pipeline_spec: JsonObject | None = None
    error: Status | None = None
    tags: dict[str, str] | None = None


class ListPipelineVersionsResponse(Message):
    """A page of versions."""

    pipeline_versions: list[PipelineVersion] | None = None
    next_page_token: str | None = None
    total_size: Int32 | None = None


class PipelineAndVersion(Message):
    """A pipeline that is created with its first version."""

    pipeline: Pipeline
    pipeline_version: PipelineVersion


class PipelineVersionReference(Message):
    """The version that a run is made from."""

    pipeline_id: str | None = None
    pipeline_version_id: str | None = None


class RuntimeConfig(Message):
    """The arguments of a run."""

    parameters: JsonObject | None = None
    pipeline_root: str | None = None


class RuntimeStatus(Message):
    """A state, and since when."""

    update_time: Timestamp | None = None
    state: RuntimeStateName | None = None
    error: Status | None = None


class ArtifactIds(Message):
    """Artifacts of an input or output."""

    artifact_ids: list[str] | None = None


class ChildTask(Message):
    """A task inside another."""

    task_id: str | None = None
    pod_name: str | None = None


class ExecutorDetail(Message):
    """The attempts of a task."""

    main_job: str | None = None
    pre_caching_check_job: str | None = None
    failed_main_jobs: list[str] | None = None
    failed_pre_caching_check_jobs: list[str] | None = None


class PipelineTaskDetail(Message):
    """A task of a run."""

    run_id: str | None = None
    task_id: str | None = None
    display_name: str | None = None
    create_time: Timestamp | None = None
    start_time: Timestamp | None = None
    end_time: Timestamp | None = None
    executor_detail: ExecutorDetail | None = None
    state: RuntimeStateName | None = None
    execution_id: Int64 | None = None
    error: Status | None = None
    inputs: dict[str, ArtifactIds] | None = None
    outputs: dict[str, ArtifactIds] | None = None
    parent_task_id: str | None = None
    state_history: list[RuntimeStatus] | None = None
    pod_name: str | None = None
    child_tasks: list[ChildTask] | None = None


class RunDetails(Message):
    """What happened in a run."""

    pipeline_context_id: Int64 | None = None
    pipeline_run_context_id: Int64 | None = None
    task_details: list[PipelineTaskDetail] | None = None


class Run(Message):
    """One execution of a pipeline."""

    experiment_id: str | None = None
    run_id: str | None = None
    display_name: str | None = None
    storage_state: StorageStateName | None = None
    description: str | None = None
    pipeline_version_id: str | None = Field(default=None, json_schema_extra={"deprecated": True})
    pipeline_spec: JsonObject | None = None
    pipeline_version_reference: PipelineVersionReference | None = None
    runtime_config: RuntimeConfig | None = None
    service_account: str | None = None
    created_at: Timestamp | None = None
    scheduled_at: Timestamp | None = None
    finished_at: Timestamp | None = None
    state: RuntimeStateName | None = None
    error: Status | None = None
    run_details: RunDetails | None = None
    recurring_run_id: str | None = None
    state_history: list[RuntimeStatus] | None = None
    plugins_input: dict[str, JsonObject] | None = None
    plugins_output: dict[str, JsonObject] | None = None


class ListRunsResponse(Message):
    """A page of runs."""

    runs: list[Run] | None = None
    total_size: Int32 | None = None
    next_page_token: str | None = None


class Health(Message):
    """Whether the server is well."""

    multi_user: bool
    pipeline_store: str


class ArtifactData(Message):
    """The bytes of an artifact in base64."""

    data: str
