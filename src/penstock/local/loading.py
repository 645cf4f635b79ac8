"""From a file that a person names, Python or YAML, to the document that is to be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

from penstock.artifact_store.uris import path_of
from penstock.compiler import compile_document
from penstock.compiler.sources import load_source
from penstock.core.errors import ArgumentsError, Problem, SourceError
from penstock.core.json import JsonValue
from penstock.core.suggest import nearest
from penstock.documents import load_pipeline, load_yaml
from penstock.spec.arguments import check_arguments, parse_arguments
from penstock.spec.pipeline import PipelineDocument, PipelineSpec

COMPILED = frozenset({".yaml", ".yml", ".json"})
"""Endings of files that hold a compiled pipeline."""

_PATHS = "check the path and the working directory"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadedPipeline:
    """A pipeline, ready to be run."""

    path: Path
    document: PipelineDocument
    warnings: tuple[Problem, ...] = ()
    description: str | None = None
    """What the author says about it, as the comment at the top of a compiled file."""

    @property
    def name(self) -> str:
        """The name of the pipeline, or of its file if it has none."""
        info = self.document.pipeline.pipeline_info
        return (info.name if info else "") or self.path.stem


def load_pipeline_file(path: Path, function: str | None = None) -> LoadedPipeline:
    """Load a compiled file, or compile a Python file.

    Raises `SourceError` and `SpecError`.
    """
    _check_presence(path)
    if path.suffix.lower() not in COMPILED:
        return _compiled(path, function)
    if function is not None:
        raise SourceError(
            f"--function chooses among the pipelines of a Python file; {str(path)!r} is compiled and holds one",
            hint="leave --function out",
        )
    loaded = load_pipeline(path, name=str(path))
    return LoadedPipeline(path=path, document=loaded.document, warnings=loaded.warnings)


def given_arguments(
    loaded: LoadedPipeline, *, texts: Mapping[str, str], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return what a run is given: by the file itself, over that by values, over that by texts of a command line.

    Paths of artifacts in those texts begin where they are typed. Raises `ArgumentsError` for texts that are no values
    of their parameter's type, with what else is wrong.
    """
    config = loaded.document.runtime_config
    pipeline = loaded.document.pipeline
    texts = {**texts, **{name: _whole_path(texts[name]) for name in _artifacts_of(pipeline) if texts.get(name)}}
    given = {**(config.parameters if config else {}), **(config.parameter_values if config else {}), **values}
    try:
        return {**given, **parse_arguments(pipeline, texts)}
    except ArgumentsError as error:
        _, others = check_arguments(pipeline, {**given, **texts})
        is_new = [problem.code != "wrong-argument" or problem.path not in texts for problem in others]
        raise ArgumentsError([*error.problems, *compress(others, is_new)]) from error


def check_files(pipeline: PipelineSpec, arguments: Mapping[str, JsonValue]) -> None:
    """Look for the artifacts that a run is given from this machine. Raises `ArgumentsError` if some are missing."""
    problems = []
    for name in _artifacts_of(pipeline):
        given = arguments.get(name)
        path = path_of(given) if isinstance(given, str) else None
        if path is not None and not path.exists():
            message = f"the artifact {name!r}: there is no {str(path)!r}"
            problems.append(Problem("wrong-argument", name, message, _PATHS))
    if problems:
        raise ArgumentsError(problems)


def _artifacts_of(pipeline: PipelineSpec) -> list[str]:
    inputs = pipeline.root.input_definitions if pipeline.root else None
    return list(inputs.artifacts) if inputs else []


def _whole_path(text: str) -> str:
    return text if "://" in text else str(Path(text).expanduser().absolute())


def load_values(path: Path) -> dict[str, JsonValue]:
    """Read a file of parameters: one YAML or JSON mapping from names to values. Raises `SourceError`, `SpecError`."""
    values = load_yaml(path, name=str(path))
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise SourceError(
            f"{str(path)!r} holds {_kind(values)}, not parameters", hint="write one `name: value` on each line"
        )
    return values


def _compiled(path: Path, function: str | None) -> LoadedPipeline:
    if path.suffix.lower() != ".py":
        raise SourceError(
            f"{str(path)!r} is neither a Python file nor a compiled pipeline",
            hint="give a file that ends with .py, .yaml, .yml or .json",
        )
    component = load_source(path).find(function)
    return LoadedPipeline(path=path, document=compile_document(component), description=component.description)


def _check_presence(path: Path) -> None:
    try:
        if not path.is_file():
            raise _absence(path)
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror}", hint=_PATHS) from error


def _absence(path: Path) -> SourceError:
    folder = path.parent
    if path.is_dir():
        files = sorted(item.name for item in path.iterdir() if item.suffix.lower() in {".py", *COMPILED})
        known = f": {', '.join(map(repr, files[:5]))}{', ...' if len(files) > 5 else ''}" if files else ""
        return SourceError(f"{str(path)!r} is a folder, not a file", hint=f"name the pipeline's file in it{known}")
    if not folder.is_dir():
        return SourceError(f"There is no file {str(path)!r}: there is no folder {str(folder)!r}", hint=_PATHS)
    near = nearest(path.name, [item.name for item in folder.iterdir()])
    hint = f"did you mean {str(path.with_name(near))!r}?" if near else _PATHS
    return SourceError(f"There is no file {str(path)!r}", hint=hint)


def _kind(value: JsonValue) -> str:
    return "a list" if isinstance(value, list) else "text" if isinstance(value, str) else type(value).__name__
