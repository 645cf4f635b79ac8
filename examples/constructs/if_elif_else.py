"""``If``, ``Elif``, ``Else``: one of several branches runs; ``OneOf`` is the output of the one that did."""

from penstock import dsl


@dsl.component
def rows_of(name: str) -> int:
    """Return how many rows a data set has."""
    return {"tiny": 10, "small": 10_000}.get(name, 10_000_000)


@dsl.component
def choose(how: str) -> str:
    """Say how the model is trained."""
    print(f"training {how}")
    return how


@dsl.pipeline
def if_elif_else(name: str = "small") -> str:
    """Choose how to train by the size of the data."""
    rows = rows_of(name=name)
    with dsl.If(rows.output < 1_000):
        by_hand = choose(how="by hand")
    with dsl.Elif(rows.output < 1_000_000):
        in_memory = choose(how="in memory")
    with dsl.Else():
        by_batches = choose(how="by batches")
    chosen: str = dsl.OneOf(by_hand.output, in_memory.output, by_batches.output)
    return chosen
