"""Several outputs: a ``NamedTuple`` names each of them, in components and in pipelines."""

from typing import List, NamedTuple

from penstock import dsl


class Summary(NamedTuple):
    """What a component returns; the class travels with it."""

    smallest: float
    largest: float
    number: int


@dsl.component
def summarise(values: List[float]) -> Summary:
    """Return three facts about the values."""
    return Summary(smallest=min(values), largest=max(values), number=len(values))


@dsl.component
def spread(smallest: float, largest: float) -> float:
    """Return the distance between two values."""
    return largest - smallest


class Facts(NamedTuple):
    """What the pipeline returns."""

    spread: float
    number: int


@dsl.pipeline
def multiple_outputs(values: List[float] = [2.5, -1.0, 4.0]) -> Facts:
    """Use outputs of a task by name, and return two of a pipeline."""
    summary = summarise(values=values)
    distance = spread(smallest=summary.outputs["smallest"], largest=summary.outputs["largest"])
    return Facts(spread=distance.output, number=summary.outputs["number"])
