"""Loops in loops; what is collected from the inner loop is a list of lists."""

from typing import List

from penstock import dsl


@dsl.component
def multiply(a: int, b: int) -> int:
    """Return a product."""
    return a * b


@dsl.component
def render(table: List[List[int]]) -> str:
    """Return a table as text."""
    text = "\n".join(" ".join(str(cell) for cell in row) for row in table)
    print(text)
    return text


@dsl.pipeline
def nested_loops(rows: List[int] = [1, 2, 3]) -> str:
    """Make a multiplication table."""
    with dsl.ParallelFor(rows) as row:
        with dsl.ParallelFor([1, 10]) as column:
            product = multiply(a=row, b=column)
    return render(table=dsl.Collected(product.output)).output
