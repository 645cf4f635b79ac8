"""Which number stands for a run, and how its iterations are told apart."""

import pytest

from penstock.core.ids import ExecutionPath, RunId
from penstock.services.headlines import find_headline
from penstock.services.iteration_items import item_of, item_text
from penstock.services.records import Metric


def measured(path, name, value):
    task = path.rpartition("/")[2]
    return Metric(
        run_id=RunId("run"), path=ExecutionPath(path), task_name=task, output="m", position=0, name=name, value=value
    )


def trained(name, *values):
    return [measured(f"root/loop[{number}]/train", name, value) for number, value in enumerate(values)]


def test_of_several_iterations_the_best_stands_for_the_run():
    found = find_headline(trained("auc", 0.8, 0.9, 0.7), {})
    assert (found.value, found.path, found.count) == (0.9, "root/loop[1]/train", 3)
    assert (found.lowest, found.highest) == (0.7, 0.9)


def test_less_loss_is_better():
    assert find_headline(trained("log_loss", 0.3, 0.1, 0.2), {}).value == 0.1


def test_the_last_task_counts_where_several_report_one_name():
    metrics = [measured("root/train", "accuracy", 1.0), measured("root/evaluate", "accuracy", 0.8)]
    assert find_headline(metrics, {}).path == "root/evaluate"


def test_a_metric_that_the_run_was_given_the_name_of_goes_before_others():
    metrics = [*trained("accuracy", 0.9), *trained("auc", 0.8), measured("root/deploy", "size", 3)]
    assert find_headline(metrics, {"metric": "auc", "seed": 7}).metric == "auc"
    assert find_headline(metrics, {"metric": "r2"}).metric == "size"


def test_a_plain_name_goes_before_one_of_many_parts():
    metrics = [*trained("a/long/name", 1.0), *trained("score", 2.0)]
    assert find_headline(metrics, {}).metric == "score"


def test_what_is_no_number_stands_for_nothing():
    assert find_headline(trained("auc", float("nan")), {}) is None
    assert find_headline([], {}) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"family": "forest", "settings": {"trees": 3}}, "forest"),
        ({"depth": 3}, '{"depth":3}'),
        (2.0, "2"),
        ("fold\n 1", "fold 1"),
        (None, "null"),
        ("x" * 50, "x" * 39 + "…"),
    ],
)
def test_an_item_is_told_in_short(value, text):
    assert item_text(value) == text


def test_items_of_nested_loops_are_told_from_outside():
    items = {ExecutionPath("root/a[0]"): "x", ExecutionPath("root/a[0]/b[2]"): 7}
    assert item_of("root/a[0]/b[2]/train", items) == "x · 7"
    assert item_of("root/train", items) == ""
