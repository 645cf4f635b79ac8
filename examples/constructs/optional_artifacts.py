"""Optional artifacts: an input that may be left out, and is ``None`` in the function then."""

from typing import Optional

from penstock import dsl
from penstock.dsl import Input, Model, Output


@dsl.component
def earlier(model: Output[Model]) -> None:
    """Stand for a training of last week."""
    with open(model.path, "w") as file:
        file.write("weights")


@dsl.component
def train(start_from: Optional[Input[Model]] = None) -> str:
    """Go on from a model, or begin anew."""
    if start_from is None:
        return "from scratch"
    with open(start_from.path) as file:
        return f"from {file.read()}"


@dsl.component
def join(first: str, second: str) -> str:
    """Put two texts together."""
    return f"{first}, {second}"


@dsl.pipeline
def optional_artifacts() -> str:
    """Train with and without a model to start from."""
    return join(first=train().output, second=train(start_from=earlier().outputs["model"]).output).output
