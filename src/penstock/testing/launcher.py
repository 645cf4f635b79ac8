"""A launcher that does what a script says, at once or when it is told."""

import threading
from collections.abc import Callable, Iterable, Mapping

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError
from penstock.core.ids import AttemptId
from penstock.core.json import JsonValue
from penstock.engine.events import (
    AttemptCanceled,
    AttemptEvent,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
)
from penstock.engine.ports import EventSink
from penstock.engine.records import ArtifactRecord, AttemptRequest, Failure, OutputSlot, Program, Values

HOLD = None
"""What a script returns for an attempt that runs until it is finished by hand."""

Outcome = Values | Failure | LaunchError | None
Script = Callable[[AttemptRequest], Outcome]


def succeed(request: AttemptRequest) -> Outcome:
    """Make every output that is declared, with values that follow from the task and its inputs."""
    return outputs_for(request.output_types.items(), request)


def outputs_for(slots: Iterable[tuple[str, OutputSlot]], request: AttemptRequest) -> Values:
    """Return a value for each slot."""
    parameters: dict[str, JsonValue] = {}
    artifacts: dict[str, tuple[ArtifactRecord, ...]] = {}
    for name, slot in slots:
        if slot.kind == "artifact":
            artifacts[name] = (an_artifact_of(request, name, slot),)
        else:
            parameters[name] = _value(slot, request)
    return Values(parameters=parameters, artifacts=artifacts)


def an_artifact_of(request: AttemptRequest, name: str, slot: OutputSlot) -> ArtifactRecord:
    """Return the artifact that an attempt leaves for an output."""
    return ArtifactRecord(
        id=f"{request.id}-{name}",  # type: ignore[arg-type]  # any text is an id here
        name=name,
        type_title=slot.type,
        type_version=slot.type_version,
        uri=f"{request.output_prefix}/outputs/{name}",
        metadata={},
    )


def _value(slot: OutputSlot, request: AttemptRequest) -> JsonValue:
    given = request.executor_input["inputs"].get("parameterValues", {})
    values: dict[str, JsonValue] = {
        "NUMBER_INTEGER": 1,
        "NUMBER_DOUBLE": 0.5,
        "BOOLEAN": True,
        "LIST": [1, 2, 3],
        "STRUCT": given,
    }
    return values.get(slot.type, f"{request.task_name}({','.join(map(str, given.values()))})")


class ScriptedLauncher:
    """Keeps attempts in memory; they survive the engine, as real ones do, when the object is handed on."""

    name = "process"

    def __init__(self, sink: EventSink, clock: Clock, script: Script = succeed) -> None:
        self._sink = sink
        self._clock = clock
        self._script = script
        self._lock = threading.Lock()
        self.images: dict[str, str] = {}
        """Digests of images by their names."""
        self.launched: list[AttemptRequest] = []
        """Every attempt that was started, in order."""
        self.running: dict[AttemptId, AttemptRequest] = {}
        self._told: set[AttemptId] = set()

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return which image a name stands for at the moment."""
        return {"image digest": self.images[program.image]} if program.image in self.images else {}

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt and end it as the script says; of one that runs, a new engine is told so."""
        with self._lock:
            if request.id in self.running:
                if request.id not in self._told:
                    self._tell_start(request.id)
                return
            self.launched.append(request)
            self.running[request.id] = request
        outcome = self._script(request)
        if isinstance(outcome, LaunchError):
            with self._lock:
                del self.running[request.id]
            raise outcome
        self._tell_start(request.id)
        if outcome is not HOLD:
            self.finish(request.id, outcome)

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt again, or say that it is lost."""
        with self._lock:
            known = request.id in self.running
        if not known:
            self._push(AttemptLost(attempt_id=request.id, at=self._clock.now()))

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt."""
        with self._lock:
            known = self.running.pop(attempt_id, None)
        if known is not None:
            self._push(AttemptCanceled(attempt_id=attempt_id, at=self._clock.now()))

    def finish(self, attempt_id: AttemptId, outcome: Values | Failure) -> None:
        """End a running attempt."""
        with self._lock:
            if self.running.pop(attempt_id, None) is None:
                return
        at = self._clock.now()
        if isinstance(outcome, Failure):
            self._push(AttemptFailed(attempt_id=attempt_id, at=at, failure=outcome, exit_code=1))
        else:
            self._push(AttemptSucceeded(attempt_id=attempt_id, at=at, outputs=outcome))

    def close(self) -> None:
        """Stop watching; attempts stay."""

    def rewire(self, sink: EventSink) -> None:
        """Report to another engine from now on."""
        self._sink = sink
        self._told.clear()

    def _tell_start(self, attempt_id: AttemptId) -> None:
        self._told.add(attempt_id)
        self._push(AttemptStarted(attempt_id=attempt_id, at=self._clock.now()))

    def _push(self, event: AttemptEvent) -> None:
        self._sink(event)
