"""``ParallelFor``: the same tasks for every item of a list, several at a time; ``Collected`` gathers their outputs.

The items may be written in the pipeline, or come from a parameter or a task. Fields of items are reached by name.
"""

from typing import Dict, List

from penstock import dsl


@dsl.component
def candidates() -> List[Dict[str, float]]:
    """Return the points to try."""
    return [{"x": 0.0, "y": 1.0}, {"x": 2.0, "y": 2.0}, {"x": 1.0, "y": -1.0}]


@dsl.component
def evaluate(x: float, y: float) -> float:
    """Return the height at a point."""
    return (x - 1) ** 2 + (y - 1) ** 2


@dsl.component
def lowest(heights: List[float]) -> float:
    """Return the smallest of the gathered values."""
    print(heights)
    return min(heights)


@dsl.pipeline
def parallel_for() -> float:
    """Evaluate points side by side, at most two at a time."""
    with dsl.ParallelFor(candidates().output, parallelism=2) as point:
        height = evaluate(x=point.x, y=point.y)
    return lowest(heights=dsl.Collected(height.output)).output
