"""Lets tasks that were made for a cluster run on one machine, whichever launcher starts them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError
from penstock.core.ids import AttemptId
from penstock.core.json import JsonValue
from penstock.engine.events import AttemptEvent, AttemptFailed, AttemptStarted, AttemptSucceeded, AttemptWaiting
from penstock.engine.pod_settings import CREATES_CLAIM, DELETES_CLAIM
from penstock.engine.ports import EventSink, Launcher
from penstock.engine.records import AttemptRequest, Program, Values
from penstock.launchers.claims import Cupboard
from penstock.launchers.pods import Pods

_UNSEEN = "use --launcher container, in which tasks see their volumes"


class FittedLauncher:
    """Fits requests to this machine before another launcher gets them. Safe to share between threads."""

    def __init__(
        self,
        make: Callable[[EventSink], Launcher],
        *,
        cupboard: Cupboard,
        sink: EventSink,
        clock: Clock,
        sees_mounts: bool,
    ) -> None:
        """Stand before the launcher that `make` returns; `sees_mounts` tells whether its tasks see volumes."""
        self._cupboard = cupboard
        self._pods = Pods(cupboard)
        self._sink = sink
        self._clock = clock
        self._sees_mounts = sees_mounts
        self._blind: dict[AttemptId, str] = {}
        self._inner = make(self._heard)

    @property
    def name(self) -> str:
        """The name of the launcher behind this one."""
        return self._inner.name

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return in what a program would run, as parts of a fingerprint."""
        return self._inner.identify(program)

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt. Raises `LaunchError` when it can never start."""
        if not self._is_done_here(request):
            self._inner.launch(self._fitted(request))

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt that an earlier process launched."""
        if not self._is_done_here(request):
            with suppress(LaunchError):  # it runs with what there was; a secret may be gone since
                request = self._fitted(request)
            self._inner.adopt(request)

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt."""
        self._inner.cancel(attempt_id)

    def close(self) -> None:
        """Stop watching; attempts go on and can be adopted."""
        self._inner.close()

    def _fitted(self, request: AttemptRequest) -> AttemptRequest:
        fitted = self._pods.fitted(request)
        if self._sees_mounts or not fitted.mounts:
            return fitted
        unseen = [f"{mount.what} at {mount.target}" for mount in fitted.mounts]
        self._blind[request.id] = f"it mounts {', '.join(unseen)}, which a process does not see: {_UNSEEN}"
        notices = (f"{place}: a process does not see it; {_UNSEEN}" for place in unseen)
        return replace(fitted, mounts=(), notices=(*fitted.notices, *notices))

    def _heard(self, event: AttemptEvent) -> None:
        if not isinstance(event, AttemptWaiting | AttemptStarted):
            hint = self._blind.pop(event.attempt_id, "")
            if hint and isinstance(event, AttemptFailed) and not event.failure.hint:
                event = replace(event, failure=replace(event.failure, hint=hint))
        self._sink(event)

    def _is_done_here(self, request: AttemptRequest) -> bool:
        """Do what makes or removes a claim, for which twice is as good as once; tell whether it was that.

        Raises `LaunchError`.
        """
        values = request.executor_input["inputs"].get("parameterValues", {})
        outputs: dict[str, JsonValue] = {}
        if request.image == CREATES_CLAIM:
            name = _name_of_claim(values, request)
            said = f"Claim {name!r} is the folder {self._cupboard.claim(name)}\n"
            outputs = {"name": name}
        elif request.image == DELETES_CLAIM:
            self._cupboard.remove_claim(values.get("pvc_name"))
            said = f"Claim {values.get('pvc_name')!r} is removed\n"
        else:
            return False
        log = Path(request.output_prefix) / "log.txt"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(said, encoding="utf-8")
        at = self._clock.now()
        self._sink(AttemptStarted(attempt_id=request.id, at=at))
        self._sink(AttemptSucceeded(attempt_id=request.id, at=at, outputs=Values(parameters=outputs)))
        return True


def _name_of_claim(values: Mapping[str, JsonValue], request: AttemptRequest) -> str:
    name, suffix = values.get("pvc_name"), values.get("pvc_name_suffix")
    if bool(name) == bool(suffix):
        message = f"Task {request.task_name!r} has to be given one of pvc_name and pvc_name_suffix, not both or none"
        raise LaunchError(message, reason="BadName")
    return str(name) if name else f"{request.run_id}-{str(suffix).strip('-')}"
