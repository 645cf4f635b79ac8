"""What became of pipelines and experiments: counted and found along indexes, never by a walk over all runs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.ids import ExperimentId, RunId
from penstock.engine.states import ExecutionState
from penstock.services.lines import (
    JUDGED_OUTCOMES,
    SHOWN_OUTCOMES,
    ExperimentActivity,
    PipelineActivity,
    RunOutcome,
    Totals,
    VersionReference,
)
from penstock.store.database import AnyRow, AnySelect, Database
from penstock.store.encoding import EPOCH, decode_time
from penstock.store.records import chunks
from penstock.store.tables import artifacts, experiments, pipeline_versions, pipelines, runs

MANY = 100_000
"""Artifacts from which on counting them takes longer than everything else of a page."""
RECENT_MICROSECONDS = 10_000_000


class SqlRunActivity:
    """Tells what became of pipelines and experiments. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._artifacts: dict[str, tuple[int, int]] = {}
        """How many there were, and when, by namespace."""

    def of_pipelines(self, pipeline_ids: Sequence[str]) -> Mapping[str, PipelineActivity]:
        """Return the versions and the newest runs of pipelines; a pipeline without any is there, too."""
        with self._database.read() as connection:
            versions = _versions(connection, pipeline_ids)
            outcomes = _outcomes(connection, pipelines, runs.c.pipeline_id, pipeline_ids, JUDGED_OUTCOMES)
        return {
            pipeline_id: PipelineActivity(
                versions=versions[pipeline_id].versions if pipeline_id in versions else 0,
                latest_version=_latest(versions[pipeline_id]) if pipeline_id in versions else None,
                outcomes=tuple(outcomes[pipeline_id]),
            )
            for pipeline_id in pipeline_ids
        }

    def of_experiments(self, experiment_ids: Sequence[ExperimentId]) -> Mapping[ExperimentId, ExperimentActivity]:
        """Return the newest runs of experiments, and how many there are."""
        with self._database.read() as connection:
            counts = _counts(connection, experiments, runs.c.experiment_id, experiment_ids)
            outcomes = _outcomes(connection, experiments, runs.c.experiment_id, experiment_ids, SHOWN_OUTCOMES)
        return {
            experiment_id: ExperimentActivity(
                runs=counts.get(experiment_id, 0), outcomes=tuple(outcomes[experiment_id])
            )
            for experiment_id in experiment_ids
        }

    def count_runs(self, version_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many runs were made from versions."""
        with self._database.read() as connection:
            return _counts(connection, pipeline_versions, runs.c.pipeline_version_id, version_ids)

    def count_all(self, namespace: str) -> Totals:
        """Return how much there is."""
        counts = [
            sa.select(sa.func.count()).where(table.c.namespace == namespace).scalar_subquery()
            for table in (runs, pipelines, experiments)
        ]
        with self._database.read() as connection:
            in_all = connection.execute(sa.select(*counts)).one()
            found = self._count_artifacts(connection, namespace)
        return Totals(runs=in_all[0], pipelines=in_all[1], experiments=in_all[2], artifacts=found)

    def _count_artifacts(self, connection: Connection, namespace: str) -> int:
        """Count artifacts; where there are many, tell what was counted a moment ago."""
        now = self._database.now()
        known = self._artifacts.get(namespace)
        if known is not None and known[0] >= MANY and now - known[1] < RECENT_MICROSECONDS:
            return known[0]
        query = sa.select(sa.func.count()).where(artifacts.c.namespace == namespace)
        count = int(connection.execute(query).scalar_one())
        self._artifacts[namespace] = (count, now)
        return count


def _counts(connection: Connection, owners: sa.Table, link: sa.Column[Any], ids: Sequence[str]) -> dict[Any, int]:
    """Count the runs that belong to owners, each along the index of the link."""
    own = (
        sa.select(sa.func.count())
        .where(runs.c.namespace == owners.c.namespace, link == owners.c.id)
        .correlate(owners)
        .scalar_subquery()
    )
    counts: dict[Any, int] = {}
    for chunk in chunks(ids):
        query = sa.select(owners.c.id, own.label("runs")).where(owners.c.id.in_(chunk))
        counts.update((row.id, row.runs) for row in connection.execute(query))
    return counts


def _outcomes(
    connection: Connection, owners: sa.Table, link: sa.Column[Any], ids: Sequence[str], limit: int
) -> dict[str, list[RunOutcome]]:
    """Return the newest runs of owners: for each the last steps of the index of the link."""
    newest = runs.alias("newest")
    keys = (
        sa.select(newest.c.key)
        .where(newest.c.namespace == owners.c.namespace, newest.c[link.name] == owners.c.id)
        .order_by(newest.c.key.desc())
        .limit(limit)
        .correlate(owners)
    )
    columns = (runs.c.id, runs.c.state, runs.c.created_at, runs.c.started_at, runs.c.ended_at)
    query = sa.select(owners.c.id.label("owner"), *columns).select_from(owners).join(runs, runs.c.key.in_(keys))
    found: dict[str, list[RunOutcome]] = defaultdict(list)
    for chunk in chunks(ids):
        for row in connection.execute(query.where(owners.c.id.in_(chunk)).order_by(runs.c.key.desc())):
            found[row.owner].append(_outcome(row))
    return found


def _outcome(row: AnyRow) -> RunOutcome:
    has_ended = row.started_at is not None and row.ended_at is not None
    return RunOutcome(
        id=RunId(row.id),
        state=ExecutionState(row.state),
        created_at=decode_time(row.created_at),
        seconds=(row.ended_at - row.started_at) / 1e6 if has_ended else None,
    )


def _versions(connection: Connection, pipeline_ids: Sequence[str]) -> dict[str, AnyRow]:
    """Count the versions of pipelines, and find the newest of each."""
    found: dict[str, AnyRow] = {}
    for chunk in chunks(pipeline_ids):
        found.update((row.pipeline_id, row) for row in connection.execute(_newest_versions(chunk)))
    return found


def _newest_versions(pipeline_ids: Sequence[str]) -> AnySelect:
    columns = pipeline_versions.c
    counted = (
        sa.select(
            pipelines.c.id.label("pipeline_id"),
            sa.func.count().label("versions"),
            sa.func.max(columns.key).label("newest"),
        )
        .join(pipelines, pipelines.c.key == columns.pipeline_key)
        .where(pipelines.c.id.in_(pipeline_ids))
        .group_by(pipelines.c.id)
        .subquery()
    )
    shown = (columns.id, columns.name, columns.display_name, columns.created_at)
    return (
        sa.select(counted.c.pipeline_id, counted.c.versions, *shown)
        .select_from(pipeline_versions)
        .join(counted, counted.c.newest == columns.key)
    )


def _latest(row: AnyRow) -> VersionReference:
    return VersionReference(
        id=row.id, name=row.display_name or row.name, created_at=decode_time(row.created_at) or EPOCH
    )
