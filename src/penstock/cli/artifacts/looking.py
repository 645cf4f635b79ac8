"""`penstock artifacts list` and `show`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.backends.port import Backend
from penstock.cli.consoles import messages, print_results
from penstock.cli.exits import print_json
from penstock.cli.lists import print_list
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.report.artifacts import kept_in_record
from penstock.cli.report.sections import columns, pairs, section, short_path
from penstock.cli.report.tables import FittingTable
from penstock.core.clock import time_json
from penstock.core.json import JsonObject
from penstock.services.desk import KeptArtifact
from penstock.services.lines import ArtifactFilter, ArtifactLine
from penstock.services.records import ArtifactUse
from penstock.services.runs import artifact_json

MOST_USES = 20
SYSTEM = "system."


@dataclass(frozen=True, kw_only=True, slots=True)
class Flags:
    """What `artifacts list` was given."""

    limit: int
    run: str
    type: str
    name: str
    server: str
    as_json: bool


@click.command("list", short_help="Show the artifacts, newest first.")
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Artifacts to show.")
@click.option("--run", default="", metavar="RUN", help="Only outputs of this run.")
@click.option("--type", default="", metavar="TYPE", help="Only artifacts of this type: Model, Dataset, system.Metrics.")
@click.option("--name", default="", metavar="TEXT", help="Only artifacts with this text in their name.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(**options: Any) -> None:
    """Show the artifacts that tasks have made, newest first."""
    flags = Flags(**options)
    with backend_at(flags.server) as backend:
        found = backend.desk.list_artifacts(_wanted(flags, backend), flags.limit)
        now, place = backend.clock.now(), backend.place
    empty = f"There are no such artifacts {place}"
    print_list(
        found.lines, as_json=flags.as_json, render=_line_json, table=lambda lines: _table(lines, now), empty=empty
    )
    if found.end is not None and not flags.as_json:
        messages().print(Text("There are more: --limit shows them", "dim"))


@click.command(short_help="Show an artifact, and the tasks around it.")
@click.argument("artifact")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(artifact: str, server: str, *, as_json: bool) -> None:
    """Show ARTIFACT: what it is, where it lies, which task made it and which used it."""
    with backend_at(server) as backend:
        kept = backend.desk.get_artifact(artifact)
    if as_json:
        print_json(_kept_json(kept))
    else:
        print_results(_parts(kept))


def _wanted(flags: Flags, backend: Backend) -> ArtifactFilter:
    run_id = backend.desk.get_run(flags.run).stored.run.id if flags.run else None
    title = flags.type if not flags.type or "." in flags.type else f"{SYSTEM}{flags.type}"
    return ArtifactFilter(type_title=title, name_contains=flags.name, run_id=run_id)


def _table(lines: Sequence[ArtifactLine], now: datetime) -> FittingTable:
    names = ("artifact", "name", "type", "size", "made", "task", "run")
    table = FittingTable(*names, right=("size",), spare=("made", "size", "type"), cuts=("name", "task"))
    for line in lines:
        reference, maker = line.reference, line.maker
        table.add_row(
            Text(reference.id[: wording.SHORT_ID], "bold"),
            reference.name,
            reference.type_title.removeprefix(SYSTEM),
            wording.size(reference.size_bytes),
            wording.ago(line.created_at, now),
            f"{short_path(maker.path)}, {maker.slot}" if maker else Text("-", "dim"),
            Text(maker.run_id[: wording.SHORT_ID] if maker else "-", "dim"),
        )
    return table


def _parts(kept: KeptArtifact) -> Iterator[RenderableType]:
    record = kept.record
    yield Text.assemble((record.name, "bold"), f"  {record.type_title.removeprefix(SYSTEM)}")
    rows = [("artifact", record.id), ("made", wording.moment(record.created_at))]
    is_file = record.digest is not None
    place = str(path_of(record.uri) or record.uri)
    rows.append(("where", place if is_file or not record.metadata else _in_record(kept)))
    rows += [("size", wording.size(record.size_bytes))] if record.size_bytes is not None else []
    rows += [("digest", record.digest)] if record.digest else []
    yield section("Artifact", pairs(rows))
    if record.metadata:
        yield section("Metadata", pairs((name, wording.value(value, 100)) for name, value in record.metadata.items()))
    yield from _uses("Made by", kept.made_by)
    yield from _uses("Used by", kept.used_by)


def _in_record(kept: KeptArtifact) -> str:
    told = kept_in_record(kept.record)
    return f"in the record: {told}" if told else "in the record"


def _uses(title: str, uses: Sequence[ArtifactUse]) -> Iterator[RenderableType]:
    if not uses:
        return
    table = columns("run", "task", "slot", "state")
    for use in uses[:MOST_USES]:
        execution = use.execution
        state = f"{execution.state.value}{', from cache' if execution.cached_from else ''}"
        run = Text(execution.run_id[: wording.SHORT_ID], "bold")
        table.add_row(run, short_path(execution.path), use.slot, Text(state, "dim"))
    rest = [Text(f"… and {len(uses) - MOST_USES} more", "dim")] if len(uses) > MOST_USES else []
    yield section(title, table, *rest)


def _line_json(line: ArtifactLine) -> JsonObject:
    reference, maker = line.reference, line.maker
    made_by = (
        {"run_id": maker.run_id, "run": maker.run_name, "path": maker.path, "output": maker.slot} if maker else None
    )
    return {
        "id": reference.id,
        "name": reference.name,
        "type": reference.type_title,
        "uri": reference.uri,
        "digest": reference.digest,
        "size_bytes": reference.size_bytes,
        "created_at": time_json(line.created_at),
        "made_by": made_by,
    }


def _kept_json(kept: KeptArtifact) -> JsonObject:
    return {
        **artifact_json(kept.record),
        "created_at": time_json(kept.record.created_at),
        "made_by": [_use_json(use, "output") for use in kept.made_by],
        "used_by": [_use_json(use, "input") for use in kept.used_by],
    }


def _use_json(use: ArtifactUse, role: str) -> JsonObject:
    execution = use.execution
    return {
        "run_id": execution.run_id,
        "path": execution.path,
        role: use.slot,
        "state": execution.state.value,
        "cached": execution.cached_from is not None,
    }
