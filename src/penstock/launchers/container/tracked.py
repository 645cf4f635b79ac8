"""What the container launcher remembers of an attempt while it lasts."""

import threading
from dataclasses import dataclass, field

from penstock.engine.records import AttemptRequest
from penstock.launchers.container.client import Stream
from penstock.launchers.container.description import container_name
from penstock.launchers.container.engine import Image
from penstock.launchers.container.programs import ContainerProgram
from penstock.launchers.files import AttemptFiles
from penstock.launchers.slots import Cost


@dataclass(kw_only=True, slots=True, eq=False)
class Tracked:
    """One attempt; changed only under the launcher's lock."""

    request: AttemptRequest
    files: AttemptFiles
    cost: Cost
    program: ContainerProgram | None = None
    """What to run; ``None`` when another process started it."""
    image: Image | None = None
    is_waiting: bool = False
    """Whether it stands in the queue for a slot."""
    has_slot: bool = False
    """Whether it counts among those that run."""
    is_under_watch: bool = False
    """Whether a thread follows its container, or is about to make it."""
    is_started: bool = False
    """Whether its container is known to have been started: only then it can be asked to stop."""
    cancels: bool = False
    """Whether somebody asked for its end."""
    is_ending: bool = False
    """Whether its end is being looked into: from here on nothing can stop it."""
    stream: Stream | None = None
    """Its output, while that is read."""
    thread: threading.Thread | None = field(default=None)

    @property
    def container(self) -> str:
        """The name of its container."""
        return container_name(self.request.id)
