"""A launcher that is made when the first attempt needs it: what a run does not use costs it nothing."""

import threading
from collections.abc import Callable, Mapping

from penstock.core.ids import AttemptId
from penstock.engine.ports import Launcher
from penstock.engine.records import AttemptRequest, Program


class DeferredLauncher:
    """Stands for a launcher until there is something to launch. Safe to share between threads."""

    def __init__(self, name: str, make: Callable[[], Launcher]) -> None:
        self._name = name
        self._make = make
        self._made: Launcher | None = None
        self._mutex = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the launcher that this one stands for."""
        return self._name

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return in what a program would run, as parts of a fingerprint."""
        return self._launcher().identify(program)

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt. Raises `LaunchError` when it can never start."""
        self._launcher().launch(request)

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt that an earlier process launched."""
        self._launcher().adopt(request)

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt; while there is no launcher, there is none to stop."""
        if self._made is not None:
            self._made.cancel(attempt_id)

    def close(self) -> None:
        """Stop watching; attempts go on and can be adopted."""
        with self._mutex:
            if self._made is not None:
                self._made.close()

    def _launcher(self) -> Launcher:
        if self._made is None:
            with self._mutex:
                self._made = self._made or self._make()
        return self._made
