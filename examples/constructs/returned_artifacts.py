"""Artifacts as plain arguments and return values, when a component makes them itself.

``dsl.get_uri()`` gives an address of the task's own; the function fills it and returns the artifact.
"""

from penstock import dsl
from penstock.dsl import Dataset


@dsl.component
def make_table() -> Dataset:
    """Return a data set that was written by hand."""
    table = Dataset(uri=dsl.get_uri(), metadata={"columns": ["city", "people"]})
    with open(table.path, "w") as file:
        file.write("Ghent,265000\nTurku,197000\n")
    return table


@dsl.component
def count_people(table: Dataset) -> int:
    """Add the second column up."""
    column = table.metadata["columns"].index("people")
    with open(table.path) as file:
        return sum(int(line.split(",")[column]) for line in file)


@dsl.pipeline
def returned_artifacts() -> int:
    """Pass a returned artifact on."""
    return count_people(table=make_table().output).output
