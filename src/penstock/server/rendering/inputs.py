"""The inputs of a pipeline, as forms ask for them."""

from penstock.server.schemas.body import InputSpec, InputType
from penstock.spec.arguments import default_of
from penstock.spec.component import ComponentInputsSpec, InputArtifactSpec, InputParameterSpec
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.types import ABSENT, ParameterType, PrimitiveType

_TYPES: dict[ParameterType, InputType] = {
    ParameterType.STRING: "STRING",
    ParameterType.NUMBER_INTEGER: "NUMBER_INTEGER",
    ParameterType.NUMBER_DOUBLE: "NUMBER_DOUBLE",
    ParameterType.BOOLEAN: "BOOLEAN",
    ParameterType.LIST: "LIST",
    ParameterType.STRUCT: "STRUCT",
    ParameterType.TASK_FINAL_STATUS: "TASK_FINAL_STATUS",
}
_OLD_TYPES: dict[PrimitiveType, InputType] = {
    PrimitiveType.INT: "NUMBER_INTEGER",
    PrimitiveType.DOUBLE: "NUMBER_DOUBLE",
}


def input_specs(pipeline: PipelineSpec) -> list[InputSpec]:
    """Render what a run of a pipeline is given; what the engine gives by itself is left out."""
    inputs = (pipeline.root.input_definitions if pipeline.root else None) or ComponentInputsSpec()
    parameters = [
        _parameter(name, parameter, pipeline)
        for name, parameter in inputs.parameters.items()
        if parameter.parameter_type is not ParameterType.TASK_CONFIG
    ]
    return [*parameters, *(_artifact(name, artifact) for name, artifact in inputs.artifacts.items())]


def _parameter(name: str, parameter: InputParameterSpec, pipeline: PipelineSpec) -> InputSpec:
    has_default = parameter.default_value is not ABSENT
    return InputSpec(
        name=name,
        type=_TYPES.get(parameter.parameter_type) or _OLD_TYPES.get(parameter.type, "STRING"),
        optional=parameter.is_optional or has_default,
        has_default=has_default,
        default=default_of(pipeline, parameter) if has_default else None,
        nullable=parameter.is_optional,
        description=parameter.description,
        literals=list(parameter.literals) or None,
        artifact_type=None,
    )


def _artifact(name: str, artifact: InputArtifactSpec) -> InputSpec:
    schema = artifact.artifact_type
    return InputSpec(
        name=name,
        type="ARTIFACT",
        optional=artifact.is_optional,
        has_default=False,
        default=None,
        nullable=artifact.is_optional,
        description=artifact.description,
        literals=None,
        artifact_type=(schema.schema_title or schema.schema_uri or None) if schema else None,
    )
