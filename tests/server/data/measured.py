"""A pipeline that measures, decides and repeats."""

from penstock import compiler, dsl


@dsl.component
def number(start: int) -> int:
    print("from", start)
    return start + 1


@dsl.component
def measure(value: int, scores: dsl.Output[dsl.Metrics], evaluation: dsl.Output[dsl.ClassificationMetrics]) -> float:
    scores.log_metric("auc", 0.5 + value / 10)
    for step in range(5):
        scores.log_series("loss", step, 1 / (step + 1))
    evaluation.log_roc_curve([0.0, 0.5, 1.0], [0.0, 1.0, 1.0], [1.0, 0.5, 0.0])
    evaluation.log_confusion_matrix(["no", "yes"], [[3, 1], [0, 4]])
    return value / 10


@dsl.component
def report(best: float, evaluation: dsl.Input[dsl.ClassificationMetrics]) -> str:
    if best > 10:
        raise ValueError("too good to be true")
    return f"{best} of {evaluation.uri}"


@dsl.pipeline(name="measured")
def measured(start: int = 1, wanted: float = 0.1):
    """Measure something."""
    first = number(start=start)
    made = measure(value=first.output)
    with dsl.If(made.outputs["Output"] >= wanted, name="good"):
        report(best=made.outputs["Output"], evaluation=made.outputs["evaluation"])
    with dsl.ParallelFor([100, 200]) as item:
        number(start=item)


if __name__ == "__main__":
    compiler.Compiler().compile(measured, __file__.replace(".py", ".yaml"))
