"""Placeholders in commands and constants: ``{{$.inputs.parameters['x']}}`` and its kin, as KFP's launcher renders them.

Rendering is one pass: what a value brings along is never taken for a placeholder again.
"""

import enum
import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from penstock.core.errors import PlaceholderError, Problem
from penstock.core.json import JsonValue, dumps
from penstock.core.suggest import did_you_mean
from penstock.spec.component import ComponentSpec
from penstock.spec.values import field, frozen

RUN_VALUES: Mapping[str, str] = {
    "pipeline_job_name": "the name of the run",
    "pipeline_job_resource_name": "the resource name of the run",
    "pipeline_job_uuid": "the id of the run",
    "pipeline_job_create_time_utc": "when the run was created",
    "pipeline_job_schedule_time_utc": "for when the run was scheduled",
    "pipeline_task_name": "the name of the task",
    "pipeline_task_uuid": "the id of the task",
    "pipeline_root": "where the artifacts of the run lie",
    "workspace_path": "the folder that the tasks of the run share",
    "pipeline_google_cloud_project_id": "the Google Cloud project",
    "pipeline_google_cloud_location": "the Google Cloud location",
    "pipeline_service_account": "the service account of the run",
    "pipeline_network": "the network of the run",
    "pipeline_persistent_resource_id": "the persistent resource of the run",
    "pipeline_encryption_key_name": "the encryption key of the run",
}
"""What a placeholder can name besides inputs and outputs."""

_CANDIDATE = re.compile(r"\{\{\$(?=[.}])([^{}]*)\}\}")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(?:'([^']*)'|\"([^\"]*)\"|(\d{1,2}))\]")
_KEYED_FIELDS = ("metadata", "properties", "custom_properties")
_ARTIFACT_FIELDS = ("uri", "path", "name", *_KEYED_FIELDS)
_MOUNTS = {"gs://": "/gcs/", "minio://": "/minio/", "s3://": "/s3/"}
_MOST_ESCAPES = 8


class Kind(enum.Enum):
    """What a placeholder stands for."""

    WHOLE = "the whole executor input"
    INPUT_PARAMETER = "an input parameter"
    INPUT_ARTIFACT = "an input artifact"
    OUTPUT_PARAMETER = "the file of an output parameter"
    OUTPUT_ARTIFACT = "an output artifact"
    OUTPUT_FILE = "the file of the executor output"
    RUN_VALUE = "a value of the run"


@frozen
class Placeholder:
    """One parsed placeholder."""

    text: str
    kind: Kind
    name: str = ""
    """Of the input, the output or the value of the run."""
    field: str = ""
    """Of an artifact; empty for the whole of it."""
    key: str = ""
    """Of an artifact's metadata; empty for the whole of it."""
    escapes: int = 0
    """How often the text is escaped as the inside of a JSON string."""


@frozen
class RenderContext:
    """What placeholders take their values from."""

    executor_input: Mapping[str, JsonValue]
    """The `ExecutorInput` as JSON-like data."""
    values: Mapping[str, str] = field(default_factory=dict)
    """By the names of `RUN_VALUES`."""


@frozen
class Interface:
    """The names that placeholders of a component may use."""

    parameters: Collection[str] = ()
    artifacts: Collection[str] = ()
    output_parameters: Collection[str] = ()
    output_artifacts: Collection[str] = ()

    @staticmethod
    def of(component: ComponentSpec) -> "Interface":
        """Return the names of a component's inputs and outputs."""
        inputs, outputs = component.input_definitions, component.output_definitions
        return Interface(
            parameters=inputs.parameters if inputs else (),
            artifacts=inputs.artifacts if inputs else (),
            output_parameters=outputs.parameters if outputs else (),
            output_artifacts=outputs.artifacts if outputs else (),
        )

    def names_of(self, kind: Kind) -> Collection[str]:
        """Return the names that exist for a kind of placeholder."""
        by_kind: dict[Kind, Collection[str]] = {
            Kind.INPUT_PARAMETER: self.parameters,
            Kind.INPUT_ARTIFACT: self.artifacts,
            Kind.OUTPUT_PARAMETER: self.output_parameters,
            Kind.OUTPUT_ARTIFACT: self.output_artifacts,
            Kind.RUN_VALUE: RUN_VALUES,
        }
        return by_kind[kind]


