"""Artifacts: data of any size, passed by reference, with a type and metadata.

An ``Output[...]`` argument says where the content goes (``.path``); what is put into ``.metadata`` travels with it and
is shown with the run. An ``Input[...]`` argument of another task finds both again.
"""

from penstock import dsl
from penstock.dsl import Dataset, Input, Model, Output


@dsl.component
def make_numbers(count: int, numbers: Output[Dataset]) -> None:
    """Write numbers, one per line."""
    with open(numbers.path, "w") as file:
        file.writelines(f"{number * number}\n" for number in range(count))
    numbers.metadata["rows"] = count


@dsl.component
def fit_mean(numbers: Input[Dataset], model: Output[Model]) -> float:
    """The simplest model there is: the mean of what was seen."""
    with open(numbers.path) as file:
        values = [float(line) for line in file]
    mean = sum(values) / len(values)
    with open(model.path, "w") as file:
        file.write(str(mean))
    model.framework = "arithmetic"
    model.metadata["trained_on"] = numbers.metadata["rows"]
    return mean


@dsl.pipeline
def artifacts(count: int = 5) -> float:
    """Hand a data set from one task to another."""
    numbers = make_numbers(count=count)
    return fit_mean(numbers=numbers.outputs["numbers"]).outputs["Output"]
