"""Pages of runs, however they are found: few that are sorted, or many that are walked through along an index."""

import math
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from penstock.engine.records import Changes, Values
from penstock.engine.states import RunState
from penstock.services.pages import Operation, PageRequest, Predicate
from penstock.store.paging import find_page
from penstock.store.run_listing import RUNS
from penstock.store.tables import runs
from penstock.testing.records import NOON, a_run, an_artifact, an_execution

COUNT = 40
ORDERS = (
    "created_at",
    "started_at",
    "ended_at",
    "duration",
    "display_name",
    "state",
    "pipeline_name",
    "param:rate",
    "param:kind",
    "param:nothing",
    "metric:accuracy",
)
CHOICES = (
    (),
    (Predicate(field="state", operation=Operation.EQUALS, value="FAILED"),),
    (Predicate(field="display_name", operation=Operation.IS_SUBSTRING, value="run 1"),),
    (Predicate(field="tags.team", operation=Operation.EQUALS, value="vision"),),
    (Predicate(field="metric:accuracy", operation=Operation.GREATER_THAN, value=0.2),),
    (
        Predicate(field="param:kind", operation=Operation.EQUALS, value='"forest"'),
        Predicate(field="state", operation=Operation.NOT_EQUALS, value="FAILED"),
        Predicate(field="tags.team", operation=Operation.EQUALS, value="vision"),
    ),
    (Predicate(field="param:rate", operation=Operation.EQUALS, value=404),),
)


@pytest.fixture
def many(journal, database):
    """Fill a store with runs that have few values in common, and some none."""
    chance = random.Random(3)
    for number in range(1, COUNT + 1):
        run = a_run(number, tags={"team": chance.choice(["vision", "speech"])}, arguments=_arguments(chance))
        journal.create_run(run)
        lease = journal.acquire(run.id)
        state = chance.choice([RunState.SUCCEEDED, RunState.FAILED, RunState.PENDING])
        started = None if state is RunState.PENDING else NOON + timedelta(seconds=chance.randrange(9))
        ended = started and started + timedelta(seconds=chance.randrange(4))
        changed = a_run(number, state=state, started_at=started, ended_at=ended, seq=1)
        tasks = tuple(_measured(run, task, chance) for task in range(1, chance.randrange(1, 4)))
        journal.commit(run.id, Changes(run=changed, executions=tasks, seq=1), lease)
        lease.release()
    return database


def _arguments(chance):
    values = {"rate": chance.choice([0.1, 2, "high", True]), "kind": chance.choice(["forest", "network"])}
    return {name: value for name, value in values.items() if chance.random() < 0.8}


def _measured(run, task, chance):
    metadata = {"accuracy": chance.choice([0.1, 0.5, 0.5, 0.9, math.nan])}
    number = int(run.id[-12:]) * 10 + task
    artifact = an_artifact(number, type_title="system.Metrics", metadata=metadata)
    return an_execution(run, task, outputs=Values(artifacts={"metrics": (artifact,)}))


def walked(database, order, choice, *, few, frequent, is_descending, limit=7):
    """Return all runs page by page, and what the pages said of their number."""
    query = sa.select(runs.c.id).where(runs.c.namespace == "default")
    found, totals, after = [], set(), None
    while True:
        wanted = PageRequest(limit=limit, predicates=choice, order=order, is_descending=is_descending, after=after)
        with database.read() as connection:
            page = find_page(connection, query, RUNS, wanted, few=few, frequent=frequent)
        found += [row.id for row in page.rows]
        totals.add(page.total)
        after = page.end
        if after is None:
            return found, totals


@pytest.mark.parametrize("is_descending", [False, True])
def test_many_runs_come_in_the_same_order_as_few(many, is_descending):
    for order in ORDERS:
        for choice in CHOICES:
            ask = {"database": many, "order": order, "choice": choice, "is_descending": is_descending}
            expected = walked(few=COUNT, frequent=COUNT * 9, limit=COUNT, **ask)
            assert walked(few=0, frequent=0, **ask) == expected, (order, choice)
            assert walked(few=0, frequent=COUNT * 9, **ask) == expected, (order, choice)
            assert walked(few=COUNT, frequent=0, **ask) == expected, (order, choice)
            assert len(set(expected[0])) == len(expected[0])


def test_what_has_no_value_comes_last_either_way(many):
    with many.read() as connection:
        rows = connection.execute(sa.select(runs.c.id, runs.c.started_at).order_by(runs.c.key)).all()
    started = {row.id: row.started_at for row in rows}
    for is_descending in (False, True):
        found, _ = walked(many, "started_at", (), few=0, frequent=0, is_descending=is_descending)
        values = [started[run_id] for run_id in found]
        valued = [value for value in values if value is not None]
        assert values == valued + [None] * (COUNT - len(valued))
        assert valued == sorted(valued, reverse=is_descending)


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_of_many_is_a_walk_along_an_index(many, order):
    said = []
    query = sa.select(runs.c.id).where(runs.c.namespace == "default")
    with many.read() as connection:

        def note(_connection, _cursor, statement, parameters, *_):
            said.append((statement, parameters))

        sa.event.listen(connection, "before_cursor_execute", note)
        for choice in CHOICES[:4]:
            find_page(connection, query, RUNS, PageRequest(limit=5, predicates=choice, order=order), few=0, frequent=0)
        sa.event.remove(connection, "before_cursor_execute", note)
        plans = [
            [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in said
            if "sort_value" in statement and "IS NOT NULL" in statement
        ]
    if order not in ("created_at", "param:nothing", "pipeline_name"):
        assert plans
    assert not [plan for plan in plans for step in plan if "TEMP B-TREE" in step]
