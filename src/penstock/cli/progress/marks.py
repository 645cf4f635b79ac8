"""How states look in a terminal: a sign, a word and a colour, never the colour alone."""

from dataclasses import dataclass

from penstock.engine.states import ExecutionState

S = ExecutionState


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """How a state looks."""

    sign: str
    plain: str
    """The sign where only ASCII can be shown."""
    style: str


MARKS: dict[ExecutionState, Mark] = {
    S.PENDING: Mark(sign="○", plain=".", style="dim"),
    S.RUNNING: Mark(sign="●", plain="*", style="bold blue"),
    S.SUCCEEDED: Mark(sign="✓", plain="+", style="green"),
    S.SKIPPED: Mark(sign="⊘", plain="-", style="dim"),
    S.FAILED: Mark(sign="✗", plain="x", style="bold red"),
    S.CANCELING: Mark(sign="◌", plain="~", style="yellow"),
    S.CANCELED: Mark(sign="◌", plain="~", style="yellow"),
    S.PAUSED: Mark(sign="‖", plain="=", style="yellow"),
}

PLAIN_SIGNS = {mark.sign: mark.plain for mark in MARKS.values()} | {"…": "...", "•": "*", "·": "-", "─": "-"}
"""What stands for our signs where only ASCII can be shown."""


def sign_of(state: ExecutionState, *, ascii_only: bool) -> tuple[str, str]:
    """Return the sign of a state and its style."""
    mark = MARKS[state]
    return (mark.plain if ascii_only else mark.sign, mark.style)
