import json
import math

import pytest

from penstock.runtime.metrics import ClassificationMetrics, Metrics, SlicedClassificationMetrics


class Scalar:
    """What numpy's scalars look like from outside."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


def thresholds(metrics):
    return [point["confidenceThreshold"] for point in metrics.metadata["confidenceMetrics"]]


def test_keeps_a_scalar_of_numpy_as_a_plain_number():
    metrics = Metrics()
    metrics.log_metric("accuracy", Scalar(0.5))
    assert json.dumps(metrics.metadata) == '{"accuracy": 0.5}'


@pytest.mark.parametrize("value", [math.nan, math.inf, Scalar(-math.inf)])
def test_refuses_a_scalar_that_json_cannot_carry(value):
    with pytest.raises(ValueError, match="metric 'loss': JSON cannot carry"):
        Metrics().log_metric("loss", value)


def test_collects_a_training_curve_point_by_point():
    metrics = Metrics()
    metrics.log_series("loss", 0, 0.75)
    metrics.log_series("loss", 1, Scalar(0.5))
    metrics.log_series("accuracy", 1, 0.875)
    assert metrics.metadata["metricSeries"] == {
        "loss": {"steps": [0, 1], "values": [0.75, 0.5]},
        "accuracy": {"steps": [1], "values": [0.875]},
    }


def test_a_refused_point_leaves_no_half_of_itself():
    metrics = Metrics()
    with pytest.raises(ValueError, match="step of series 'loss'"):
        metrics.log_series("loss", math.nan, 1.0)
    assert metrics.metadata["metricSeries"]["loss"] == {"steps": [], "values": []}


def test_a_roc_curve_is_kept_under_the_keys_of_kfp():
    metrics = ClassificationMetrics()
    metrics.log_roc_curve(fpr=[0.0, 1.0], tpr=[0.25, 1.0], threshold=[0.9, 0.1])
    assert metrics.metadata["confidenceMetrics"] == [
        {"confidenceThreshold": 0.9, "recall": 0.25, "falsePositiveRate": 0.0},
        {"confidenceThreshold": 0.1, "recall": 1.0, "falsePositiveRate": 1.0},
    ]


def test_an_infinite_first_threshold_becomes_the_greatest_plus_one():
    metrics = ClassificationMetrics()
    metrics.log_roc_curve(fpr=[0.0, 0.0, 1.0], tpr=[0.0, 0.5, 1.0], threshold=[math.inf, 0.75, 0.25])
    assert thresholds(metrics) == [1.75, 0.75, 0.25]
    assert "Infinity" not in json.dumps(metrics.metadata)


def test_infinite_thresholds_stay_outside_whatever_order_points_come_in():
    metrics = ClassificationMetrics()
    for threshold in (-math.inf, 0.5, math.inf, 3.0, -2.0):
        metrics.log_roc_data_point(fpr=0.5, tpr=0.5, threshold=threshold)
    assert thresholds(metrics) == [-3.0, 0.5, 4.0, 3.0, -2.0]


def test_a_threshold_without_finite_neighbours_lies_beyond_every_probability():
    metrics = ClassificationMetrics()
    metrics.log_roc_data_point(fpr=0.0, tpr=0.0, threshold=math.inf)
    assert thresholds(metrics) == [2.0]


def test_refuses_a_threshold_that_is_no_number():
    with pytest.raises(ValueError, match="NaN for the threshold"):
        ClassificationMetrics().log_roc_data_point(fpr=0.0, tpr=0.0, threshold=math.nan)


def test_refuses_a_roc_curve_of_different_lengths():
    with pytest.raises(ValueError, match="Got lengths 1, 2 and 1"):
        ClassificationMetrics().log_roc_curve([0.0], [0.0, 1.0], [0.5])


def test_a_confusion_matrix_is_kept_under_the_keys_of_kfp():
    metrics = ClassificationMetrics()
    metrics.log_confusion_matrix(["cat", "dog"], [[3, Scalar(1)], [0, 4]])
    assert metrics.metadata["confusionMatrix"] == {
        "annotationSpecs": [{"displayName": "cat"}, {"displayName": "dog"}],
        "rows": [{"row": [3, 1]}, {"row": [0, 4]}],
    }


def test_a_cell_changes_only_itself():
    metrics = ClassificationMetrics()
    metrics.set_confusion_matrix_categories([0, 1])
    metrics.log_confusion_matrix_cell(0, 1, 7)
    assert metrics.metadata["confusionMatrix"]["rows"] == [{"row": [0, 7]}, {"row": [0, 0]}]


@pytest.mark.parametrize(
    "log", [lambda it: it.log_confusion_matrix_row("a", [1]), lambda it: it.log_confusion_matrix_cell("a", "a", 1)]
)
def test_says_what_to_call_before_rows_and_cells(log):
    with pytest.raises(ValueError, match="call set_confusion_matrix_categories"):
        log(ClassificationMetrics())


def test_a_matrix_that_came_with_the_artifact_can_be_continued():
    first = ClassificationMetrics()
    first.set_confusion_matrix_categories(["a", "b"])
    second = ClassificationMetrics(metadata=first.metadata)
    second.log_confusion_matrix_row("b", [1, 2])
    assert second.metadata["confusionMatrix"]["rows"][1] == {"row": [1, 2]}


def test_refuses_unknown_categories_and_wrong_shapes():
    metrics = ClassificationMetrics()
    metrics.set_confusion_matrix_categories(["a", "b"])
    with pytest.raises(ValueError, match="Invalid category: 'c' passed"):
        metrics.log_confusion_matrix_row("c", [1, 2])
    with pytest.raises(ValueError, match="Expected size: 2 got: 1"):
        metrics.log_confusion_matrix_row("a", [1])
    with pytest.raises(ValueError, match="Invalid matrix"):
        metrics.log_confusion_matrix(["a", "b"], [[1, 2]])


def test_slices_keep_their_metrics_apart():
    metrics = SlicedClassificationMetrics()
    metrics.log_roc_reading("young", threshold=0.5, tpr=0.75, fpr=0.25)
    metrics.load_roc_readings("old", [[0.9, 0.5, 0.0], [0.1, 1.0, 1.0]])
    metrics.load_confusion_matrix("old", ["a", "b"], [[1, 2], [3, 4]])
    metrics.set_confusion_matrix_categories("young", ["a", "b"])
    metrics.log_confusion_matrix_row("young", "a", [5, 6])
    metrics.log_confusion_matrix_cell("young", "b", "a", 7)
    young, old = metrics.metadata["evaluationSlices"]
    assert (young["slice"], old["slice"]) == ("young", "old")
    assert young["sliceClassificationMetrics"]["confusionMatrix"]["rows"] == [{"row": [5, 6]}, {"row": [7, 0]}]
    assert len(old["sliceClassificationMetrics"]["confidenceMetrics"]) == 2


def test_slices_that_came_with_the_artifact_can_be_continued():
    first = SlicedClassificationMetrics()
    first.log_roc_reading("all", threshold=0.5, tpr=0.75, fpr=0.25)
    second = SlicedClassificationMetrics(metadata=first.metadata)
    second.log_roc_reading("all", threshold=0.25, tpr=1.0, fpr=1.0)
    assert len(second.metadata["evaluationSlices"]) == 1
    assert len(second.metadata["evaluationSlices"][0]["sliceClassificationMetrics"]["confidenceMetrics"]) == 2
