"""From a file that a person names, Python or YAML, to the document that is to be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from penstock.compiler import compile_document
from penstock.compiler.sources import load_source
from penstock.core.errors import Problem, SourceError
from penstock.core.json import JsonValue
from penstock.core.suggest import did_you_mean
from penstock.documents import load_pipeline, load_yaml
from penstock.spec.arguments import parse_arguments
from penstock.spec.pipeline import PipelineDocument

COMPILED = frozenset({".yaml", ".yml", ".json"})
"""Endings of files that hold a compiled pipeline."""


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
    if not path.is_file():
        raise SourceError(_absence(path))
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

    Raises `ArgumentsError` for texts that are no values of their parameter's type.
    """
    config = loaded.document.runtime_config
    given = {**config.parameters, **config.parameter_values} if config else {}
    return {**given, **values, **parse_arguments(loaded.document.pipeline, texts)}


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


def _absence(path: Path) -> str:
    if path.is_dir():
        return f"{str(path)!r} is a folder; name the pipeline's file in it"
    folder = path.parent
    beside = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    near = did_you_mean(path.name, beside)
    return f"There is no file {str(path)!r}{near if 'did you mean' in near else ''}"


def _kind(value: JsonValue) -> str:
    return "a list" if isinstance(value, list) else "text" if isinstance(value, str) else type(value).__name__
