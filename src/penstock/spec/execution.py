"""What passes between the engine and a task: inputs with the places of outputs, and the outputs."""

import enum
from collections.abc import Mapping

from penstock.spec.types import ABSENT, Absent, ArtifactTypeSchema, Int64, Json, Value
from penstock.spec.values import field, frozen

_ZERO = Int64(0)


@frozen
class RuntimeArtifact:
    """An artifact of a run: its name, type, place and metadata."""

    name: str = ""
    type: ArtifactTypeSchema | None = None
    uri: str = ""
    properties: Mapping[str, Value] = field(default_factory=dict)
    custom_properties: Mapping[str, Value] = field(default_factory=dict)
    metadata: Json | Absent = ABSENT
    custom_path: str | None = None


@frozen
class ArtifactList:
    """Artifacts of one input or output."""

    artifacts: tuple[RuntimeArtifact, ...] = ()


@frozen
class ExecutorInputInputs:
    """``ExecutorInput.Inputs``; `parameters` is deprecated."""

    parameters: Mapping[str, Value] = field(default_factory=dict)
    artifacts: Mapping[str, ArtifactList] = field(default_factory=dict)
    parameter_values: Mapping[str, Json] = field(default_factory=dict)


@frozen
class OutputParameterPlace:
    """``ExecutorInput.OutputParameter``: the file to which a task writes the value."""

    output_file: str = ""


@frozen
class ExecutorInputOutputs:
    """``ExecutorInput.Outputs``: where outputs go; `output_file` takes the `ExecutorOutput`."""

    parameters: Mapping[str, OutputParameterPlace] = field(default_factory=dict)
    artifacts: Mapping[str, ArtifactList] = field(default_factory=dict)
    output_file: str = ""


@frozen
class ExecutorInput:
    """What a task is given."""

    inputs: ExecutorInputInputs | None = None
    outputs: ExecutorInputOutputs | None = None


@frozen
class ExecutorOutput:
    """What a task leaves; `parameters` is deprecated."""

    parameters: Mapping[str, Value] = field(default_factory=dict)
    artifacts: Mapping[str, ArtifactList] = field(default_factory=dict)
    parameter_values: Mapping[str, Json] = field(default_factory=dict)


@frozen
class StatusError:
    """``google.rpc.Status`` without its details."""

    code: int = 0
    message: str = ""


@frozen
class PipelineTaskFinalStatus:
    """How a task ended, for exit tasks; the uuid and the job name are deprecated."""

    state: str = ""
    error: StatusError | None = None
    pipeline_job_uuid: Int64 = _ZERO
    pipeline_job_name: str = ""
    pipeline_job_resource_name: str = ""
    pipeline_task_name: str = ""


class PipelineTaskState(enum.Enum):
    """``PipelineStateEnum.PipelineTaskState``: the states that a `PipelineTaskFinalStatus` can name."""

    UNSPECIFIED = "TASK_STATE_UNSPECIFIED"
    PENDING = "PENDING"
    RUNNING_DRIVER = "RUNNING_DRIVER"
    DRIVER_SUCCEEDED = "DRIVER_SUCCEEDED"
    RUNNING_EXECUTOR = "RUNNING_EXECUTOR"
    SUCCEEDED = "SUCCEEDED"
    CANCEL_PENDING = "CANCEL_PENDING"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    QUEUED = "QUEUED"
    NOT_TRIGGERED = "NOT_TRIGGERED"
    UNSCHEDULABLE = "UNSCHEDULABLE"
