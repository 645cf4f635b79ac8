"""The contract of `Launcher`: every adapter's tests derive from this class."""

import queue
from abc import ABC, abstractmethod

from penstock.core.ids import AttemptId
from penstock.engine.events import (
    AttemptCanceled,
    AttemptEvent,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
)
from penstock.engine.ports import EventSink, Launcher
from penstock.engine.records import AttemptRequest

_DEADLINE_SECONDS = 240
_ENDS = (AttemptSucceeded, AttemptFailed, AttemptCanceled, AttemptLost)


class Reports:
    """A sink that remembers what a launcher says."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[AttemptEvent] = queue.SimpleQueue()
        self.seen: list[AttemptEvent] = []

    def push(self, event: AttemptEvent) -> None:
        """Take an event from any thread."""
        self._events.put(event)

    def next(self, *kinds: type[AttemptEvent]) -> AttemptEvent:
        """Return the next event of one of the kinds; fails when none comes in time."""
        while True:
            event = self._events.get(timeout=_DEADLINE_SECONDS)
            self.seen.append(event)
            if isinstance(event, kinds):
                return event

    def end(self) -> AttemptEvent:
        """Return the next event that ends an attempt."""
        return self.next(*_ENDS)


class LauncherContract(ABC):
    """What every launcher does."""

    @abstractmethod
    def launcher(self, sink: EventSink) -> Launcher:
        """Return a launcher that reports to a sink; two of them in one test see the same attempts."""

    @abstractmethod
    def succeeding(self, attempt: int = 1) -> AttemptRequest:
        """Return a request that ends well, with the output parameter ``word`` of value ``done``."""

    @abstractmethod
    def failing(self, attempt: int = 1) -> AttemptRequest:
        """Return a request that ends with an exit code other than 0."""

    @abstractmethod
    def lasting(self, attempt: int = 1) -> AttemptRequest:
        """Return a request that runs until it is stopped."""

    def test_reports_a_success_with_its_outputs(self) -> None:
        """Started first, then succeeded."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        request = self.succeeding()
        launcher.launch(request)
        end = reports.end()
        assert isinstance(end, AttemptSucceeded)
        assert end.attempt_id == request.id
        assert end.outputs.parameters == {"word": "done"}
        assert any(isinstance(event, AttemptStarted) for event in reports.seen)
        launcher.close()

    def test_reports_a_failure_with_its_reason(self) -> None:
        """With words for people."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        launcher.launch(self.failing())
        end = reports.end()
        assert isinstance(end, AttemptFailed)
        assert end.failure.reason
        assert end.failure.message
        launcher.close()

    def test_launches_an_attempt_once(self) -> None:
        """A second call for the same attempt finds the first."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        request = self.lasting()
        launcher.launch(request)
        reports.next(AttemptStarted)
        launcher.launch(request)
        launcher.cancel(request.id)
        assert isinstance(reports.end(), AttemptCanceled)
        marker = self.succeeding(2)
        launcher.launch(marker)
        assert reports.end().attempt_id == marker.id
        assert sum(isinstance(e, AttemptStarted) and e.attempt_id == request.id for e in reports.seen) == 1
        launcher.close()

    def test_stops_an_attempt(self) -> None:
        """And says so."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        request = self.lasting()
        launcher.launch(request)
        reports.next(AttemptStarted)
        launcher.cancel(request.id)
        end = reports.end()
        assert isinstance(end, AttemptCanceled)
        assert end.attempt_id == request.id
        launcher.close()

    def test_passes_over_the_cancel_of_an_attempt_it_does_not_know(self) -> None:
        """Nothing is raised, nothing else is hurt."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        launcher.cancel(AttemptId("00000000-0000-4000-8000-00000000dead-1-1"))
        launcher.launch(self.succeeding())
        assert isinstance(reports.end(), AttemptSucceeded)
        launcher.close()

    def test_says_that_an_attempt_is_lost(self) -> None:
        """When nothing of it is to be found."""
        reports = Reports()
        launcher = self.launcher(reports.push)
        request = self.lasting(7)
        launcher.adopt(request)
        end = reports.end()
        assert isinstance(end, AttemptLost)
        assert end.attempt_id == request.id
        launcher.close()

    def _launched_by_another(self) -> AttemptRequest:
        before = Reports()
        first = self.launcher(before.push)
        request = self.lasting()
        first.launch(request)
        before.next(AttemptStarted)
        first.close()
        return request

    def test_finds_what_another_launched(self) -> None:
        """A launch of what an earlier process started is an adoption."""
        request = self._launched_by_another()
        after = Reports()
        second = self.launcher(after.push)
        second.launch(request)
        after.next(AttemptStarted)
        second.cancel(request.id)
        assert isinstance(after.end(), AttemptCanceled)
        second.close()

    def test_adopts_what_another_launched(self) -> None:
        """An attempt outlives its launcher, and the next one can stop it."""
        request = self._launched_by_another()
        after = Reports()
        second = self.launcher(after.push)
        second.adopt(request)
        second.cancel(request.id)
        assert isinstance(after.end(), AttemptCanceled)
        second.close()
