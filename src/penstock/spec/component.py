"""The interface of a component, and what implements it."""

from collections.abc import Mapping

from penstock.spec.platform import SinglePlatformSpec
from penstock.spec.task import DagSpec
from penstock.spec.types import (
    ABSENT,
    Absent,
    ArtifactTypeSchema,
    Json,
    ParameterType,
    PrimitiveType,
    TaskConfigPassthroughType,
    ValueOrRuntimeParameter,
)
from penstock.spec.values import field, frozen


@frozen
class InputArtifactSpec:
    """``ComponentInputsSpec.ArtifactSpec``: an artifact that a component takes."""

    artifact_type: ArtifactTypeSchema | None = None
    is_artifact_list: bool = False
    is_optional: bool = False
    description: str = ""


@frozen
class InputParameterSpec:
    """``ComponentInputsSpec.ParameterSpec``: a parameter that a component takes."""

    type: PrimitiveType = PrimitiveType.UNSPECIFIED
    parameter_type: ParameterType = ParameterType.UNSPECIFIED
    default_value: Json | Absent = ABSENT
    is_optional: bool = False
    description: str = ""
    literals: tuple[Json, ...] = ()


@frozen
class ComponentInputsSpec:
    """The inputs of a component, by name."""

    artifacts: Mapping[str, InputArtifactSpec] = field(default_factory=dict)
    parameters: Mapping[str, InputParameterSpec] = field(default_factory=dict)


@frozen
class OutputArtifactSpec:
    """``ComponentOutputsSpec.ArtifactSpec``: an artifact that a component makes."""

    artifact_type: ArtifactTypeSchema | None = None
    properties: Mapping[str, ValueOrRuntimeParameter] = field(default_factory=dict)
    custom_properties: Mapping[str, ValueOrRuntimeParameter] = field(default_factory=dict)
    metadata: Json | Absent = ABSENT
    is_artifact_list: bool = False
    description: str = ""


@frozen
class OutputParameterSpec:
    """``ComponentOutputsSpec.ParameterSpec``: a parameter that a component makes."""

    type: PrimitiveType = PrimitiveType.UNSPECIFIED
    parameter_type: ParameterType = ParameterType.UNSPECIFIED
    description: str = ""


@frozen
class ComponentOutputsSpec:
    """The outputs of a component, by name."""

    artifacts: Mapping[str, OutputArtifactSpec] = field(default_factory=dict)
    parameters: Mapping[str, OutputParameterSpec] = field(default_factory=dict)


@frozen
class TaskConfigPassthrough:
    """A setting of the task that is handed into the component."""

    field: TaskConfigPassthroughType = TaskConfigPassthroughType.NONE
    apply_to_task: bool = False


@frozen
class ComponentSpec:
    """A component: its interface, and either a graph (`dag`) or the label of an executor."""

    input_definitions: ComponentInputsSpec | None = None
    output_definitions: ComponentOutputsSpec | None = None
    dag: DagSpec | None = None
    executor_label: str = ""
    single_platform_specs: tuple[SinglePlatformSpec, ...] = ()
    task_config_passthroughs: tuple[TaskConfigPassthrough, ...] = ()
