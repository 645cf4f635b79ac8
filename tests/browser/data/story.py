"""What an ML engineer does, without any package: load, train several, measure, pick the best, report."""

from typing import List, Literal, NamedTuple

from penstock import compiler, dsl
from penstock.dsl import HTML, Artifact, ClassificationMetrics, Dataset, Input, Markdown, Metrics, Model, Output


@dsl.component
def load(rows: int, options: dict, data: Output[Dataset]):
    """Write points of a line to a table."""
    with open(data.path, "w") as file:
        file.write("x,y\n" + "".join(f"{x},{2 * x + x % 3}\n" for x in range(rows)))
    data.metadata["rows"] = rows
    print(f"wrote {rows} rows, given {options}")


@dsl.component
def train(
    data: Input[Dataset],
    depth: int,
    rate: float,
    gate: str,
    model: Output[Model],
    metrics: Output[Metrics],
    evaluation: Output[ClassificationMetrics],
) -> float:
    """Fit one candidate; where a gate is named, as long as there is no such file."""
    import json
    import os
    import time

    steps = 10
    for step in range(steps):
        loss = 1 / (1 + rate * (step + 1) * depth)
        metrics.log_series("loss", step, loss)
        print(f"epoch {step + 1} of {steps}, loss {loss:.4f}", flush=True)
        while gate and not os.path.exists(gate):
            time.sleep(0.05)
    accuracy = round(1 - loss / 2, 4)
    metrics.log_metric("accuracy", accuracy)
    evaluation.log_roc_curve([0.0, 0.1, 0.4, 1.0], [0.0, accuracy, 0.99, 1.0], [1.0, 0.8, 0.4, 0.0])
    evaluation.log_confusion_matrix(["no", "yes"], [[40, 3 + depth], [2, 50]])
    with open(model.path, "w") as file:
        json.dump({"slope": 2, "depth": depth, "layers": [8, 4], "note": None}, file)
    return accuracy


class Best(NamedTuple):
    """The winner."""

    accuracy: float


@dsl.component
def report(
    models: Input[List[Model]],
    metrics: Input[List[Metrics]],
    least: float,
    best: Output[Model],
    leaderboard: Output[Markdown],
    page: Output[HTML],
    picture: Output[Artifact],
    files: Output[Artifact],
    notes: Output[Artifact],
) -> Best:
    """Pick the best, and write every kind of artifact that a page shows."""
    import os
    import shutil
    import struct
    import zlib

    scores = [one.metadata["accuracy"] for one in metrics]
    if max(scores) < least:
        raise ValueError(f"accuracy {max(scores)} is below {least}")
    shutil.copyfile(models[scores.index(max(scores))].path, best.path)
    with open(leaderboard.path, "w") as file:
        file.write("# Leaderboard\n\n| place | accuracy |\n|---|---|\n")
        file.writelines(f"| {place} | {score} |\n" for place, score in enumerate(sorted(scores, reverse=True), 1))
    with open(page.path, "w") as file:
        file.write("<!doctype html><h1>A page of the task</h1><p id='said'></p>")
        file.write("<script>document.getElementById('said').textContent = 'its script ran'</script>")

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes((x * 4, y * 4, 128)) for x in range(64)) for y in range(64))
    with open(picture.path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    os.makedirs(os.path.join(files.path, "deep"))
    with open(os.path.join(files.path, "deep", "readme.md"), "w") as file:
        file.write("# Deep inside\n")
    with open(os.path.join(files.path, "data.bin"), "wb") as file:
        file.write(bytes(range(256)) * 10)
    with open(notes.path, "w") as file:
        file.write("plain words of a task\n")
    return Best(accuracy=max(scores))


@dsl.pipeline(name="story")
def story(
    rows: int = 250,
    depths: list = [1, 2, 3],
    rate: float = 0.5,
    gate: str = "",
    least: float = 0.1,
    kind: Literal["small", "large"] = "small",
    note: str = "",
    verbose: bool = False,
    options: dict = {"seed": 1},
):
    """Train several candidates on the same data, and pick the best."""
    data = load(rows=rows, options=options)
    with dsl.ParallelFor(depths, name="candidates") as depth:
        fitted = train(data=data.outputs["data"], depth=depth, rate=rate, gate=gate)
    report(
        models=dsl.Collected(fitted.outputs["model"]),
        metrics=dsl.Collected(fitted.outputs["metrics"]),
        least=least,
    )


if __name__ == "__main__":
    compiler.Compiler().compile(story, __file__.replace(".py", ".yaml"))
