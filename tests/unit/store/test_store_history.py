import math
from dataclasses import replace

import pytest

from penstock.core.errors import ArgumentsError, NotFoundError
from penstock.core.ids import RunId
from penstock.core.json import digest
from penstock.engine.records import Changes, Failure, Values
from penstock.engine.states import RunState
from penstock.services.records import Experiment, RunFilter
from penstock.store.experiments import SqlExperimentStore
from penstock.store.history import SqlRunHistory
from penstock.testing.records import NOON, a_run, an_artifact, an_execution


@pytest.fixture
def history(database):
    return SqlRunHistory(database)


@pytest.fixture
def ids(history):
    def listed(*, limit: int = 50, **wanted) -> list[str]:
        return [run.id for run in history.list_runs(RunFilter(**wanted), limit=limit).runs]

    return listed


def create(journal, *numbers: int, **changes) -> list[RunId]:
    """Create runs; return their ids, newest first."""
    for number in numbers:
        journal.create_run(a_run(number, **changes))
    return [a_run(number).id for number in reversed(numbers)]


def test_lists_runs_newest_first_page_by_page(journal, history):
    expected = create(journal, *range(1, 8))
    seen, token = [], ""
    for size in (3, 3, 1):
        page = history.list_runs(RunFilter(), limit=3, token=token)
        assert len(page.runs) == size
        seen += [run.id for run in page.runs]
        token = page.next_token
    assert (seen, token) == (expected, "")


def test_a_page_does_not_shift_when_a_run_is_added(journal, history):
    create(journal, 1, 2, 3)
    page = history.list_runs(RunFilter(), limit=2)
    create(journal, 4)
    rest = history.list_runs(RunFilter(), limit=2, token=page.next_token)
    assert [run.id for run in rest.runs] == [a_run(1).id]


def test_refuses_a_token_of_nobody(history):
    with pytest.raises(ArgumentsError, match="No page"):
        history.list_runs(RunFilter(), limit=2, token="x'; DROP TABLE runs")


def test_filters_by_state(journal, ids):
    create(journal, 1, 4)
    create(journal, 2, state=RunState.FAILED)
    create(journal, 3, state=RunState.SUCCEEDED)
    assert ids(states=frozenset({RunState.FAILED})) == [a_run(2).id]
    assert ids(states=frozenset({RunState.FAILED, RunState.PENDING})) == [a_run(2).id, a_run(4).id, a_run(1).id]
    assert ids(states=frozenset({RunState.FAILED, RunState.PENDING}), limit=2) == [a_run(2).id, a_run(4).id]


def test_filters_by_experiment_pipeline_name_and_namespace(journal, ids):
    create(journal, 1, experiment_id="other")
    create(journal, 2, pipeline_name="Infer")
    create(journal, 3, display_name="100% of The Data")
    create(journal, 4, namespace="team")
    assert ids(experiment_id="other") == [a_run(1).id]
    assert ids(pipeline_name="Infer") == [a_run(2).id]
    assert ids(name_contains="% of the") == [a_run(3).id]
    assert ids(name_contains="0_o") == []
    assert ids(namespace="team") == [a_run(4).id]


def test_filters_by_tags_and_parameters(journal, ids):
    create(journal, 1, tags={"team": "a", "best": "yes"}, arguments={"rate": 0.5})
    create(journal, 2, tags={"team": "a"}, arguments={"rate": 0.5, "text": "x" * 2000})
    create(journal, 3, tags={"team": "b"}, arguments={"rate": "0.5"})
    assert ids(tags={"team": "a"}) == [a_run(2).id, a_run(1).id]
    assert ids(tags={"team": "a", "best": "yes"}) == [a_run(1).id]
    assert ids(parameters={"rate": 0.5}) == [a_run(2).id, a_run(1).id]
    assert ids(parameters={"rate": "0.5"}) == [a_run(3).id]
    assert ids(parameters={"text": "x" * 2000}, tags={"team": "a"}) == [a_run(2).id]
    assert ids(tags={"team": "a"}, states=frozenset({RunState.PENDING, RunState.FAILED}), limit=1) == [a_run(2).id]


