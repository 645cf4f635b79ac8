"""The comment at the top of a pipeline file, in the words of KFP's compiler."""

from collections.abc import Iterator
from typing import Any

from penstock.core.json import JsonValue
from penstock.spec.component import ComponentInputsSpec, ComponentOutputsSpec
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.types import ABSENT, ArtifactTypeSchema, ParameterType

_WORDS = {
    ParameterType.STRING: "str",
    ParameterType.NUMBER_INTEGER: "int",
    ParameterType.NUMBER_DOUBLE: "float",
    ParameterType.LIST: "list",
    ParameterType.STRUCT: "dict",
    ParameterType.BOOLEAN: "bool",
    ParameterType.TASK_FINAL_STATUS: "PipelineTaskFinalStatus",
    ParameterType.TASK_CONFIG: "TaskConfig",
}
_LARGEST_EXACT = 2**53


def header(pipeline: PipelineSpec, description: str | None = None) -> str:
    """Render the comment lines; every line of it starts with ``#``, whatever the pipeline's texts hold."""
    info, root = pipeline.pipeline_info, pipeline.root
    lines = ["# PIPELINE DEFINITION", f"# Name: {info.name if info else ''}"]
    words = description if description is not None else info.description if info else ""
    if words:
        first, *rest = words.splitlines() or [""]
        lines += [f"# Description: {first}", *(f"#              {line}" for line in rest)]
    if root and root.input_definitions is not None:
        lines += ["# Inputs:", *_signatures(root.input_definitions)]
    if root and root.output_definitions is not None:
        lines += ["# Outputs:", *_signatures(root.output_definitions)]
    return "\n".join(map(_printable, lines)) + "\n"


def _signatures(definitions: ComponentInputsSpec | ComponentOutputsSpec) -> Iterator[str]:
    words: dict[str, str] = {}
    for name, parameter in definitions.parameters.items():
        default: Any = getattr(parameter, "default_value", ABSENT)
        words[name] = _WORDS.get(parameter.parameter_type, "") + ("" if default is ABSENT else _default(default))
    for name, artifact in definitions.artifacts.items():
        words[name] = _title(artifact.artifact_type)
    return (f"#    {name}: {words[name]}" for name in sorted(words))


def _title(schema: ArtifactTypeSchema | None) -> str:
    return schema.schema_title if schema else ""


def _default(value: JsonValue) -> str:
    shown = f"'{value}'" if isinstance(value, str) else str(_as_protobuf(value))
    return f" [Default: {shown}]".replace("\n", "\\n")


def _as_protobuf(value: JsonValue) -> JsonValue:
    """Copy a value with the numbers that protobuf has: doubles only."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_EXACT:
        return float(value)
    if isinstance(value, list):
        return [_as_protobuf(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_protobuf(item) for key, item in value.items()}
    return value


def _printable(line: str) -> str:
    return line if line.isprintable() else "".join(char if char.isprintable() else " " for char in line)