def parse_placeholder(text: str) -> Placeholder:
    """Read one placeholder, braces included.

    Raises `PlaceholderError` when it is none that exists.
    """
    match = _CANDIDATE.fullmatch(text)
    if match is None:
        raise PlaceholderError(f"{text[:100]!r} is no placeholder")
    steps = _steps(match[1], text)
    escapes = 0
    if len(steps) >= 2 and steps[-2] == ".json_escape":
        escapes = min(int(steps[-1]), _MOST_ESCAPES) if steps[-1].isdigit() else 0
        steps = steps[:-2]
    return _parsed(text, steps, escapes)


def find_placeholders(text: str) -> Iterator[str]:
    """Yield the placeholders of a text, as they stand there."""
    if "{{$" in text:
        for match in _CANDIDATE.finditer(text):
            yield match[0]


def render_text(text: str, context: RenderContext, *, keep_whole: bool = False) -> str:
    """Replace every placeholder of a text; `keep_whole` leaves ``{{$}}`` as it is.

    Raises `PlaceholderError` for one that is unknown or has no value.
    """
    if "{{$" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        placeholder = parse_placeholder(match[0])
        return match[0] if keep_whole and placeholder.kind is Kind.WHOLE else _rendered(placeholder, context)

    return _CANDIDATE.sub(replace, text)


def render_value(value: JsonValue, context: RenderContext) -> JsonValue:
    """Copy a JSON value with the placeholders in all its texts replaced.

    Raises `PlaceholderError` for one that is unknown or has no value.
    """
    if isinstance(value, str):
        return render_text(value, context)
    if isinstance(value, list):
        return [render_value(item, context) for item in value]
    if isinstance(value, dict):
        return {render_text(key, context): render_value(item, context) for key, item in value.items()}
    return value


def text_of(value: JsonValue) -> str:
    """Render a parameter's value as KFP's launcher puts it into a command."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if value is None:
        return ""
    return dumps(_sorted_whole(value))


def local_path(uri: str) -> str:
    """Return the path under which a task finds an artifact: buckets are mounted, a path is itself."""
    for scheme, mount in _MOUNTS.items():
        if uri.startswith(scheme):
            return mount + uri.removeprefix(scheme)
    if uri.startswith("oci://"):
        return "/oci/" + uri.removeprefix("oci://").replace("/", "_") + "/models"
    return uri.removeprefix("file://")


def find_problems(text: str, interface: Interface, *, path: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with the placeholders of a text, given the names that exist."""
    return tuple(problem for found in find_placeholders(text) for problem in _problems_of(found, interface, path))


def _problems_of(text: str, interface: Interface, path: str) -> Iterator[Problem]:
    try:
        placeholder = parse_placeholder(text)
    except PlaceholderError as error:
        yield Problem("unknown-placeholder", path, error.message, error.hint)
        return
    if placeholder.kind in (Kind.WHOLE, Kind.OUTPUT_FILE, Kind.RUN_VALUE):
        return
    known = interface.names_of(placeholder.kind)
    if placeholder.name not in known:
        message = f"the placeholder {text} names {placeholder.name!r}, but there is no such {_noun(placeholder.kind)}"
        yield Problem("unknown-placeholder", path, message + did_you_mean(placeholder.name, known))


def _noun(kind: Kind) -> str:
    return kind.name.lower().replace("_", " ")


def _steps(path: str, text: str) -> list[str]:
    """Split ``.inputs.parameters['x']`` into ``.inputs``, ``.parameters``, ``x``."""
    steps: list[str] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise PlaceholderError(f"The placeholder {text[:100]} cannot be read from {path[position:][:20]!r} on")
        attribute, single, double, number = match.groups()
        steps.append(f".{attribute}" if attribute else next(key for key in (single, double, number) if key is not None))
        position = match.end()
    return steps


def _parsed(text: str, steps: list[str], escapes: int) -> Placeholder:
    match steps:
        case []:
            kind, name = Kind.WHOLE, ""
        case [".inputs", ".parameters", name]:
            kind = Kind.INPUT_PARAMETER
        case [".outputs", ".parameters", name, ".output_file"]:
            kind = Kind.OUTPUT_PARAMETER
        case [".outputs", ".output_file"] | [".outputMetadataUri"]:
            kind, name = Kind.OUTPUT_FILE, ""
        case [".inputs" | ".outputs", ".artifacts", _, *_]:
            return _parsed_artifact(text, steps, escapes)
        case _:
            kind, name = Kind.RUN_VALUE, _run_value(text, steps)
    return Placeholder(text=text, kind=kind, name=name, escapes=escapes)


