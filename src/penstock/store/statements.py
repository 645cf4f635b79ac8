"""The statements of the hot path, each compiled once."""

from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert

from penstock.store.database import Database
from penstock.store.records import execution_slots
from penstock.store.tables import (
    artifacts,
    attempts,
    contents,
    execution_artifacts,
    executions,
    metrics,
    run_artifacts,
    run_parameters,
    run_tags,
    runs,
)

DAY_MICROSECONDS = 86_400_000_000

FIXED = frozenset({"key", "id", "run_key", "number", "path", "parent", "kind", "namespace"})
"""What identifies a row: never written again, so that the indexes over it are not touched."""


class Statements:
    """Compiled statements of one dialect; each is made when it is first used."""

    def __init__(self, database: Database) -> None:
        self._prepare = database.prepare

    @cached_property
    def content(self) -> str:
        """Keep a long value, once; note every other day that it is in use."""
        statement = insert(contents).values(_parameters(contents))
        new = statement.excluded.used_at
        is_stale = sa.text(f"contents.used_at < excluded.used_at - {DAY_MICROSECONDS}")
        return self._prepare(
            statement.on_conflict_do_update(index_elements=["digest"], set_={"used_at": new}, where=is_stale)
        )

    @cached_property
    def run(self) -> str:
        """Add a run."""
        return self._prepare(sa.insert(runs).values(_parameters(runs)))

    @cached_property
    def parameter(self) -> str:
        """Add an argument of a run."""
        return self._prepare(sa.insert(run_parameters).values(_parameters(run_parameters)))

    @cached_property
    def tag(self) -> str:
        """Add a tag of a run."""
        return self._prepare(sa.insert(run_tags).values(_parameters(run_tags)))

    @cached_property
    def run_seq(self) -> str:
        """Advance a run whose state stays."""
        return self._prepare(self._held_run().values({name: sa.bindparam(name) for name in ("seq", "task_counts")}))

    @cached_property
    def run_state(self) -> str:
        """Advance a run to a new state."""
        names = ("seq", "task_counts", "state", "started_at", "ended_at", "failure", "outputs")
        return self._prepare(self._held_run().values({name: sa.bindparam(name) for name in names}))

    @cached_property
    def execution(self) -> str:
        """Write an execution as it is now."""
        return self._prepare(_upsert(executions, "run_key", "number"))

    @cached_property
    def attempt(self) -> str:
        """Write an attempt as it is now."""
        return self._prepare(_upsert(attempts, "id"))

    @cached_property
    def artifact(self) -> str:
        """Write an artifact as it is now."""
        return self._prepare(_upsert(artifacts, "id"))

    @cached_property
    def edge(self) -> str:
        """Connect an execution with an artifact."""
        return self._prepare(_edge(execution_artifacts))

    @cached_property
    def run_edge(self) -> str:
        """Connect a run with an artifact among its outputs."""
        return self._prepare(_edge(run_artifacts))

    @cached_property
    def stale_edges(self) -> str:
        """Remove the artifacts among the inputs or the outputs of an execution."""
        return self._prepare(_delete(execution_artifacts, "run_key", "number", "role"))

    @cached_property
    def stale_run_edges(self) -> str:
        """Remove the artifacts among the outputs of a run."""
        return self._prepare(_delete(run_artifacts, "run_key"))

    def describe(self, *names: str) -> str:
        """Change what people call a run, or say of it."""
        changes: dict[str, sa.BindParameter[str]] = {name: sa.bindparam(name) for name in names}
        return self._prepare(sa.update(runs).where(runs.c.id == sa.bindparam("wanted")).values(changes))

    @cached_property
    def stale_tags(self) -> str:
        """Remove the tags of a run."""
        return self._prepare(_delete(run_tags, "run_key"))

    @cached_property
    def stale_metrics(self) -> str:
        """Remove the metrics of an execution."""
        return self._prepare(_delete(metrics, "run_key", "number"))

    @cached_property
    def metric(self) -> str:
        """Add a metric."""
        return self._prepare(sa.insert(metrics).values(_parameters(metrics)))

    @cached_property
    def find_cached(self) -> str:
        """Find the newest success with a fingerprint that ran."""
        return self._prepare(_cached(executions.c.cached_from_run.is_(None)))

    @cached_property
    def find_cached_copy(self) -> str:
        """Find the newest success with a fingerprint that was itself served from cache."""
        return self._prepare(_cached(executions.c.cached_from_run.is_not(None)))

    @cached_property
    def output_slots(self) -> str:
        """Find the artifacts among the outputs of one execution."""
        edges = execution_artifacts.c
        place = (edges.run_key == sa.bindparam("run_key"), edges.number == sa.bindparam("number"))
        return self._prepare(execution_slots().where(*place, sa.text("execution_artifacts.role = 'output'")))

    @staticmethod
    def _held_run() -> sa.Update:
        return sa.update(runs).where(runs.c.key == sa.bindparam("key"), runs.c.epoch == sa.bindparam("held_epoch"))


def _parameters(table: sa.Table, *without: str) -> dict[str, sa.BindParameter[object]]:
    names = (column.name for column in table.columns)
    return {name: sa.bindparam(name) for name in names if name not in {"key", *without}}


def _upsert(table: sa.Table, *identity: str) -> Insert:
    parameters = _parameters(table)
    statement = insert(table).values(parameters)
    changing = {name: statement.excluded[name] for name in parameters if name not in FIXED}
    return statement.on_conflict_do_update(index_elements=list(identity), set_=changing)


def _edge(table: sa.Table) -> Insert:
    key = sa.select(artifacts.c.key).where(artifacts.c.id == sa.bindparam("artifact_id")).scalar_subquery()
    return insert(table).values({**_parameters(table, "artifact_key"), "artifact_key": key})


def _delete(table: sa.Table, *names: str) -> sa.Delete:
    return sa.delete(table).where(*(table.c[name] == sa.bindparam(name) for name in names))


def _cached(origin: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    columns = executions.c
    return (
        sa.select(
            columns.run_key, columns.number, columns.path, columns.outputs, columns.ended_at, runs.c.id.label("run_id")
        )
        .join(runs, runs.c.key == columns.run_key)
        .where(
            columns.fingerprint == sa.bindparam("fingerprint"),
            columns.namespace == sa.bindparam("namespace"),
            sa.text("executions.state = 'SUCCEEDED'"),
            origin,
        )
        .order_by(columns.ended_at.desc())
    )
