"""Which value fits which type: KFP's rules of compatibility, and what constants and arguments may be."""

import json

from penstock.core.json import JsonValue
from penstock.spec.cel.evaluation import equal
from penstock.spec.component import InputArtifactSpec, InputParameterSpec, OutputArtifactSpec
from penstock.spec.types import ArtifactTypeSchema, ParameterType

WORDS = {
    ParameterType.UNSPECIFIED: "any value",
    ParameterType.NUMBER_DOUBLE: "a number",
    ParameterType.NUMBER_INTEGER: "a whole number",
    ParameterType.STRING: "text",
    ParameterType.BOOLEAN: "true or false",
    ParameterType.LIST: "a list",
    ParameterType.STRUCT: "a mapping",
    ParameterType.TASK_FINAL_STATUS: "the final status of a task",
    ParameterType.TASK_CONFIG: "the configuration of the task",
}
"""What a value of each type is, for messages."""

_ANY_ARTIFACT = "system.Artifact"
_GIVEN_BY_THE_ENGINE = frozenset({ParameterType.TASK_FINAL_STATUS, ParameterType.TASK_CONFIG})
_WIDER = {
    (ParameterType.NUMBER_INTEGER, ParameterType.NUMBER_DOUBLE),
    (ParameterType.TASK_FINAL_STATUS, ParameterType.STRUCT),
    (ParameterType.TASK_CONFIG, ParameterType.STRUCT),
}


def parameters_fit(given: ParameterType, expected: ParameterType) -> bool:
    """Tell whether a parameter of one type may be passed where another is expected."""
    if ParameterType.UNSPECIFIED in (given, expected):
        return True
    return given is expected or (given, expected) in _WIDER


def artifacts_fit(
    given: InputArtifactSpec | OutputArtifactSpec, expected: InputArtifactSpec | OutputArtifactSpec
) -> bool:
    """Tell whether an artifact may be passed where another is expected: lists to lists, and titles as KFP has it."""
    if given.is_artifact_list != expected.is_artifact_list:
        return False
    return _schemas_fit(given.artifact_type, expected.artifact_type)


def artifact_words(spec: InputArtifactSpec | OutputArtifactSpec) -> str:
    """Name the type of an artifact, for messages."""
    schema = spec.artifact_type
    title = (schema.schema_title or schema.schema_uri or "an artifact") if schema else "an artifact"
    return f"List[{title}]" if spec.is_artifact_list else title


def value_fits(value: JsonValue, expected: ParameterType) -> bool:
    """Tell whether a JSON value is of a type; a whole number of a file may be written as a double."""
    if expected is ParameterType.NUMBER_INTEGER:
        return _is_number(value) and (isinstance(value, int) or value.is_integer())
    if expected is ParameterType.NUMBER_DOUBLE:
        return _is_number(value)
    types = {
        ParameterType.STRING: str,
        ParameterType.BOOLEAN: bool,
        ParameterType.LIST: list,
        ParameterType.STRUCT: dict,
    }
    return isinstance(value, types[expected]) if expected in types else True


def constant_problem(value: JsonValue, expected: InputParameterSpec) -> str:
    """Say why a constant does not fit an input parameter, or nothing."""
    kind = expected.parameter_type
    if value is None and (expected.is_optional or kind is ParameterType.UNSPECIFIED):
        return ""
    if isinstance(value, str) and kind is not ParameterType.STRING and _text_may_become(value, kind):
        return ""
    if not value_fits(value, kind):
        return f"expects {WORDS[kind]}, got {shown(value)}"
    if expected.literals and not any(equal(value, literal) for literal in expected.literals):
        return f"{shown(value)} is not one of the choices {', '.join(map(shown, expected.literals))}"
    return ""


def is_given_by_the_engine(kind: ParameterType) -> bool:
    """Tell whether the engine fills such a parameter by itself."""
    return kind in _GIVEN_BY_THE_ENGINE


def shown(value: JsonValue) -> str:
    """Render a value for a message, shortened, with its type."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= 60 else text[:57] + "..."
    if isinstance(value, str):
        return "text " + text
    return "the list " + text if isinstance(value, list) else "the mapping " + text if isinstance(value, dict) else text


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text_may_become(value: str, kind: ParameterType) -> bool:
    """A text with a placeholder has its value later; lists and mappings may be written as JSON."""
    if "{{$" in value:
        return True
    if kind not in (ParameterType.LIST, ParameterType.STRUCT):
        return False
    try:
        return value_fits(json.loads(value), kind)
    except (ValueError, RecursionError):
        return False


def _schemas_fit(given: ArtifactTypeSchema | None, expected: ArtifactTypeSchema | None) -> bool:
    if given is None or expected is None or not given.schema_title or not expected.schema_title:
        return True
    if _ANY_ARTIFACT in (given.schema_title, expected.schema_title):
        return True
    same_major = given.schema_version.split(".")[0] == expected.schema_version.split(".")[0]
    return given.schema_title == expected.schema_title and (
        same_major or not given.schema_version or not expected.schema_version
    )
