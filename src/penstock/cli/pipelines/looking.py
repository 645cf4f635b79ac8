"""`penstock pipelines list`, `show` and `versions`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click
from rich.console import RenderableType
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.lists import print_list
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.cli.report.activity import last_run, outcome_signs, outcomes_json, rate
from penstock.cli.report.sections import pairs, section
from penstock.cli.report.tables import FittingTable
from penstock.core.clock import time_json
from penstock.core.json import JsonObject
from penstock.services.desk import KeptPipeline
from penstock.services.lines import PipelineLine
from penstock.services.records import PipelineVersion


@click.command("list", short_help="Show the pipelines, newest first.")
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Pipelines to show.")
@click.option("--name", default="", metavar="TEXT", help="Only pipelines with this text in their name.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(limit: int, name: str, server: str, *, as_json: bool) -> None:
    """Show the pipelines that were uploaded, newest first, and how their newest runs went."""
    with backend_at(server) as backend:
        found = backend.desk.list_pipelines(name, limit)
        now, place = backend.clock.now(), backend.place
    empty = f"There are no such pipelines {place}"
    print_list(found, as_json=as_json, render=line_json, table=lambda lines: _table(lines, now), empty=empty)


@click.command(short_help="Show a pipeline, its versions and its runs.")
@click.argument("pipeline")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(pipeline: str, server: str, *, as_json: bool) -> None:
    """Show PIPELINE: what it is, its versions, and how its newest runs went."""
    with backend_at(server) as backend:
        kept = backend.desk.get_pipeline(pipeline)
        now = backend.clock.now()
    if as_json:
        print_json({**line_json(kept.line), "versions": [_version_json(it, kept) for it in kept.versions]})
    else:
        print_results(_parts(kept, now))


@click.command(short_help="Show the versions of a pipeline.")
@click.argument("pipeline")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def versions(pipeline: str, server: str, *, as_json: bool) -> None:
    """Show the versions of PIPELINE, newest first, and how many runs each has."""
    with backend_at(server) as backend:
        kept = backend.desk.get_pipeline(pipeline)
        now = backend.clock.now()
    print_list(
        kept.versions,
        as_json=as_json,
        render=lambda version: _version_json(version, kept),
        table=lambda _: _versions_table(kept, now),
        empty=f"Pipeline {kept.line.pipeline.name!r} has no versions",
    )


def line_json(line: PipelineLine) -> JsonObject:
    """Render a pipeline for programs."""
    pipeline, activity = line.pipeline, line.activity
    latest = activity.latest_version
    return {
        "id": pipeline.id,
        "name": pipeline.name,
        "display_name": pipeline.display_name or pipeline.name,
        "description": pipeline.description,
        "created_at": time_json(pipeline.created_at),
        "tags": dict(pipeline.tags),
        "version_count": activity.versions,
        "latest_version": {"id": latest.id, "name": latest.name} if latest else None,
        "newest_runs": outcomes_json(activity.outcomes),
        "success_rate": activity.success_rate,
        "median_seconds": activity.median_seconds,
    }


def _table(lines: Sequence[PipelineLine], now: datetime) -> FittingTable:
    names = ("pipeline", "name", "versions", "newest", "runs", "good", "usually", "last run")
    table = FittingTable(*names, right=("versions", "good", "usually"), spare=("newest", "usually", "good"))
    for line in lines:
        pipeline, activity = line.pipeline, line.activity
        latest = activity.latest_version
        table.add_row(
            Text(pipeline.id[: wording.SHORT_ID], "bold"),
            pipeline.display_name or pipeline.name,
            str(activity.versions),
            Text(wording.cut(latest.name, 40) if latest else "-", "dim"),
            outcome_signs(activity.outcomes),
            rate(activity.success_rate),
            wording.duration(activity.median_seconds),
            wording.ago(last_run(activity.outcomes), now),
        )
    return table


def _parts(kept: KeptPipeline, now: datetime) -> Iterator[RenderableType]:
    pipeline, activity = kept.line.pipeline, kept.line.activity
    yield Text(pipeline.display_name or pipeline.name, "bold")
    rows = [("pipeline", pipeline.id), ("name", pipeline.name), ("created", wording.moment(pipeline.created_at))]
    rows += [("about", pipeline.description)] if pipeline.description else []
    rows += [("tags", ", ".join(f"{name}={text}" for name, text in pipeline.tags.items()))] if pipeline.tags else []
    yield section("Pipeline", pairs(rows))
    if kept.versions:
        yield section("Versions", _versions_table(kept, now))
    if activity.outcomes:
        rate_words = f"{rate(activity.success_rate)} succeeded" if activity.success_rate is not None else ""
        usual = f"usually in {wording.duration(activity.median_seconds)}" if activity.median_seconds else ""
        told = Text("  ".join(filter(None, [rate_words, usual])), "dim")
        yield section("Newest runs", Text.assemble(outcome_signs(activity.outcomes), "  ", told))


def _versions_table(kept: KeptPipeline, now: datetime) -> FittingTable:
    table = FittingTable("version", "name", "runs", "uploaded", "about", right=("runs",))
    for version in kept.versions:
        table.add_row(
            Text(version.id[: wording.SHORT_ID], "bold"),
            version.display_name or version.name,
            str(kept.runs.get(version.id, 0)),
            wording.ago(version.created_at, now),
            Text(wording.cut(version.description, 60), "dim"),
        )
    return table


def _version_json(version: PipelineVersion, kept: KeptPipeline) -> JsonObject:
    return {
        "id": version.id,
        "pipeline_id": version.pipeline_id,
        "name": version.name,
        "display_name": version.display_name or version.name,
        "description": version.description,
        "created_at": time_json(version.created_at),
        "code_source_url": version.code_source_url or None,
        "tags": dict(version.tags),
        "runs": kept.runs.get(version.id, 0),
    }
