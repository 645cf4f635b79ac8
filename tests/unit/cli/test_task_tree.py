"""The tree of tasks: filled from the document, moved by what happens, folded to the room that there is."""

from dataclasses import replace

import pytest

from penstock.cli.progress.plain import PlainProgress
from penstock.cli.progress.rows import rows_of
from penstock.cli.progress.tree import TaskTree
from penstock.cli.progress.view import item_words, note_of, with_values
from penstock.compiler import compile_document
from penstock.core.ids import ExecutionPath
from penstock.dsl import If, ParallelFor, component, pipeline
from penstock.engine.planning import Plan
from penstock.engine.records import Failure, Values
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.testing.records import a_run, an_execution

S = ExecutionState
RUN = a_run()


@component
def load() -> int:
    return 1


@component
def train(x: int) -> int:
    return x


@pipeline
def story(threshold: int = 1):
    loaded = load()
    with ParallelFor([1, 2]) as item:
        train(x=item).after(loaded)
    with If(loaded.output >= threshold):
        train(x=loaded.output)


@pytest.fixture
def tree():
    return TaskTree(Plan(compile_document(story)))


def execution(path, state, **changes):
    parent, _, name = path.rpartition("/")
    shape = {"task_name": name.partition("[")[0], "display_name": "", "kind": ExecutionKind.CONTAINER}
    if name.endswith("]"):
        parent = path.rpartition("[")[0]
    made = an_execution(RUN, 1)
    return replace(made, path=ExecutionPath(path), parent=ExecutionPath(parent), state=state, **{**shape, **changes})


def iteration(index, state):
    return execution(
        f"root/for-loop-2[{index}]",
        state,
        kind=ExecutionKind.ITERATION,
        component_name="comp-for-loop-2",
        iteration=index,
        task_name="for-loop-2",
    )


def names(tree, room=50):
    return [(row.depth, row.label) for row in rows_of(tree.root, room)]


def test_shows_all_tasks_of_the_document_before_anything_happens(tree):
    assert names(tree) == [(0, "load"), (0, "for-loop-2"), (0, "condition-3"), (1, "train-2")]
    assert (tree.done, tree.total) == (0, 2)


def test_counts_what_ended_once(tree):
    ended = execution("root/load", S.SUCCEEDED)
    tree.update([ended, ended])
    assert (tree.done, tree.total) == (1, 2)


def test_counts_what_runs_and_what_came_from_cache(tree):
    tree.update([execution("root/load", S.RUNNING)])
    assert (tree.running, tree.cached) == (1, 0)
    tree.update([execution("root/load", S.SUCCEEDED, cached_from=(RUN.id, "root/load"))])
    assert (tree.running, tree.cached) == (0, 1)


def test_counts_back_what_is_tried_again(tree):
    tree.update([execution("root/load", S.FAILED)])
    tree.update([execution("root/load", S.PENDING)])
    assert tree.done == 0


def test_learns_of_iterations_as_they_open(tree):
    tree.update([iteration(0, S.RUNNING), iteration(1, S.RUNNING)])
    assert tree.total == 4
    assert names(tree)[2:4] == [(1, "[0] train"), (1, "[1] train")]


def test_what_a_skipped_condition_holds_counts_as_done(tree):
    skipped = execution("root/condition-3", S.SKIPPED, kind=ExecutionKind.DAG)
    tree.update([skipped])
    assert tree.done == 1
    assert [row.node.state for row in rows_of(tree.root, 50) if row.label == "train-2"] == [S.SKIPPED]


def test_folds_quiet_tasks_when_there_is_no_room(tree):
    running = {3, 20}
    tree.update([iteration(index, S.RUNNING if index in running else S.SUCCEEDED) for index in range(40)])
    tree.update([execution("root/for-loop-2", S.RUNNING, kind=ExecutionKind.LOOP)])
    tree.update(
        execution(f"root/for-loop-2[{index}]/train", S.RUNNING if index in running else S.SUCCEEDED)
        for index in range(40)
    )
    rows = rows_of(tree.root, 12)
    assert len(rows) <= 12
    assert {"[3] train", "[20] train"} <= {row.label for row in rows}
    assert ((S.SUCCEEDED, 38),) in [row.counts for row in rows]


def test_says_why_a_task_waits_and_why_one_failed(tree):
    why = Failure(reason="NoFreeSlot", message="2 of 2 cores are taken")
    tree.update([execution("root/load", S.PENDING, failure=why)])
    assert note_of(tree.find(execution("root/load", S.PENDING))) == ("2 of 2 cores are taken", "dim")
    tree.update([execution("root/load", S.FAILED, failure=Failure(reason="Exception", message="first\nsecond"))])
    assert note_of(tree.find(execution("root/load", S.FAILED)))[0] == "first"


def test_says_what_a_condition_came_down_to(tree):
    inputs = Values(parameters={"pipelinechannel--load-Output": 1, "pipelinechannel--threshold": 5})
    failure = Failure(reason="ConditionFalse", message="Not true")
    record = execution("root/condition-3", S.SKIPPED, kind=ExecutionKind.DAG, inputs=inputs, failure=failure)
    tree.update([record])
    assert note_of(tree.find(record))[0].startswith("not true: ")
    assert "1" in note_of(tree.find(record))[0]


def test_puts_values_into_conditions():
    text = "inputs.parameter_values['score'] >= inputs.parameter_values['limit']"
    assert with_values(text, {"score": 0.99917, "limit": 0.95}) == "0.9992 >= 0.95"


def test_lines_say_that_another_attempt_follows_and_not_that_one_waits_without_a_reason(tree):
    lines = []
    moment = RUN.created_at
    progress = PlainProgress(tree, lines.append, moment)
    failure = Failure(reason="Exception", message="ConnectionError: no answer\nmore")
    for record in (
        execution("root/load", S.PENDING, attempts=1, failure=failure),
        execution("root/load", S.PENDING, attempts=2),
        execution("root/load", S.RUNNING, attempts=2),
    ):
        tree.update([record])
        progress.update(record, moment)
    assert lines == [
        "    0:00  WAITING    load  attempt 1 failed, the next one follows: ConnectionError: no answer",
        "    0:00  RUNNING    load  attempt 2",
    ]


def test_says_which_item_an_iteration_is_for(tree):
    given = Values(parameters={"pipelinechannel--sizes-loop-item": {"depth": 2}, "pipelinechannel--seed": 7})
    tree.update([execution("root/for-loop-2", S.RUNNING, kind=ExecutionKind.LOOP)])
    tree.update([execution("root/for-loop-2[0]", S.RUNNING, kind=ExecutionKind.ITERATION, iteration=0, inputs=given)])
    train = execution("root/for-loop-2[0]/train", S.RUNNING)
    tree.update([train])
    assert item_words(tree.find(train)) == 'item {"depth":2}'
    assert item_words(tree.find(execution("root/load", S.RUNNING))) == ""


@pytest.mark.parametrize(("state", "said"), [(S.SUCCEEDED, "no items"), (S.CANCELED, ""), (S.FAILED, "")])
def test_a_loop_has_no_items_only_when_it_was_opened(tree, state, said):
    tree.update([execution("root/for-loop-2", state, kind=ExecutionKind.LOOP)])
    (loop,) = (row.node for row in rows_of(tree.root, 20) if row.node is not None and row.node.is_loop)
    assert note_of(loop)[0] == said
