"""What the process launcher remembers of an attempt while it lasts."""

from dataclasses import dataclass, field

from penstock.engine.records import AttemptRequest
from penstock.launchers.files import AttemptFiles
from penstock.launchers.process.programs import Program
from penstock.launchers.process.server_link import ServerLink
from penstock.launchers.slots import Cost


@dataclass(kw_only=True, slots=True, eq=False)
class Tracked:
    """One attempt; changed only under the launcher's lock."""

    request: AttemptRequest
    files: AttemptFiles
    cost: Cost
    program: Program | None = None
    """What to run; ``None`` when another process started it."""
    link: ServerLink | None = None
    """The server that it runs under; ``None`` while it waits, or when another server started it."""
    is_waiting: bool = False
    """Whether it stands in the queue for a slot."""
    has_slot: bool = False
    cancels: bool = False
    """Whether somebody asked for its end."""
    notices: list[str] = field(default_factory=list)
    is_ending: bool = False
    """Whether its end is being looked into: from here on nothing can stop it."""
