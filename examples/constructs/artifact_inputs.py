"""Artifacts as inputs of a pipeline: an inner pipeline takes data and gives a model."""

from typing import NamedTuple

from penstock import dsl
from penstock.dsl import Dataset, Input, Model, Output


class Trained(NamedTuple):
    """What the inner pipeline gives."""

    model: Model
    rows: int


@dsl.component
def write(rows: int, table: Output[Dataset]) -> None:
    """Write a table."""
    with open(table.path, "w") as file:
        file.writelines(f"{row}\n" for row in range(rows))


@dsl.component
def count(table: Input[Dataset]) -> int:
    """Count rows."""
    with open(table.path) as file:
        return len(file.readlines())


@dsl.component
def fit(table: Input[Dataset], model: Output[Model]) -> None:
    """Train a model of one number."""
    with open(table.path) as source, open(model.path, "w") as target:
        target.write(str(max(map(int, source))))


@dsl.component
def read(model: Input[Model]) -> str:
    """Read the model."""
    with open(model.path) as file:
        return file.read()


@dsl.pipeline
def train(table: Input[Dataset]) -> Trained:
    """Train on whatever table is given."""
    return Trained(model=fit(table=table).outputs["model"], rows=count(table=table).output)


@dsl.pipeline
def artifact_inputs(rows: int = 4) -> str:
    """Hand an artifact into a pipeline, and take one out of it."""
    trained = train(table=write(rows=rows).outputs["table"])
    return read(model=trained.outputs["model"]).output
