"""The execution of an earlier run that a task is compared with, to say why it was not served from cache."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.ids import Digest, ExecutionPath, RunId
from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionState
from penstock.services.records import EarlierExecution
from penstock.store.database import AnyRow, AnySelect
from penstock.store.encoding import decode_time
from penstock.store.records import unpacker_for
from penstock.store.tables import executions, runs

MOST_COMPARED = 100
"""How many executions are looked at, of the newest runs."""


def find_nearest(connection: Connection, execution: ExecutionRecord) -> EarlierExecution | None:
    """Return the execution that differs in the fewest parts, of the same pipeline if possible.

    Among equals it is that of the newest run, and in it that of the same path: a task of a loop is not held against
    another item if its own was done before.
    """
    own = sa.select(runs.c.key, runs.c.namespace, runs.c.pipeline_name).where(runs.c.id == execution.run_id)
    run = connection.execute(own).one_or_none()
    if run is None:
        return None
    query = _same_component(execution, run)
    rows = connection.execute(query.where(runs.c.pipeline_name == run.pipeline_name)).all()
    rows = rows or connection.execute(query).all()
    if not rows:
        return None
    unpacker = unpacker_for(connection, rows)
    candidates = [(row, unpacker.unpack(row.fingerprint_parts)) for row in rows]
    row, parts = min(candidates, key=lambda it: _distance(it[1], execution.fingerprint_parts))
    return EarlierExecution(
        run_id=RunId(row.id),
        path=ExecutionPath(row.path),
        state=ExecutionState(row.state),
        fingerprint=Digest(row.fingerprint),
        fingerprint_parts=parts,
        ended_at=decode_time(row.ended_at),
    )


def _distance(before: Mapping[str, str], now: Mapping[str, str]) -> int:
    return sum(before.get(part) != now.get(part) for part in {*before, *now})


def _same_component(execution: ExecutionRecord, run: AnyRow) -> AnySelect:
    columns = executions.c
    return (
        sa.select(
            runs.c.id, columns.path, columns.state, columns.fingerprint, columns.fingerprint_parts, columns.ended_at
        )
        .join(runs, runs.c.key == columns.run_key)
        .where(
            columns.component_name == execution.component_name,
            columns.namespace == run.namespace,
            columns.run_key < run.key,
            columns.fingerprint.is_not(None),
            sa.text("executions.kind = 'container'"),
        )
        .order_by(columns.run_key.desc(), columns.path != execution.path, columns.number)
        .limit(MOST_COMPARED)
    )
