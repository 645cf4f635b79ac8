"""How a component is called, as help, editors and notebooks read it."""

import inspect
from typing import Any

from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.parameter_types import python_type
from penstock.spec.component import InputArtifactSpec, InputParameterSpec
from penstock.spec.types import ABSENT, ParameterType

_EMPTY = inspect.Parameter.empty
_BY_SYSTEM = (ParameterType.TASK_FINAL_STATUS, ParameterType.TASK_CONFIG)


def signature_of(definition: ComponentDefinition) -> inspect.Signature:
    """Return the keyword arguments of a call: names, types, and defaults where they are known."""
    inputs = definition.spec.input_definitions
    known: dict[str, InputParameterSpec | InputArtifactSpec] = {}
    if inputs is not None:
        known = {**inputs.parameters, **inputs.artifacts}
    names = [name for name in (*definition.input_order, *known) if name in known and name.isidentifier()]
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(known[name]),
            annotation=_annotation(known[name], definition.input_types.get(name, "")),
        )
        for name in dict.fromkeys(names)
        if getattr(known[name], "parameter_type", None) not in _BY_SYSTEM
    ]
    return inspect.Signature(parameters, return_annotation="PipelineTask")


def _default(spec: InputParameterSpec | InputArtifactSpec) -> Any:
    value = getattr(spec, "default_value", ABSENT)
    return (None if spec.is_optional else _EMPTY) if value is ABSENT else value


def _annotation(spec: InputParameterSpec | InputArtifactSpec, text: str) -> Any:
    if isinstance(spec, InputParameterSpec):
        return text.removeprefix("typing.") if "[" in text else python_type(spec.parameter_type) or _EMPTY
    title = spec.artifact_type.schema_title.partition(".")[2] if spec.artifact_type else "Artifact"
    return f"List[{title}]" if spec.is_artifact_list else title
