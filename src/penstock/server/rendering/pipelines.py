"""Pipelines as lists and pages show them."""

from collections.abc import Iterable

from penstock.server.schemas.pipelines import LatestVersion, PipelineRow, RunMark, VersionRow
from penstock.services.lines import SHOWN_OUTCOMES, PipelineLine, RunOutcome, VersionReference
from penstock.services.records import PipelineVersion


def pipeline_row(line: PipelineLine) -> PipelineRow:
    """Render one line of a list of pipelines."""
    pipeline, activity = line.pipeline, line.activity
    return PipelineRow(
        id=pipeline.id,
        name=pipeline.name,
        display_name=pipeline.display_name or pipeline.name,
        description=pipeline.description,
        tags=dict(pipeline.tags),
        created_at=pipeline.created_at,
        versions=activity.versions,
        latest_version=_latest(activity.latest_version),
        last_runs=run_marks(activity.outcomes),
        success_rate=activity.success_rate,
        median_seconds=activity.median_seconds,
        last_run_at=activity.outcomes[0].created_at if activity.outcomes else None,
    )


def version_row(version: PipelineVersion, runs: int) -> VersionRow:
    """Render one version."""
    return VersionRow(
        id=version.id,
        name=version.name,
        display_name=version.display_name or version.name,
        description=version.description,
        created_at=version.created_at,
        code_source_url=version.code_source_url,
        tags=dict(version.tags),
        runs=runs,
    )


def run_marks(outcomes: Iterable[RunOutcome]) -> list[RunMark]:
    """Render the newest runs as a row of bars."""
    marks = (RunMark(id=outcome.id, state=outcome.state, seconds=outcome.seconds) for outcome in outcomes)
    return list(marks)[:SHOWN_OUTCOMES]


def _latest(version: VersionReference | None) -> LatestVersion | None:
    if version is None:
        return None
    return LatestVersion(id=version.id, name=version.name, created_at=version.created_at)
