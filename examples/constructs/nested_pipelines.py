"""Pipelines in pipelines: a pipeline is a component, with inputs and outputs of its own."""

from penstock import dsl


@dsl.component
def square(x: float) -> float:
    """Return a square."""
    return x * x


@dsl.component
def add(a: float, b: float) -> float:
    """Return a sum."""
    return a + b


@dsl.component
def root(x: float) -> float:
    """Return a square root."""
    return float(x**0.5)


@dsl.pipeline
def sum_of_squares(a: float, b: float) -> float:
    """Return a * a + b * b."""
    return add(a=square(x=a).output, b=square(x=b).output).output


@dsl.pipeline
def nested_pipelines(a: float = 3.0, b: float = 4.0) -> float:
    """Return the length of the hypotenuse."""
    return root(x=sum_of_squares(a=a, b=b).output).output