def test_a_summary_tells_what_a_list_shows(journal, history, database):
    experiment = Experiment(id=a_run().experiment_id, name="baseline", created_at=NOON)
    SqlExperimentStore(database).create(experiment)
    run = a_run(tags={"team": "a"})
    journal.create_run(run)
    model = an_artifact(1, type_title="system.Model", size_bytes=5, metadata={"card": "long" * 2000})
    outputs = Values(parameters={"best": 0.9, "table": ["row"] * 1000}, artifacts={"model": (model,)})
    failure = Failure(reason="TaskFailed", message="m" * 3000)
    ended = replace(run, state=RunState.FAILED, started_at=NOON, ended_at=NOON, outputs=outputs, failure=failure, seq=9)
    journal.commit(run.id, Changes(run=ended, seq=9), journal.acquire(run.id))
    summary = history.get_summary(run.id)
    assert summary.experiment_name == "baseline"
    assert (summary.state, summary.failure, summary.seq) == (RunState.FAILED, failure, 9)
    assert (summary.outputs, summary.large_outputs) == ({"best": 0.9}, ("table",))
    assert [artifact.uri for artifact in summary.output_artifacts["model"]] == [model.uri]
    assert summary.tags == {"team": "a"}
    assert summary.duration == NOON - NOON
    assert history.list_runs(RunFilter(), limit=1).runs == (summary,)


def test_a_list_reads_no_contents(journal, history, database):
    create(journal, 1, spec={"pipeline": "x" * 5000}, description="y" * 5000, provenance={"packages": "z" * 5000})
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM contents")
    assert len(history.list_runs(RunFilter(), limit=10).runs) == 1


def test_finds_runs_by_the_beginning_of_their_ids(journal, history):
    newest_first = create(journal, 1, 2, 30)
    assert history.find_ids("00000000-0000", limit=9) == tuple(newest_first)
    assert history.find_ids("00000000-0000", limit=1) == (a_run(30).id,)
    assert history.find_ids(a_run(2).id, limit=9) == (a_run(2).id,)
    assert history.find_ids("1", limit=9) == ()


def test_replaces_tags(journal, history):
    create(journal, 1, tags={"a": "1", "b": "2"})
    history.set_tags(a_run(1).id, {"c": "3"})
    assert journal.load_run(a_run(1).id).run.tags == {"c": "3"}
    history.set_tags(a_run(1).id, {})
    assert history.get_summary(a_run(1).id).tags == {}


def test_names_a_run_that_is_not_there(history):
    for question in (history.get_summary, history.delete_run, lambda run_id: history.set_tags(run_id, {})):
        with pytest.raises(NotFoundError, match="nobody"):
            question("nobody")


