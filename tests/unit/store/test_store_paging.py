"""Pages of runs, however they are found: few that are sorted, or many that are walked through along an index."""

import math
import random
from dataclasses import replace
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
    (
        Predicate(field="param:kind", operation=Operation.EQUALS, value='"forest"'),
        Predicate(field="metric:accuracy", operation=Operation.GREATER_THAN, value=0.2),
    ),
    (Predicate(field="description", operation=Operation.IS_SUBSTRING, value="odd"),),
    (
        Predicate(field="description", operation=Operation.IS_SUBSTRING, value="odd"),
        Predicate(field="state", operation=Operation.EQUALS, value="SUCCEEDED"),
        Predicate(field="metric:accuracy", operation=Operation.GREATER_THAN, value=0.2),
    ),
    (Predicate(field="param:rate", operation=Operation.EQUALS, value=404),),
    (Predicate(field="param:rate", operation=Operation.EQUALS, value=2),),
    (
        Predicate(field="metric:accuracy", operation=Operation.GREATER_THAN, value=0.2),
        Predicate(field="metric:accuracy", operation=Operation.LESS_THAN, value=0.8),
        Predicate(field="tags.team", operation=Operation.EQUALS, value="speech"),
    ),
)


@pytest.fixture
def many(journal, database):
    """Fill a store with runs that have few values in common, and some none."""
    chance = random.Random(3)
    for number in range(1, COUNT + 1):
        said = {"description": "an odd number" if number % 2 else ""}
        run = a_run(number, tags={"team": chance.choice(["vision", "speech"])}, arguments=_arguments(chance), **said)
        journal.create_run(run)
        lease = journal.acquire(run.id)
        state = chance.choice([RunState.SUCCEEDED, RunState.FAILED, RunState.PENDING])
        started = None if state is RunState.PENDING else NOON + timedelta(seconds=chance.randrange(9))
        ended = started and started + timedelta(seconds=chance.randrange(4))
        changed = a_run(number, state=state, started_at=started, ended_at=ended, seq=1, **said)
        tasks = tuple(_measured(run, task, chance) for task in range(1, chance.randrange(1, 6)))
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
    # Two iterations of each task: what stands for a run is the better one of the last task.
    return an_execution(
        run, task, task_name=f"task-{(task + 1) // 2}", outputs=Values(artifacts={"metrics": (artifact,)})
    )


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


def plans_of(database, *asked, about):
    """Return how SQLite answers the queries that are about something, for each of several requests."""
    said = []
    query = sa.select(runs.c.id).where(runs.c.namespace == "default")
    with database.read() as connection:

        def note(_connection, _cursor, statement, parameters, *_):
            said.append((statement, parameters))

        sa.event.listen(connection, "before_cursor_execute", note)
        for wanted in asked:
            find_page(connection, query, RUNS, wanted, few=0, frequent=0)
        sa.event.remove(connection, "before_cursor_execute", note)
        return [
            [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in said
            if all(word in statement for word in about)
        ]


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_of_many_is_a_walk_along_an_index(many, order):
    asked = [PageRequest(limit=5, predicates=choice, order=order) for choice in CHOICES[:4]]
    plans = plans_of(many, *asked, about=("sort_value", "IS NOT NULL"))
    if order not in ("created_at", "param:nothing", "pipeline_name"):
        assert plans
    assert not [plan for plan in plans for step in plan if "TEMP B-TREE" in step]


@pytest.mark.parametrize("order", ["started_at", "ended_at", "display_name"])
def test_a_walk_passes_over_what_is_not_chosen_without_reading_it(many, order):
    names = ("state", "experiment_id", "pipeline_id", "pipeline_version_id", "pipeline_name")
    choice = tuple(Predicate(field=name, operation=Operation.NOT_EQUALS, value="x") for name in names)
    (plan,) = plans_of(many, PageRequest(limit=5, predicates=choice, order=order), about=("sort_value", "IS NOT NULL"))
    assert [step for step in plan if "COVERING INDEX ix_runs_by_" in step] == plan


@pytest.mark.parametrize("leaves_out", [True, False])
def test_runs_with_several_frequent_values_are_counted_side_by_side(many, leaves_out):
    failed = Predicate(field="state", operation=Operation.NOT_EQUALS, value="FAILED")
    choice = (*CHOICES[-1], failed) if leaves_out else CHOICES[-1]
    (plan,) = plans_of(many, PageRequest(limit=5, predicates=choice), about=("group_concat", "INTERSECT"))
    assert not [step for step in plan if "TEMP B-TREE" in step]
    # The runs themselves are walked only if there are some that the list leaves out.
    assert sum("COVERING INDEX ix_runs_listed" in step for step in plan) == int(leaves_out)
    assert sum("MERGE (INTERSECT)" in step for step in plan) == 2 + int(leaves_out)
    assert sum("COVERING INDEX ix_metrics_name_run_key_value" in step for step in plan) == 2


def test_runs_chosen_by_what_no_index_holds_are_read_in_their_own_order(many):
    about = Predicate(field="description", operation=Operation.IS_SUBSTRING, value="odd")
    archived = Predicate(field="storage_state", operation=Operation.NOT_EQUALS, value="ARCHIVED")
    failed = Predicate(field="state", operation=Operation.EQUALS, value="FAILED")
    (plan,) = plans_of(many, PageRequest(limit=5, predicates=(about, archived)), about=("SELECT count", "json_extract"))
    assert "SEARCH runs USING INTEGER PRIMARY KEY (rowid>?)" in plan
    (plan,) = plans_of(many, PageRequest(limit=5, predicates=(about, failed)), about=("SELECT count", "json_extract"))
    assert any("INDEX ix_runs_state (namespace=? AND state=?" in step for step in plan)


@pytest.mark.parametrize("is_descending", [False, True])
def test_a_page_begins_within_equal_values_where_the_last_one_ended(many, is_descending):
    query = sa.select(runs.c.id).where(runs.c.namespace == "default")
    wanted = PageRequest(limit=5, order="display_name", is_descending=is_descending)
    with many.read() as connection:
        end = find_page(connection, query, RUNS, wanted, few=0).end
    plans = plans_of(many, replace(wanted, after=end), about=("sort_value", "IS NOT NULL"))
    entered = [plan[0].rpartition(" (")[2] for plan in plans]
    sign = "<" if is_descending else ">"
    assert entered == [f"namespace=? AND display_name=? AND key{sign}?)", f"namespace=? AND display_name{sign}?)"]
