"""What runs can be chosen and sorted by."""

from typing import Any

import sqlalchemy as sa

from penstock.store.listing import Field, Listing
from penstock.store.tables import contents, metrics, run_tags, runs


def _tag(name: str) -> Field:
    return (
        sa.select(run_tags.c.value)
        .where(run_tags.c.run_key == runs.c.key, run_tags.c.name == name)
        .correlate(runs)
        .scalar_subquery()
    )


def _metric(name: str) -> Field:
    """Give the metric of a run; where several tasks report one of the name, the last of them."""
    return (
        sa.select(metrics.c.value)
        .where(metrics.c.run_key == runs.c.key, metrics.c.name == name)
        .order_by(metrics.c.number.desc(), metrics.c.output, metrics.c.position)
        .limit(1)
        .correlate(runs)
        .scalar_subquery()
    )


def _unpacked(column: sa.Column[Any]) -> Field:
    """Give the text of a packed text."""
    body = sa.select(contents.c.body).where(contents.c.digest == sa.func.substr(column, 2)).scalar_subquery()
    return sa.func.json_extract(sa.case((column.startswith("@"), body), else_=column), "$", type_=sa.Text())


RUNS = Listing(
    key=runs.c.key,
    fields={
        "id": runs.c.id,
        "display_name": runs.c.display_name,
        "description": _unpacked(runs.c.description),
        "created_at": runs.c.created_at,
        "started_at": runs.c.started_at,
        "ended_at": runs.c.ended_at,
        "state": runs.c.state,
        "storage_state": runs.c.storage_state,
        "namespace": runs.c.namespace,
        "experiment_id": runs.c.experiment_id,
        "pipeline_name": runs.c.pipeline_name,
        "pipeline_id": runs.c.pipeline_id,
        "pipeline_version_id": runs.c.pipeline_version_id,
    },
    # Runs are numbered in the order in which they are made.
    orders={"created_at": runs.c.key},
    tag=_tag,
    metric=_metric,
)
