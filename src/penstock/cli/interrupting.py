"""Ctrl-C while a run is shown: once to cancel it, twice to leave it alone (decision R1)."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


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
