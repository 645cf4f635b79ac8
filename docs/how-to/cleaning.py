"""Loads, cleans and averages; `clean` has a mistake."""

from penstock import dsl
from penstock.dsl import Dataset, Input, Output


@dsl.component
def load(rows: Output[Dataset]):
    """Write what an hour of downloading would."""
    with open(rows.path, "w") as file:
        file.write("name,weight\nada,61\ngrace,\n")


@dsl.component
def clean(rows: Input[Dataset]) -> list:
    """Take the weights, as numbers."""
    import csv

    with open(rows.path) as file:
        return [float(row["weight"]) for row in csv.DictReader(file)]


@dsl.component
def mean(weights: list) -> float:
    """Return their mean."""
    return sum(weights) / len(weights)


@dsl.pipeline
def weighing() -> float:
    """Load, clean, average."""
    return mean(weights=clean(rows=load().outputs["rows"]).output).output
