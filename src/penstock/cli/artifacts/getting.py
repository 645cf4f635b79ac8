"""`penstock artifacts get`."""

import shutil
import sys
from pathlib import Path

import click

from penstock.cli import wording
from penstock.cli.backends.port import Backend
from penstock.cli.exits import print_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.core.errors import ConflictError, NotFoundError, SourceError
from penstock.engine.records import ArtifactRecord

STDOUT = "-"
PIECE_BYTES = 4 * 1024 * 1024


@click.command(short_help="Copy an artifact into a file or folder.")
@click.argument("artifact")
@click.option(
    "-o",
    "--output",
    default="",
    metavar="PATH",
    help="Where to; a folder takes it under its own name, `-` is standard output. Its own name here, if not given.",
)
@click.option("--force", is_flag=True, help="Write over what is there.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def get(artifact: str, output: str, server: str, *, force: bool, as_json: bool) -> None:
    """Copy ARTIFACT, a file or a folder, out of the store."""
    if output == STDOUT and as_json:
        raise click.UsageError("--json and the artifact cannot both go to standard output")
    with backend_at(server) as backend:
        record = backend.desk.get_artifact(artifact).record
        if record.digest is None and record.metadata:
            hint = f"penstock artifacts show {record.id[: wording.SHORT_ID]} --json"
            raise NotFoundError(f"{record.name!r} has no file: what it holds is in its record", hint=hint)
        if output == STDOUT:
            _write(record, backend)
            return
        target = _target(record, output, force=force)
        size = backend.fetch(record, target)
    if as_json:
        print_json({"id": record.id, "path": str(target), "bytes": size})
    else:
        click.echo(f"Copied {record.name} to {target} ({wording.size(size)})")


def _write(record: ArtifactRecord, backend: Backend) -> None:
    """Copy a file to standard output, piece by piece."""
    out, start = sys.stdout.buffer, 0
    while piece := backend.read(record, start, PIECE_BYTES):
        out.write(piece)
        start += len(piece)
    out.flush()


def _target(record: ArtifactRecord, output: str, *, force: bool) -> Path:
    """Return where to copy to, with nothing there any more. Raises `ConflictError` and `SourceError`."""
    named = Path(record.uri.rstrip("/")).name or record.name
    target = Path(output) if output else Path(named)
    if output and target.is_dir():
        target /= named
    if target.exists() or target.is_symlink():
        if not force:
            raise ConflictError(
                f"There is a {str(target)!r} already", hint="name another place with -o, or give --force"
            )
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink()
    if not target.parent.is_dir():
        raise SourceError(f"There is no folder {str(target.parent)!r}", hint="make it, or name another place with -o")
    return target
