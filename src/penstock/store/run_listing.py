"""What runs can be chosen and sorted by."""

from typing import Any

import sqlalchemy as sa

from penstock.services.headlines import is_more_better
from penstock.services.pages import METRIC_PREFIX, PARAMETER_PREFIX, TAG_PREFIX, Operand
from penstock.store.database import AnySelect
from penstock.store.listing import Field, Listing, Named, Stretch, unindexed
from penstock.store.tables import contents, executions, metrics, run_parameters, run_tags, runs


def _metric(name: str) -> Field:
    """Give the metric of a run: of the last task that reports it, the best of its iterations."""
    value = metrics.c.value
    return (
        sa.select(value)
        .join(executions, _is_of(executions, metrics))
        .where(
            metrics.c.run_key == runs.c.key,
            unindexed(metrics.c.name) == name,
            executions.c.task_name == _last_task(runs.c.key, name),
        )
        .order_by(*([value.desc()] if is_more_better(name) else [value.is_(None), value]))
        .limit(1)
        .correlate(runs)
        .scalar_subquery()
    )


def _metric_stretches(name: str) -> tuple[Stretch, ...]:
    """Walk along a metric; the values of a run that do not stand for it are passed over."""
    own, other = metrics.c, metrics.alias("other")
    task, other_task = executions.alias("task"), executions.alias("other_task")
    task_name = sa.select(task.c.task_name).where(_is_of(task, metrics)).correlate(metrics).scalar_subquery()
    place, other_place = (sa.tuple_(table.number, table.output, table.position) for table in (own, other.c))
    is_better = other.c.value > own.value if is_more_better(name) else other.c.value < own.value
    beaten: AnySelect = (
        sa.select(sa.literal_column("1"))
        .select_from(other.join(other_task, _is_of(other_task, other)))
        .where(
            other.c.run_key == own.run_key,
            unindexed(other.c.name) == own.name,
            other_task.c.task_name == task_name,
            sa.or_(is_better, sa.and_(other.c.value == own.value, other_place > place)),
        )
        .correlate(metrics)
    )
    stands = (task_name == _last_task(own.run_key, name), ~beaten.exists())
    conditions = (own.name == name, own.value.is_not(None), *stands)
    return (Stretch(value=own.value, key=own.run_key, conditions=conditions, joined=metrics),)


def _last_task(run_key: sa.Column[int], name: str) -> Field:
    """Give the name of the last task of a run that reports a metric."""
    later, task = metrics.alias("later"), executions.alias("later_task")
    return (
        sa.select(task.c.task_name)
        .select_from(later.join(task, _is_of(task, later)))
        .where(later.c.run_key == run_key, unindexed(later.c.name) == name)
        .order_by(later.c.number.desc())
        .limit(1)
        .correlate(run_key.table)
        .scalar_subquery()
    )


def _is_of(execution: sa.FromClause, metric: sa.FromClause) -> Field:
    return sa.and_(execution.c.run_key == metric.c.run_key, execution.c.number == metric.c.number)


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
    unindexed=frozenset({"description"}),
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
