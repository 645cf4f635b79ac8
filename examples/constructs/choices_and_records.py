"""Choices and records: ``Literal`` and ``Enum`` allow certain values only, a dataclass groups parameters.

Extensions of Penstock's DSL; the compiled component carries plain JSON types and a converter, and runs on KFP as well.
"""

import dataclasses
import enum
from typing import Literal

from penstock import dsl


class Solver(enum.Enum):
    """How to solve."""

    EXACT = "exact"
    FAST = "fast"


@dataclasses.dataclass
class Settings:
    """What a training is given."""

    solver: Solver
    rounds: int = 10


@dsl.component
def train(settings: Settings, precision: Literal["single", "double"]) -> str:
    """Use the values as what they are."""
    return f"{settings.solver.name} in {settings.rounds} rounds, {precision} precision"


@dsl.pipeline
def choices_and_records(precision: Literal["single", "double"] = "double") -> str:
    """Pass a record and a choice."""
    return train(settings=Settings(solver=Solver.FAST, rounds=3), precision=precision).output
