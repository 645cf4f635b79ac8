"""Types of parameters and artifacts, and the words that have no value."""

import enum
from typing import Any, Final, NewType, TypeAlias

from penstock.spec.values import frozen


class Absent(enum.Enum):
    """A JSON field that is not there, where ``null`` is a value of its own."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        """Be false, as nothing is."""
        return False

    def __repr__(self) -> str:
        """Render like the constant."""
        return "ABSENT"


ABSENT: Final = Absent.ABSENT

Json: TypeAlias = Any
"""Any JSON value: ``google.protobuf.Value`` and ``Struct``. A field that may also be missing is ``Json | Absent``."""

Int64 = NewType("Int64", int)
"""A 64-bit integer, which protobuf's JSON writes as a string."""


class ParameterType(enum.Enum):
    """``ParameterType.ParameterTypeEnum``."""

    UNSPECIFIED = "PARAMETER_TYPE_ENUM_UNSPECIFIED"
    NUMBER_DOUBLE = "NUMBER_DOUBLE"
    NUMBER_INTEGER = "NUMBER_INTEGER"
    STRING = "STRING"
    BOOLEAN = "BOOLEAN"
    LIST = "LIST"
    STRUCT = "STRUCT"
    TASK_FINAL_STATUS = "TASK_FINAL_STATUS"
    TASK_CONFIG = "TASK_CONFIG"


class PrimitiveType(enum.Enum):
    """``PrimitiveType.PrimitiveTypeEnum``, deprecated in favour of `ParameterType`."""

    UNSPECIFIED = "PRIMITIVE_TYPE_UNSPECIFIED"
    INT = "INT"
    DOUBLE = "DOUBLE"
    STRING = "STRING"


class TriggerStrategy(enum.Enum):
    """``PipelineTaskSpec.TriggerPolicy.TriggerStrategy``."""

    UNSPECIFIED = "TRIGGER_STRATEGY_UNSPECIFIED"
    ALL_UPSTREAM_TASKS_SUCCEEDED = "ALL_UPSTREAM_TASKS_SUCCEEDED"
    ALL_UPSTREAM_TASKS_COMPLETED = "ALL_UPSTREAM_TASKS_COMPLETED"


class TaskConfigPassthroughType(enum.Enum):
    """``TaskConfigPassthroughType.TaskConfigPassthroughTypeEnum``."""

    NONE = "NONE"
    RESOURCES = "RESOURCES"
    ENV = "ENV"
    KUBERNETES_AFFINITY = "KUBERNETES_AFFINITY"
    KUBERNETES_TOLERATIONS = "KUBERNETES_TOLERATIONS"
    KUBERNETES_NODE_SELECTOR = "KUBERNETES_NODE_SELECTOR"
    KUBERNETES_VOLUMES = "KUBERNETES_VOLUMES"


@frozen
class ArtifactTypeSchema:
    """The type of an artifact; exactly one of the first three is set."""

    schema_title: str = ""
    schema_uri: str = ""
    instance_schema: str = ""
    schema_version: str = ""


@frozen
class Value:
    """A typed primitive, deprecated in favour of JSON values; at most one is set."""

    int_value: Int64 | None = None
    double_value: float | None = None
    string_value: str | None = None


@frozen
class ValueOrRuntimeParameter:
    """A constant or the name of a run-time parameter."""

    constant_value: Value | None = None
    runtime_parameter: str = ""
    constant: Json | Absent = ABSENT
