"""Makes an event of the end of an attempt: outputs collected and published, or the reason why there are none."""

import logging
from typing import Protocol

from penstock.core.clock import Clock
from penstock.core.json import JsonObject
from penstock.engine.events import AttemptCanceled, AttemptEvent, AttemptFailed, AttemptLost, AttemptSucceeded
from penstock.engine.records import AttemptRequest, Failure, Values
from penstock.launchers.failures import End, end_from, explain
from penstock.launchers.files import AttemptFiles, remove_work
from penstock.launchers.outputs import OutputCollector, OutputError

log = logging.getLogger(__name__)

LOST: JsonObject = {"lost": True}
"""The result of an attempt whose process is gone without one; it also forbids a late process to become the attempt."""


class Ended(Protocol):
    """An attempt that has come to its end."""

    @property
    def request(self) -> AttemptRequest:
        """What was asked for."""
        ...

    @property
    def files(self) -> AttemptFiles:
        """Its places."""
        ...

    @property
    def cancels(self) -> bool:
        """Whether somebody asked for its end."""
        ...


class Endings:
    """Looks into ends. Safe to share between threads."""

    def __init__(self, collector: OutputCollector, clock: Clock) -> None:
        self._collector = collector
        self._clock = clock

    def event_of(self, ended: Ended, result: JsonObject) -> AttemptEvent:
        """Return what happened to an attempt; never raises."""
        try:
            return self._event_of(ended, result)
        except Exception as error:
            log.exception("end not understood", extra={"event": "attempt.end_failed", "attempt_id": ended.request.id})
            failure = Failure(reason="LauncherError", message=f"{type(error).__name__}: {error}")
            return AttemptFailed(attempt_id=ended.request.id, at=self._clock.now(), failure=failure)

    def _event_of(self, ended: Ended, result: JsonObject) -> AttemptEvent:
        attempt = ended.request.id
        end = end_from(result)
        at = end.ended_at or self._clock.now()
        if end.is_success:
            return self._published(ended, end)
        if end.reason == "Canceled" or ended.cancels:
            remove_work(ended.files, Values())
            return AttemptCanceled(attempt_id=attempt, at=at, usage=end.usage)
        if result.get("lost"):
            return AttemptLost(attempt_id=attempt, at=at)
        failure = explain(end, ended.request)
        remove_work(ended.files, Values())
        if end.is_murder:
            return AttemptLost(attempt_id=attempt, at=at, why=failure, usage=end.usage)
        return AttemptFailed(attempt_id=attempt, at=at, failure=failure, exit_code=end.exit_code, usage=end.usage)

    def _published(self, ended: Ended, end: End) -> AttemptEvent:
        attempt = ended.request.id
        at = end.ended_at or self._clock.now()
        try:
            outputs = self._collector.collect(ended.request, ended.files.work)
        except OutputError as error:
            return AttemptFailed(
                attempt_id=attempt, at=at, failure=error.failure, exit_code=end.exit_code, usage=end.usage
            )
        remove_work(ended.files, outputs)
        return AttemptSucceeded(attempt_id=attempt, at=at, outputs=outputs, usage=end.usage)
