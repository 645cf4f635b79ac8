from penstock.core.ids import ExecutionPath
from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.lineage import downstream, upstream
from penstock.testing.records import a_run, an_artifact, an_execution

RAW, CLEAN, MODEL, REPORT = (an_artifact(number) for number in (1, 2, 3, 4))


def task(run, number: int, *, uses=(), makes=(), **changes):
    """A finished task with artifacts in slots that are called by their names."""
    return an_execution(
        run,
        number,
        state=ExecutionState.SUCCEEDED,
        inputs=Values(parameters={"n": number}, artifacts={item.name: (item,) for item in uses}),
        outputs=Values(artifacts={item.name: (item,) for item in makes}),
        **changes,
    )


def write(journal, run, *executions) -> None:
    journal.create_run(run)
    lease = journal.acquire(run.id)
    journal.commit(run.id, Changes(executions=executions, seq=1), lease)
    lease.release()


def a_history(journal) -> None:
    """Load, clean and train in one run, inside a sub-pipeline; a second run is served from cache and reports."""
    first, second = a_run(1), a_run(2)
    outer = task(first, 0, makes=(MODEL,))
    inner = task(first, 4, uses=(RAW,), makes=(MODEL,), kind=ExecutionKind.DAG)
    load = task(first, 1, makes=(RAW,))
    clean = task(first, 2, uses=(RAW,), makes=(CLEAN,))
    train = task(first, 3, uses=(CLEAN,), makes=(MODEL,))
    write(journal, first, outer, load, inner, clean, train)
    cached = task(second, 3, uses=(CLEAN,), makes=(MODEL,), cached_from=(first.id, ExecutionPath("root/task-3")))
    report = task(second, 5, uses=(MODEL,), makes=(REPORT,))
    write(journal, second, cached, report)


def names(uses) -> set[tuple[str, str, str]]:
    return {(use.execution.run_id[-1], use.execution.task_name, use.slot) for use in uses}


def test_follows_an_artifact_back_to_the_first_data_across_runs(journal, catalogue):
    a_history(journal)
    lineage = upstream(REPORT.id, catalogue=catalogue)
    assert lineage.subject == REPORT
    assert names(lineage.made) == {
        ("2", "task-5", "artifact-4"),
        ("1", "task-3", "artifact-3"),
        ("1", "task-2", "artifact-2"),
        ("1", "task-1", "artifact-1"),
    }
    assert names(lineage.used) == {
        ("2", "task-5", "artifact-3"),
        ("1", "task-3", "artifact-2"),
        ("1", "task-2", "artifact-1"),
    }
    assert not lineage.is_cut


def test_follows_data_to_everything_that_was_made_of_it(journal, catalogue):
    a_history(journal)
    lineage = downstream(CLEAN.id, catalogue=catalogue)
    assert names(lineage.used) == {
        ("1", "task-3", "artifact-2"),
        ("2", "task-3", "artifact-2"),
        ("2", "task-5", "artifact-3"),
    }
    assert names(lineage.made) == {
        ("1", "task-3", "artifact-3"),
        ("2", "task-3", "artifact-3"),
        ("2", "task-5", "artifact-4"),
    }


def test_a_cached_task_stands_in_for_one_that_was_deleted(journal, history, catalogue):
    a_history(journal)
    history.delete_run(a_run(1).id)
    made = upstream(MODEL.id, catalogue=catalogue).made
    assert names(made) == {("2", "task-3", "artifact-3")}


def test_says_when_a_history_is_cut(journal, catalogue):
    a_history(journal)
    lineage = upstream(REPORT.id, catalogue=catalogue, depth=2)
    assert lineage.is_cut
    assert names(lineage.made) == {("2", "task-5", "artifact-4"), ("1", "task-3", "artifact-3")}


def test_says_when_a_future_is_cut(journal, catalogue):
    a_history(journal)
    lineage = downstream(CLEAN.id, catalogue=catalogue, depth=1)
    assert lineage.is_cut
    assert {use.artifact.id for use in lineage.made} == {MODEL.id}
