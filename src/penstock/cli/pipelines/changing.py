"""`penstock pipelines upload` and `delete`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from penstock.cli import wording
from penstock.cli.asking import confirm
from penstock.cli.backends.port import PipelineFile
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.core.errors import ApiError, NameTakenError, NotFoundError
from penstock.core.suggest import did_you_mean
from penstock.services.desk import KeptPipeline
from penstock.services.records import PipelineVersion

TAKEN = "--to PIPELINE keeps the file as a version of that pipeline, --name NAME calls it something else"


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadFlags:
    """What `pipelines upload` was given."""

    file: Path
    function: str | None
    name: str
    pipeline: str
    version: str
    description: str
    server: str
    as_json: bool


@click.command(short_help="Keep the pipeline of a file, or a version.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--function", metavar="NAME", help="The pipeline, when FILE defines several.")
@click.option("--name", default="", help="What to call the pipeline; what the file says, if not given.")
@click.option("--to", "pipeline", default="", metavar="PIPELINE", help="Make it a version of this pipeline.")
@click.option("--version", default="", metavar="NAME", help="What to call the version; the next number, if not given.")
@click.option("--description", default="", metavar="TEXT", help="What it is about.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def upload(**options: Any) -> None:
    """Keep the pipeline in FILE, a Python file or a compiled one, so that runs can be made of it, also by a form.

    It becomes a pipeline of its own, or with --to a version of one.
    """
    flags = UploadFlags(**options)
    if flags.name and flags.pipeline:
        raise click.UsageError("--name is for a new pipeline, --to for a version of one that is there: give one")
    file = PipelineFile(
        path=flags.file,
        function=flags.function,
        name=flags.name,
        description=flags.description,
        pipeline=flags.pipeline,
        version_name=flags.version,
    )
    with backend_at(flags.server) as backend:
        try:
            pipeline, version = backend.upload(file)
        except (NameTakenError, ApiError) as error:
            is_taken = isinstance(error, NameTakenError) or f'"{NameTakenError.code}"' in error.body
            if is_taken and not flags.pipeline:
                error.hint = TAKEN
            raise
    if flags.as_json:
        named = {"id": pipeline.id, "name": pipeline.name}
        print_json({"pipeline": named, "version": {"id": version.id, "name": version.name}})
        return
    what = f"version {version.name} of" if flags.pipeline else "pipeline"
    click.echo(f"Kept {what} {pipeline.name} ({pipeline.id[: wording.SHORT_ID]})")


@click.command(short_help="Remove a pipeline, or one of its versions.")
@click.argument("pipeline")
@click.option("--version", default="", metavar="NAME", help="Only this version, by its name or id.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def delete(pipeline: str, version: str, server: str, *, yes: bool, as_json: bool) -> None:
    """Remove PIPELINE with all its versions, or one version; runs that were made of it stay."""
    with backend_at(server) as backend:
        kept = backend.desk.get_pipeline(pipeline)
        name, owner = kept.line.pipeline.name, kept.line.pipeline.id
        chosen = _version(kept, version) if version else None
        count = wording.plural(len(kept.versions), "version")
        what = f"version {chosen.name} of pipeline {name}" if chosen else f"pipeline {name} with {count}"
        if not yes:
            confirm(f"Delete {what}?")
        if chosen:
            backend.remove_version(owner, chosen.id)
        else:
            backend.remove_pipeline(owner)
    if as_json:
        print_json({"deleted": chosen.id if chosen else owner})
    else:
        click.echo(f"Deleted {what}; its runs stay")


def _version(kept: KeptPipeline, reference: str) -> PipelineVersion:
    for version in kept.versions:
        if reference in (version.id, version.name) or (len(reference) >= 4 and version.id.startswith(reference)):
            return version
    known = [version.name for version in kept.versions]
    name = kept.line.pipeline.name
    raise NotFoundError(f"Pipeline {name!r} has no version {reference!r}{did_you_mean(reference, known)}")
