"""``after``: an order where no data flow, between tasks and between whole groups."""

from penstock import dsl


@dsl.component
def step(name: str) -> str:
    """Do something."""
    print(name)
    return name


@dsl.pipeline
def execution_order() -> str:
    """Clean up before the work, finish after all of it."""
    clean = step(name="clean")
    loop = dsl.ParallelFor(["a", "b"])
    with loop as name:
        step(name=name).after(clean)
    return step(name="finish").after(loop).output
