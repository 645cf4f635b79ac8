"""Ctrl-C while a run is shown: once to cancel it, twice to leave it alone (decision R1)."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Generic, TypeVar

from rich.text import Text

from penstock.cli.consoles import messages

Run = TypeVar("Run")


class LetGo(BaseException):
    """A second Ctrl-C: this process leaves, the tasks go on."""


class Interrupts:
    """Counts what was pressed. Used by the main thread."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def taken(self, on_first: Callable[[], None]) -> Iterator[None]:
        """Do something at the first Ctrl-C, on a thread of its own, and raise `LetGo` at the second."""

        def interrupt(number: int, frame: FrameType | None) -> None:
            del number, frame
            self.count += 1
            if self.count > 1:
                raise LetGo
            # Not here: the main thread may hold the lock of what is shown.
            threading.Thread(target=on_first, daemon=True).start()

        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, interrupt) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote(Generic[Run]):
    """What can be done with a run that a server drives."""

    begin: Callable[[], Run]
    """Set it going, or going on; what this raises is raised before anything is shown."""
    follow: Callable[[Run], Run]
    """Show it until it has ended."""
    end: Callable[[Run], object]
    """Ask the server to end it."""
    leave: Callable[[Run], Run]
    """Say that the server goes on with it."""


def see_to_its_end(remote: Remote[Run]) -> tuple[Run, bool]:
    """Begin a run and show it until it has ended; return it, and whether Ctrl-C was pressed.

    Ctrl-C ends the run, a second one leaves it to the server.
    """
    interrupts, begun = Interrupts(), list[Run]()

    def cancel() -> None:
        messages().print(Text("Cancelling; press Ctrl-C again to leave the run to the server", "yellow"))
        for run in begun:
            remote.end(run)

    with interrupts.taken(cancel):
        try:
            begun.append(remote.begin())
            if interrupts.count:  # pressed before there was anything to end
                remote.end(begun[0])
            return remote.follow(begun[0]), interrupts.count > 0
        except LetGo:
            if not begun:
                raise KeyboardInterrupt from None
            return remote.leave(begun[0]), True
