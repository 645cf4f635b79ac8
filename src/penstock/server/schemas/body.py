"""What all bodies share, and the small values that many of them hold."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from penstock.core.json import JsonValue


class Body(BaseModel):
    """A request or an answer, or a part of one: nothing unknown, nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


Json: TypeAlias = JsonValue
"""Any JSON value."""


class Failure(Body):
    """Why something waits or failed, in words for people."""

    reason: str
    message: str
    hint: str


class Ref(Body):
    """A thing by its id, and what people call it."""

    id: str
    name: str


class Problem(Body):
    """One finding of validation."""

    code: str
    path: str
    message: str
    hint: str
    severity: Literal["error", "warning"]
    line: int | None
    column: int | None


InputType: TypeAlias = Literal[
    "STRING", "NUMBER_INTEGER", "NUMBER_DOUBLE", "BOOLEAN", "LIST", "STRUCT", "TASK_FINAL_STATUS", "ARTIFACT"
]
"""What a run is given for an input."""


class InputSpec(Body):
    """An input of a pipeline, as a form asks for it."""

    name: str
    type: InputType
    optional: bool
    has_default: bool
    default: Json
    nullable: bool
    description: str
    literals: list[Json] | None
    artifact_type: str | None


class FieldViolation(Body):
    """What is wrong with one field of a request."""

    field: str
    description: str
    reason: str


class ErrorDetail(BaseModel):
    """More about an error, in the form of google.rpc."""

    model_config = ConfigDict(extra="allow")

    field_violations: list[FieldViolation] | None = None


class Error(Body):
    """Why a request was not done."""

    error: str
    code: int
    message: str
    details: list[ErrorDetail]
