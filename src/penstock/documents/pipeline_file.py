"""Pipeline files: from text to the document of values."""

from typing import NoReturn

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonObject, JsonValue
from penstock.documents.json_reader import read_json
from penstock.documents.text import DEFAULT_LIMITS, Limits, Source, read_text, refuse, source_name
from penstock.documents.yaml_reader import read_yaml
from penstock.spec import codec
from penstock.spec.pipeline import PipelineDocument, PipelineSpec, RuntimeConfig
from penstock.spec.platform import PlatformSpec
from penstock.spec.validation import validate
from penstock.spec.values import frozen

_JOB_KEYS = ("pipelineSpec", "pipeline_spec")


@frozen
class LoadedDocument:
    """A document, and what is odd about its file without standing in the way."""

    document: PipelineDocument
    warnings: tuple[Problem, ...] = ()


def load_document(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> PipelineDocument:
    """Read a pipeline file: YAML or JSON, one or two documents, or a Vertex AI ``PipelineJob``.

    A `str` is the text itself, a `Path` names a file; `name` is what messages call the source. The document is
    well-formed, not yet valid: see `penstock.spec.validation.validate`.

    Raises `SpecError` with every problem, and `SourceError` when the file cannot be read.
    """
    return read_document(source, name=name, limits=limits).document


def read_document(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> LoadedDocument:
    """Read a pipeline file as `load_document` does, and keep the warnings."""
    name = name or source_name(source)
    parts = _read_parts(read_text(source, name=name, limits=limits), name, limits)
    return document_from_data(parts[0], parts[1] if len(parts) > 1 else None, name=name)


def load_pipeline(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> LoadedDocument:
    """Read a pipeline file as `load_document` does, and validate it.

    Raises `SpecError` with every problem, also the warnings, which often tell why; and `SourceError` when the file
    cannot be read.
    """
    loaded = read_document(source, name=name, limits=limits)
    found = (*loaded.warnings, *validate(loaded.document))
    if any(problem.severity == "error" for problem in found):
        raise SpecError(found, source=name or source_name(source))
    return LoadedDocument(document=loaded.document, warnings=found)


def document_from_data(pipeline: JsonValue, platform: JsonValue = None, *, name: str = "") -> LoadedDocument:
    """Make a document from parsed data, for example from the body of a request.

    Raises `SpecError` with every problem.
    """
    data, platform, runtime = _unwrapped(_mapping(pipeline, "the first document", name), platform)
    _refuse_other_files(data, name)
    spec, problems = codec.decode(PipelineSpec, data)
    extra, platform_problems = codec.decode(PlatformSpec, _mapping(platform or {}, "the second document", name))
    config, config_problems = codec.decode(RuntimeConfig, runtime or {}, path="runtimeConfig")
    found = (*problems, *platform_problems, *config_problems)
    if any(problem.severity == "error" for problem in found):
        raise SpecError(found, source=name)
    document = PipelineDocument(pipeline=spec, platform=extra, runtime_config=config if runtime else None)
    return LoadedDocument(document=document, warnings=found)


def load_yaml(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> JsonValue:
    """Read one YAML or JSON document of any shape: a component file, a file of parameters; an empty text is `None`.

    Raises `SpecError` with every problem, and `SourceError` when the file cannot be read.
    """
    name = name or source_name(source)
    text = read_text(source, name=name, limits=limits)
    parts = _read_any(text, name, limits, most=1)
    return parts[0] if parts else None


def _read_parts(text: str, name: str, limits: Limits) -> list[JsonValue]:
    parts = _read_any(text, name, limits, most=2)
    if not parts or parts[0] is None:
        hint = "a pipeline file is what 'penstock compile' writes"
        refuse(Problem("empty-document", "", "the file is empty: there is no pipeline in it", hint), name)
    return parts


def _read_any(text: str, name: str, limits: Limits, *, most: int) -> list[JsonValue]:
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_yaml(text, name=name, limits=limits, most=most)
    try:
        return [read_json(text.lstrip("\ufeff"), name=name, limits=limits)]
    except SpecError as error:
        if error.problems[0].code != "invalid-json" or name.endswith(".json"):
            raise
    return read_yaml(text, name=name, limits=limits, most=most)


def _mapping(data: JsonValue, what: str, name: str) -> JsonObject:
    if isinstance(data, dict):
        return data
    shown = "a list" if isinstance(data, list) else "text" if isinstance(data, str) else f"the value {data!r}"[:60]
    hint = "a pipeline file starts with keys such as 'pipelineInfo' and 'root'"
    if isinstance(data, str) and data.endswith((".yaml", ".yml", ".json")):
        hint = "this is the name of a file; give it as a pathlib.Path"
    return refuse(Problem("not-a-mapping", "", f"{what} is {shown}, not a mapping", hint), name)


def _unwrapped(data: JsonObject, platform: JsonValue) -> tuple[JsonObject, JsonValue, JsonValue]:
    """Take the pipeline out of what it may be packed in: a ``PipelineJob``, or a Kubernetes ``PipelineVersion``."""
    if data.get("kind") == "PipelineVersion" and isinstance(data.get("spec"), dict):
        inner = data["spec"]
        return inner.get("pipelineSpec") or {}, inner.get("platformSpec"), None
    key = next((key for key in _JOB_KEYS if isinstance(data.get(key), dict)), None)
    if key is None:
        return data, platform, None
    inner = data[key]
    if isinstance(inner.get(key), dict):
        # A template as the UI stores it: pipeline_spec and platform_spec side by side.
        return inner[key], inner.get("platform_spec", inner.get("platformSpec")), None
    side = data.get("platform_spec", data.get("platformSpec"))
    return inner, platform or side, data.get("runtimeConfig", data.get("runtime_config"))


def _refuse_other_files(data: JsonObject, name: str) -> None:
    if data.get("kind") == "Workflow" or str(data.get("apiVersion", "")).startswith("argoproj.io"):
        hint = "compile its source with KFP 2 or with 'penstock compile'"
        _refuse_kind("the file is an Argo workflow, which KFP 1 compiled to", hint, name)
    if "implementation" in data and "root" not in data:
        hint = "load it with penstock.components.load_component_from_file and use it in a pipeline"
        _refuse_kind("the file is a KFP 1 component file, not a pipeline", hint, name)


def _refuse_kind(message: str, hint: str, name: str) -> NoReturn:
    refuse(Problem("not-a-pipeline", "", message, hint), name)
