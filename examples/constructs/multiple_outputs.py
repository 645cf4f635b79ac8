"""Several outputs: a ``NamedTuple`` names each of them, in components and in pipelines."""

from typing import List, NamedTuple

from penstock import dsl


@dsl.component
def summarise(values: List[float]) -> NamedTuple("Summary", [("smallest", float), ("largest", float), ("count", int)]):
    """Return three facts about the values."""
    return (min(values), max(values), len(values))


@dsl.component
def spread(smallest: float, largest: float) -> float:
    """Return the distance between two values."""
    return largest - smallest


@dsl.pipeline
def multiple_outputs(values: List[float] = [2.5, -1.0, 4.0]) -> NamedTuple(
    "Facts", [("spread", float), ("count", int)]
):
    """Use outputs of a task by name, and return two of a pipeline."""
    summary = summarise(values=values)
    distance = spread(smallest=summary.outputs["smallest"], largest=summary.outputs["largest"])
    return NamedTuple("Facts", [("spread", float), ("count", int)])(distance.output, summary.outputs["count"])