def _run_value(text: str, steps: list[str]) -> str:
    name = steps[0].removeprefix(".")
    if len(steps) == 1 and name in RUN_VALUES:
        return name
    near = did_you_mean(name, [*RUN_VALUES, "inputs", "outputs"]) if len(steps) == 1 else ""
    hint = "inputs are named {{$.inputs.parameters['x']}} and {{$.inputs.artifacts['x'].path}}"
    raise PlaceholderError(f"There is no placeholder {text[:100]}{near}", hint=hint)


def _parsed_artifact(text: str, steps: list[str], escapes: int) -> Placeholder:
    side, _, name, *rest = steps
    attribute, key = (*(step.removeprefix(".") for step in rest), "", "")[:2]
    allowed = 2 if attribute in _KEYED_FIELDS else 1
    if len(rest) > allowed or (rest and attribute not in _ARTIFACT_FIELDS):
        near = did_you_mean(attribute, _ARTIFACT_FIELDS)
        raise PlaceholderError(f"The placeholder {text[:100]} asks for what an artifact does not have{near}")
    kind = Kind.INPUT_ARTIFACT if side == ".inputs" else Kind.OUTPUT_ARTIFACT
    return Placeholder(text=text, kind=kind, name=name, field=attribute, key=key, escapes=escapes)


def _rendered(placeholder: Placeholder, context: RenderContext) -> str:
    text = _plain(placeholder, context)
    for _ in range(placeholder.escapes):
        text = dumps(text)[1:-1]
    return text


def _plain(placeholder: Placeholder, context: RenderContext) -> str:
    inputs = context.executor_input.get("inputs") or {}
    outputs = context.executor_input.get("outputs") or {}
    text: str
    match placeholder.kind:
        case Kind.WHOLE:
            text = dumps(context.executor_input)
        case Kind.INPUT_PARAMETER:
            # An optional input that is not given is like one given as null; names that do not exist are found earlier.
            text = text_of((inputs.get("parameterValues") or {}).get(placeholder.name))
        case Kind.OUTPUT_PARAMETER:
            text = str(_entry(placeholder, outputs.get("parameters")).get("outputFile", ""))
        case Kind.INPUT_ARTIFACT:
            text = _artifact_text(placeholder, _entry(placeholder, inputs.get("artifacts")))
        case Kind.OUTPUT_ARTIFACT:
            text = _artifact_text(placeholder, _entry(placeholder, outputs.get("artifacts")))
        case Kind.OUTPUT_FILE:
            text = str(outputs.get("outputFile", ""))
        case Kind.RUN_VALUE:
            text = str(_entry(placeholder, context.values))
    return text


def _entry(placeholder: Placeholder, entries: Mapping[str, JsonValue] | None) -> JsonValue:
    if entries is None or placeholder.name not in entries:
        known = did_you_mean(placeholder.name, entries or ())
        what = RUN_VALUES.get(placeholder.name, f"{placeholder.kind.value} {placeholder.name!r}")
        raise PlaceholderError(f"The placeholder {placeholder.text} has no value: {what} is not given{known}")
    return entries[placeholder.name]


def _artifact_text(placeholder: Placeholder, listed: Mapping[str, JsonValue]) -> str:
    artifacts = listed.get("artifacts") or []
    if not placeholder.field:
        return text_of(artifacts)
    if not artifacts:
        raise PlaceholderError(f"The placeholder {placeholder.text} has no value: the list of artifacts is empty")
    artifact = artifacts[0]
    if placeholder.field == "path":
        return str(artifact.get("customPath") or local_path(artifact.get("uri", "")))
    if placeholder.field in ("uri", "name"):
        return str(artifact.get(placeholder.field, ""))
    metadata = artifact.get("metadata") or {}
    if not placeholder.key:
        return text_of(metadata)
    if placeholder.key not in metadata:
        known = did_you_mean(placeholder.key, metadata)
        raise PlaceholderError(f"The placeholder {placeholder.text} has no value: no such metadata{known}")
    return text_of(metadata[placeholder.key])


def _sorted_whole(value: JsonValue) -> JsonValue:
    """Copy a value as protobuf's JSON writes it: keys sorted, whole numbers without a fraction."""
    if isinstance(value, dict):
        return {key: _sorted_whole(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
