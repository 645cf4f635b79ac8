"""A pipeline whose runs leave something of everything behind: loops, failures, metrics, files, folders, pages, logs."""

from penstock import dsl
from penstock.dsl import HTML, Artifact, ClassificationMetrics, Dataset, Input, Metrics, Output


@dsl.component
def load(rows: int, data: Output[Dataset], folder: Output[Artifact]) -> list:
    """Write a table, and a folder with names that need care."""
    import os

    with open(data.path, "w") as file:
        file.write("x,y\n" + "".join(f"{i},{i * i}\n" for i in range(rows)))
    os.makedirs(os.path.join(folder.path, "ä b"))
    with open(os.path.join(folder.path, "ä b", "c?&#.json"), "w") as file:
        file.write('{"a": [1, 2.5, null]}')
    print("wrote", rows, "rows", "\N{SNOWMAN}")
    return [1, 2, 3]


@dsl.component
def train(
    data: Input[Dataset],
    rate: float,
    metrics: Output[Metrics],
    classes: Output[ClassificationMetrics],
    page: Output[HTML],
) -> float:
    """Measure."""
    for step in range(50):
        print("step", step, "rate", rate)
    metrics.log_metric("accuracy", 1 - 1 / (1 + rate))
    metrics.metadata["metricSeries"] = {"loss": {"steps": [1, 2, 3], "values": [0.5, 0.2, 0.1]}}
    classes.log_confusion_matrix(["cat", "dog"], [[7, 1], [0, 8]])
    classes.log_roc_curve(fpr=[0.0, 1.0], tpr=[0.0, 1.0], threshold=[1.0, 0.0])
    with open(page.path, "w") as file:
        file.write("<h1>Trained</h1>")
    return rate


@dsl.component
def check(score: float, least: float) -> bool:
    """Fail where the score is too low."""
    if score < least:
        raise ValueError(f"{score} is below {least}")
    return True


@dsl.pipeline(name="lived-in")
def lived_in(rows: int = 5, least: float = 0.0, options: dict = {"seed": 1}, note: str = "") -> None:  # noqa: B006
    """Train in a loop, and check."""
    loaded = load(rows=rows)
    with dsl.ParallelFor(loaded.outputs["Output"]) as rate:
        trained = train(data=loaded.outputs["data"], rate=rate)
        check(score=trained.outputs["Output"], least=least)
