"""What became of pipelines and experiments: their newest runs as a row of signs, the oldest first."""

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from penstock.cli.progress.marks import MARKS
from penstock.core.clock import time_json
from penstock.core.json import JsonObject
from penstock.services.lines import RunOutcome

SHOWN = 10


def outcome_signs(outcomes: Sequence[RunOutcome]) -> Text:
    """Render how the newest runs went."""
    text = Text()
    for outcome in reversed(outcomes[:SHOWN]):
        mark = MARKS[outcome.state]
        text.append(mark.sign, mark.style)
    return text or Text("-", "dim")


def last_run(outcomes: Sequence[RunOutcome]) -> datetime | None:
    """Return when the newest run was made."""
    return outcomes[0].created_at if outcomes else None


def outcomes_json(outcomes: Sequence[RunOutcome]) -> list[JsonObject]:
    """Render the newest runs for programs."""
    return [
        {
            "run_id": outcome.id,
            "state": outcome.state.value,
            "created_at": time_json(outcome.created_at),
            "seconds": outcome.seconds,
        }
        for outcome in outcomes
    ]


def rate(part: float | None) -> str:
    """Render a part of a whole."""
    return "" if part is None else f"{part:.0%}"
