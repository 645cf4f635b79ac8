"""``SlicedClassificationMetrics``: a ROC curve and a confusion matrix for each slice of the data."""

from penstock import dsl
from penstock.dsl import Output, SlicedClassificationMetrics


@dsl.component
def evaluate(quality: Output[SlicedClassificationMetrics]) -> None:
    """Log how a model does in two countries."""
    for country, share in {"BE": 0.75, "FI": 0.5}.items():
        quality.load_roc_readings(country, [[float("inf"), 0.0, 0.0], [0.5, share, 0.25], [0.0, 1.0, 1.0]])
        quality.set_confusion_matrix_categories(country, ["cat", "dog"])
        quality.log_confusion_matrix_row(country, "cat", [7, 1])
        quality.log_confusion_matrix_cell(country, "dog", "dog", 8)


@dsl.pipeline
def sliced_metrics() -> None:
    """Evaluate nothing in particular."""
    evaluate()
