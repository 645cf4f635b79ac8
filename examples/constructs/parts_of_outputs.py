"""Parts of outputs: keys of a dict and items of a list that a task returned, without a task in between."""

from typing import Dict, List, NamedTuple

from penstock import dsl


class Best(NamedTuple):
    """What tuning finds."""

    settings: Dict[str, float]
    ranking: List[str]


@dsl.component
def tune() -> Best:
    """Return what was found to be best."""
    return Best(settings={"learning_rate": 0.1, "momentum": 0.5}, ranking=["forest", "boosting"])


@dsl.component
def train(learning_rate: float, family: str) -> str:
    """Train with it."""
    return f"{family} at {learning_rate}"


@dsl.pipeline
def parts_of_outputs() -> str:
    """Use one key and one item."""
    best = tune()
    return train(learning_rate=best.outputs["settings"]["learning_rate"], family=best.outputs["ranking"][0]).output
