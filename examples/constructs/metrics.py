"""Metrics and things to look at: scalars, a training curve, a ROC curve, a confusion matrix, a page, a text."""

from penstock import dsl
from penstock.dsl import HTML, ClassificationMetrics, Markdown, Metrics, Output


@dsl.component
def evaluate(
    scalars: Output[Metrics],
    curve: Output[Metrics],
    classification: Output[ClassificationMetrics],
    page: Output[HTML],
    text: Output[Markdown],
) -> None:
    """Log one of each."""
    scalars.log_metric("accuracy", 0.9375)
    # What a training looked like: a series for each metric.
    losses = [0.7, 0.4, 0.3, 0.25]
    curve.metadata["metricSeries"] = {"loss": {"steps": list(range(1, len(losses) + 1)), "values": losses}}
    classification.log_roc_curve(fpr=[0.0, 0.0, 0.25, 1.0], tpr=[0.0, 0.75, 1.0, 1.0], threshold=[1.9, 0.9, 0.5, 0.1])
    classification.log_confusion_matrix(["cat", "dog"], [[7, 1], [0, 8]])
    with open(page.path, "w") as file:
        file.write("<h1>Cats and dogs</h1><p>One cat was taken for a dog.</p>")
    with open(text.path, "w") as file:
        file.write("# Cats and dogs\n\n15 of 16 are right.\n")


@dsl.pipeline
def metrics() -> None:
    """Evaluate nothing in particular."""
    evaluate()
