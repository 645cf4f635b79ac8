"""What runs can be chosen and sorted by."""

from typing import Any

import sqlalchemy as sa

from penstock.services.pages import METRIC_PREFIX, PARAMETER_PREFIX, TAG_PREFIX, Operand
from penstock.store.listing import Field, Listing, Named, Stretch, unindexed
from penstock.store.tables import contents, metrics, run_parameters, run_tags, runs


def _metric(name: str) -> Field:
    """Give the metric of a run; where several tasks report one of the name, the last of them."""
    return (
        sa.select(metrics.c.value)
        .where(metrics.c.run_key == runs.c.key, unindexed(metrics.c.name) == name)
        .order_by(metrics.c.number.desc(), metrics.c.output, metrics.c.position)
        .limit(1)
        .correlate(runs)
        .scalar_subquery()
    )


def _metric_stretches(name: str) -> tuple[Stretch, ...]:
    """Walk along a metric; the values of a run that are not its last of the name are passed over."""
    own, other = metrics.c, metrics.alias("later")
    later = sa.or_(
        other.c.number > own.number,
        sa.and_(
            other.c.number == own.number,
            sa.tuple_(other.c.output, other.c.position) < sa.tuple_(own.output, own.position),
        ),
    )
    same = (other.c.run_key == own.run_key, unindexed(other.c.name) == own.name)
    is_last = ~sa.select(sa.literal_column("1")).where(*same, later).correlate(metrics).exists()
    conditions = (own.name == name, own.value.is_not(None), is_last)
    return (Stretch(value=own.value, key=own.run_key, conditions=conditions, joined=metrics),)


def _parameter(name: str) -> Field:
    """Give the argument of a run: numbers sort as numbers, before everything else."""
    own = run_parameters.c
    value = sa.func.coalesce(own.number, own.value, type_=sa.types.NullType())
    return sa.select(value).where(own.run_key == runs.c.key, own.name == name).correlate(runs).scalar_subquery()


def _parameter_stretches(name: str) -> tuple[Stretch, ...]:
    """Walk along the numbers of an argument, then along its other values."""
    own = run_parameters.c
    numbers = (own.name == name, own.number.is_not(None))
    others = (own.name == name, own.number.is_(None))
    return (
        Stretch(value=own.number, key=own.run_key, conditions=numbers, joined=run_parameters, kinds=(int, float)),
        Stretch(
            value=own.value,
            key=own.run_key,
            conditions=others,
            joined=run_parameters,
            probe=sa.select(own.name).where(*others),
            kinds=(str,),
        ),
    )


def _parameter_column(value: Operand) -> Field:
    return run_parameters.c.number if isinstance(value, int | float) else run_parameters.c.value


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
        "duration": runs.c.ended_at - runs.c.started_at,
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
    named={
        TAG_PREFIX: Named(owner=run_tags.c.run_key, name=run_tags.c.name, value=lambda _: run_tags.c.value),
        METRIC_PREFIX: Named(
            owner=metrics.c.run_key,
            name=metrics.c.name,
            value=lambda _: metrics.c.value,
            order=_metric,
            stretches=_metric_stretches,
            is_single=False,
        ),
        PARAMETER_PREFIX: Named(
            owner=run_parameters.c.run_key,
            name=run_parameters.c.name,
            value=_parameter_column,
            order=_parameter,
            stretches=_parameter_stretches,
        ),
    },
)