def test_deleting_a_run_leaves_others_and_shared_artifacts(journal, history, database):
    create(journal, 1, 2)
    shared = Values(artifacts={"data": (an_artifact(),)})
    for number in (1, 2):
        run = a_run(number)
        execution = an_execution(run, 1, outputs=shared)
        lease = journal.acquire(run.id)
        journal.commit(run.id, Changes(run=replace(run, outputs=shared), executions=(execution,), seq=1), lease)
        lease.release()
    history.delete_run(a_run(1).id)
    assert journal.load_run(a_run(2).id).executions[0].outputs == shared
    with pytest.raises(NotFoundError):
        journal.load_run(a_run(1).id)
    with database.read() as connection:
        for table in ("executions", "execution_artifacts", "run_artifacts"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 1


def metrics_of(journal, number: int, **scalars) -> None:
    run = a_run(number)
    artifact = an_artifact(number, type_title="system.Metrics", metadata=scalars)
    execution = an_execution(run, 1, outputs=Values(artifacts={"metrics": (artifact,)}))
    lease = journal.acquire(run.id)
    journal.commit(run.id, Changes(executions=(execution,), seq=1), lease)
    lease.release()


def test_keeps_the_numbers_among_metrics(journal, history):
    create(journal, 1, 2)
    metrics_of(journal, 1, accuracy=0.5, count=3, good=True, note="text", curve=[1.0], wrong=float("nan"), big=10**400)
    metrics_of(journal, 2, accuracy=0.75)
    found = history.list_metrics([a_run(1).id, a_run(2).id])
    values = {(metric.run_id, metric.name): metric.value for metric in found}
    assert math.isnan(values.pop((a_run(1).id, "wrong")))
    assert values == {
        (a_run(1).id, "accuracy"): 0.5,
        (a_run(1).id, "big"): math.inf,
        (a_run(1).id, "count"): 3.0,
        (a_run(2).id, "accuracy"): 0.75,
    }
    assert {metric.path for metric in found} == {"root/task-1"}


def test_new_outputs_replace_metrics(journal, history):
    create(journal, 1)
    metrics_of(journal, 1, accuracy=0.5, loss=1.0)
    metrics_of(journal, 1, accuracy=0.6)
    assert [(metric.name, metric.value) for metric in history.list_metrics([a_run(1).id])] == [("accuracy", 0.6)]


def test_lists_arguments_with_long_ones_by_digest(journal, history):
    create(journal, 1, arguments={"rate": 0.5, "text": "x" * 2000})
    create(journal, 2)
    found = history.list_arguments([a_run(1).id, a_run(2).id])
    assert found[a_run(2).id] == {}
    assert found[a_run(1).id]["rate"] == 0.5
    assert found[a_run(1).id]["text"].startswith("sha256:")


def test_finds_the_nearest_earlier_execution_of_a_component(journal, history):
    create(journal, 1, 2)
    create(journal, 3, pipeline_name="another")
    create(journal, 4)
    for number in (1, 2, 3, 4):
        run = a_run(number)
        parts = {"image": f"python:{number}"}
        execution = an_execution(run, 1, fingerprint=digest(parts), fingerprint_parts=parts)
        journal.commit(run.id, Changes(executions=(execution,), seq=1), journal.acquire(run.id))
    earlier = history.find_earlier(an_execution(a_run(4), 1))
    assert (earlier.run_id, earlier.fingerprint_parts) == (a_run(2).id, {"image": "python:2"})
    assert history.find_earlier(an_execution(a_run(3), 1)).run_id == a_run(2).id
    assert history.find_earlier(an_execution(a_run(1), 1)) is None
    assert history.find_earlier(an_execution(a_run(9), 1)) is None


def an_iteration(journal, run: int, place: int, **parts: str):
    """Keep a task of a loop that was made from these parts."""
    execution = an_execution(
        a_run(run), place, component_name="fit", fingerprint=digest(parts), fingerprint_parts=parts
    )
    lease = journal.acquire(a_run(run).id)
    journal.commit(a_run(run).id, Changes(executions=(execution,), seq=place), lease)
    lease.release()
    return execution


def test_compares_a_task_of_a_loop_with_the_same_item_of_the_run_that_it_differs_from_least(journal, history):
    create(journal, 1, 2, 3)
    for place, kind in ((1, "forest"), (2, "boosting")):
        an_iteration(journal, 1, place, code="old", kind=kind, data="all")
        an_iteration(journal, 2, place, code="old", kind=kind, data="part")
    moved = an_iteration(journal, 3, 1, code="new", kind="boosting", data="all")
    nearest = history.find_earlier(moved)
    assert (nearest.run_id, nearest.path) == (a_run(1).id, "root/task-2")
    unknown = an_iteration(journal, 3, 2, code="new", kind="linear", data="none")
    nearest = history.find_earlier(unknown)
    assert (nearest.run_id, nearest.path) == (a_run(2).id, "root/task-2")
