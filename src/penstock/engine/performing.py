"""Performs what the core decided, off the loop's thread where it may be slow."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError, OperatorError, PenstockError
from penstock.core.ids import AttemptId, Digest
from penstock.core.json import digest
from penstock.engine.caching import identity_of
from penstock.engine.commands import Adopt, CancelAttempt, IdentifyProgram, ImportArtifact, Launch
from penstock.engine.events import ArtifactImported, AttemptFailed, ProgramIdentified
from penstock.engine.ports import ArtifactStore, Launcher, RunJournal
from penstock.engine.records import ArtifactRecord, AttemptRequest, Failure, Values
from penstock.engine.workers import Job, Message

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Performer:
    """Talks to launchers and to the artifact store. Used by the loop's thread only."""

    journal: RunJournal
    artifacts: ArtifactStore
    launchers: Mapping[str, Launcher]
    clock: Clock
    submit: Callable[[Job], None]
    post: Callable[[Message], None]
    starting: dict[AttemptId, bool] = field(default_factory=dict)
    """Attempts on their way to a launcher, and whether each is to be stopped as soon as it is there."""

    def launch(self, command: Launch) -> None:
        """Start an attempt; what cannot start comes back as a failed attempt."""
        launcher = self.launchers.get(command.launcher)
        if launcher is None:
            known = ", ".join(map(repr, self.launchers)) or "none"
            failure = Failure(
                reason="UnknownLauncher", message=f"There is no launcher {command.launcher!r}; there are: {known}"
            )
            self._fail(command.request.id, failure)
            return
        self._hand_over(command.request, launcher.launch)

    def adopt(self, command: Adopt) -> None:
        """Watch an attempt again; a launcher that is not there now cannot find it."""
        launcher = self.launchers.get(command.launcher)
        if launcher is None:
            message = f"The attempt was started by launcher {command.launcher!r}, which this process does not have"
            self._fail(command.request.id, Failure(reason="UnknownLauncher", message=message))
            return
        self._hand_over(command.request, launcher.adopt)

    def cancel(self, command: CancelAttempt) -> None:
        """Stop an attempt, but not before its launch is through."""
        if command.attempt_id in self.starting:
            self.starting[command.attempt_id] = True
            return
        launcher = self.launchers.get(command.launcher)
        if launcher is not None:
            self.submit(lambda: _cancel(launcher, command.attempt_id))

    def identify(self, command: IdentifyProgram) -> None:
        """Have a launcher say in what a program would run; one that cannot say leaves it out."""
        self.submit(lambda: self.post(self._identified(command)))

    def _identified(self, command: IdentifyProgram) -> ProgramIdentified:
        parts: Mapping[str, str] = {}
        launcher = self.launchers.get(command.launcher)
        try:
            parts = launcher.identify(command.program) if launcher else {}
        except Exception:
            log.exception("not identified", extra={"event": "program.not_identified", "run_id": command.run_id})
        return ProgramIdentified(run_id=command.run_id, component=command.component, parts=parts)

    def import_artifact(self, command: ImportArtifact) -> None:
        """Identify an artifact; an equal earlier import gives its record again."""
        self.submit(lambda: self.post(self._imported(command)))

    def _hand_over(self, request: AttemptRequest, start: Callable[[AttemptRequest], None]) -> None:
        self.starting[request.id] = False

        def hand_over() -> None:
            failure = _attempt(start, request)
            self.post(lambda: self._handed_over(request, failure))

        self.submit(hand_over)

    def _handed_over(self, request: AttemptRequest, failure: Failure | None) -> None:
        stop = self.starting.pop(request.id, False)
        if failure is not None:
            self._fail(request.id, failure)
        elif stop:
            for launcher in self.launchers.values():
                # A launcher passes over attempts that it does not know.
                self.submit(_canceler(launcher, request.id))

    def _fail(self, attempt: AttemptId, failure: Failure) -> None:
        self.post(AttemptFailed(attempt_id=attempt, at=self.clock.now(), failure=failure))

    def _imported(self, command: ImportArtifact) -> ArtifactImported:
        try:
            artifact = self.artifacts.identify(command.artifact)
            fingerprint = _import_fingerprint(artifact)
            known = None if command.reimport else self.journal.find_cached(command.namespace, fingerprint)
        except OperatorError as error:
            failure = Failure(reason="ImportFailed", message=error.message, hint=error.hint)
            return ArtifactImported(run_id=command.run_id, path=command.path, outputs=Values(), failure=failure)
        outputs = known.outputs if known else Values(artifacts={command.output: (artifact,)})
        return ArtifactImported(run_id=command.run_id, path=command.path, outputs=outputs, fingerprint=fingerprint)


def _attempt(start: Callable[[AttemptRequest], None], request: AttemptRequest) -> Failure | None:
    try:
        start(request)
    except LaunchError as error:
        return Failure(reason=error.reason, message=error.message, hint=error.hint)
    except PenstockError as error:
        return Failure(reason="LaunchFailed", message=error.message, hint=error.hint)
    except Exception as error:
        log.exception("launch failed", extra={"event": "attempt.launch_failed", "attempt_id": request.id})
        return Failure(reason="LaunchFailed", message=f"{type(error).__name__}: {error}")
    return None


def _cancel(launcher: Launcher, attempt: AttemptId) -> None:
    try:
        launcher.cancel(attempt)
    except PenstockError:
        log.exception("cancel failed", extra={"event": "attempt.cancel_failed", "attempt_id": attempt})


def _canceler(launcher: Launcher, attempt: AttemptId) -> Job:
    return lambda: _cancel(launcher, attempt)


def _import_fingerprint(artifact: ArtifactRecord) -> Digest:
    anonymous = replace(artifact, id=type(artifact.id)(""))
    content = [artifact.name, artifact.type_title, artifact.type_version, artifact.uri, artifact.metadata]
    return digest(["import", *content, identity_of(anonymous)])
