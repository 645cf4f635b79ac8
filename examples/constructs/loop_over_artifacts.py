"""Loops over artifacts: one iteration for each artifact of a list, and lists of artifacts as inputs."""

from typing import List

from penstock import dsl
from penstock.dsl import Dataset, Input, Output


@dsl.component
def write_part(number: int, part: Output[Dataset]) -> None:
    """Write one part of the data."""
    with open(part.path, "w") as file:
        file.write("x" * number)
    part.metadata["number"] = number


@dsl.component
def double(part: Input[Dataset], doubled: Output[Dataset]) -> None:
    """Write everything twice."""
    with open(part.path) as file, open(doubled.path, "w") as out:
        out.write(file.read() * 2)
    doubled.metadata.update(part.metadata)


@dsl.component
def measure(parts: Input[List[Dataset]]) -> List[int]:
    """Return the length of every part, in order."""
    lengths = []
    for part in parts:
        with open(part.path) as file:
            lengths.append(len(file.read()))
    return lengths


@dsl.pipeline
def make_parts() -> List[Dataset]:
    """Make several parts; a pipeline can have a list of artifacts as its output."""
    with dsl.ParallelFor([1, 2, 3]) as number:
        part = write_part(number=number)
    return dsl.Collected(part.outputs["part"])


@dsl.pipeline
def loop_over_artifacts() -> List[int]:
    """Change each of the parts, and look at all of them."""
    with dsl.ParallelFor(make_parts().output) as part:
        doubled = double(part=part)
    return measure(parts=dsl.Collected(doubled.outputs["doubled"])).output
