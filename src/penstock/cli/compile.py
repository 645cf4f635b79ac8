"""`penstock compile`: from a Python file to the portable file."""

from pathlib import Path

import click

from penstock.cli.exits import print_json, warn
from penstock.compiler import document_svg, portability
from penstock.core.errors import SourceError, SpecError
from penstock.documents import dump_document, dump_document_json
from penstock.local.loading import LoadedPipeline, load_pipeline_file


@click.command("compile", short_help="Compile a pipeline to a portable YAML file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; beside FILE if left out.")
@click.option("--function", metavar="NAME", help="The pipeline or component to compile, when FILE defines several.")
@click.option(
    "--target", "platform", type=click.Choice(["kfp"]), help="Fail for what this platform does not carry out."
)
@click.option(
    "--graph", "picture", type=click.Path(path_type=Path), help="Draw the pipeline into this SVG file as well."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compile_(
    file: Path,
    output: Path | None,
    function: str | None,
    platform: str | None,
    picture: Path | None,
    *,
    as_json: bool,
) -> None:
    """Compile the pipeline of the Python file FILE to YAML that Penstock, KFP and Vertex AI run.

    A file with one pipeline that no other uses needs no --function. An output whose name ends with .json is written as
    JSON, which holds no settings of platforms.
    """
    loaded = load_pipeline_file(file, function)
    target = output or file.with_suffix(".yaml")
    if target.resolve() == file.resolve():
        raise SourceError(f"{str(file)!r} is compiled already", hint="name another file with -o")
    found = portability(loaded.document) if platform == "kfp" else ()
    if any(problem.severity == "error" for problem in found):
        raise SpecError(found, source=f"{file} for KFP")
    _write(target, _text(loaded, target), "-o")
    if picture is not None:
        _write(picture, document_svg(loaded.document), "--graph")
    for problem in (*loaded.warnings, *found):
        warn(problem)
    if as_json:
        print_json({"pipeline": loaded.name, "file": str(target)})
    else:
        click.echo(f"Compiled {loaded.name} to {target}")


def _text(loaded: LoadedPipeline, target: Path) -> str:
    """Render the document as the name of its file says."""
    if target.suffix == ".json":
        return dump_document_json(loaded.document)
    return dump_document(loaded.document, description=loaded.description)


def _write(target: Path, text: str, option: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"{str(target)!r} cannot be written: {error.strerror}", hint=f"name another file with {option}"
        ) from error
