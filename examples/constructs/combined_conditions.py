"""Conditions combine with ``&``, ``|``, ``~`` and ``dsl.is_in``; a ``bool`` output is a condition by itself.

An extension of Penstock's DSL that compiles to what every KFP back end can evaluate.
"""

from typing import NamedTuple

from penstock import dsl


class Checks(NamedTuple):
    """What the decision is made of."""

    accuracy: float
    country: str
    fresh: bool


@dsl.component
def check(accuracy: float, country: str) -> Checks:
    """Look at the model and its data."""
    return Checks(accuracy=accuracy, country=country, fresh=True)


@dsl.component
def note(decision: str) -> str:
    """Print a decision."""
    print(decision)
    return decision


@dsl.pipeline
def combined_conditions(accuracy: float = 0.93, country: str = "BE") -> str:
    """Deploy where it is allowed, if the model is good and its data are fresh."""
    checks = check(accuracy=accuracy, country=country)
    good = (checks.outputs["accuracy"] > 0.9) & checks.outputs["fresh"]
    with dsl.If(good & dsl.is_in(checks.outputs["country"], ["BE", "FI"])):
        deployed = note(decision="deploy")
    with dsl.Elif(~good):
        refused = note(decision="train again")
    with dsl.Else():
        elsewhere = note(decision="not allowed here")
    decision: str = dsl.OneOf(deployed.output, refused.output, elsewhere.output)
    return decision
