"""What the engine needs from the world: a journal of runs, a launcher of attempts, a place for bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from penstock.core.ids import AttemptId, Digest, RunId
from penstock.engine.events import AttemptEvent
from penstock.engine.records import (
    ArtifactRecord,
    AttemptRequest,
    CachedExecution,
    Changes,
    Program,
    RunRecord,
    StoredRun,
)

EventSink = Callable[[AttemptEvent], None]
"""Takes an event from any thread and returns at once."""


class Lease(Protocol):
    """The right to drive one run, held until `release` or the end of the process."""

    @property
    def epoch(self) -> int:
        """Grows with every new holder; each write carries it."""
        ...

    def release(self) -> None:
        """Let another process drive the run."""
        ...


class Claim(Protocol):
    """The right to make a result that others would make as well, held until `release` or the end of the process."""

    def release(self) -> None:
        """Let another process make it; a second call does nothing."""
        ...


class RunJournal(Protocol):
    """Keeps what happened in runs.

    Safe to share between threads and between processes. Every method raises `StoreError` when the store fails.
    """

    def create_run(self, run: RunRecord) -> None:
        """Record a new run. Raises `ConflictError` if its id exists."""
        ...

    def load_run(self, run_id: RunId) -> StoredRun:
        """Return a run with its executions and attempts. Raises `NotFoundError`."""
        ...

    def commit(self, run_id: RunId, changes: Changes, lease: Lease) -> None:
        """Write all changes in one durable transaction, or none. Raises `LeaseLostError` if the epoch is stale."""
        ...

    def acquire(self, run_id: RunId) -> Lease | None:
        """Take the lease of a run, or return ``None`` while another process holds it."""
        ...

    def find_cached(self, namespace: str, fingerprint: Digest) -> CachedExecution | None:
        """Return the newest successful execution with this fingerprint, or ``None``."""
        ...

    def claim(self, namespace: str, fingerprint: Digest) -> Claim | None:
        """Take the right to make the result with a fingerprint, or return ``None`` while another process has it."""
        ...

    def list_unfinished(self) -> tuple[RunId, ...]:
        """Return the runs that are in no final state, oldest first."""
        ...


class Launcher(Protocol):
    """Starts, watches and stops attempts.

    Safe to share between threads. `launch` is idempotent: everything it makes is named after the attempt's id, so a
    second call for the same attempt finds the first. Ends are pushed into the `EventSink` given at construction, once;
    the outputs in an `AttemptSucceeded` have been published through the artifact store by the launcher before.
    """

    @property
    def name(self) -> str:
        """``process``, ``container``, ``kubernetes``."""
        ...

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return in what a program would run, as parts of a fingerprint: its packages as locked, its image's digest.

        Leaves out what cannot be known. May take long: it is called off the loop's thread.
        """
        ...

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt, or queue it until there is a free slot (an `AttemptWaiting` event says why).

        May take long: it is called off the loop's thread. Raises `LaunchError` when it can never start.
        """
        ...

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt that an earlier process launched.

        Pushes its end, or `AttemptLost` if it is not to be found.
        """
        ...

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt: ask first, kill after a grace period.

        Pushes `AttemptCanceled`; unknown attempts are ignored.
        """
        ...

    def close(self) -> None:
        """Stop watching; attempts go on and can be adopted."""
        ...


class ArtifactStore(Protocol):
    """Keeps bytes under URIs. Safe to share between threads. Raises `ArtifactStoreError`."""

    def prefix_for(self, run_id: RunId, attempt_id: AttemptId) -> str:
        """Return the output prefix of one attempt: letters, digits, ``-``, ``_``, ``.`` and ``/`` (decision A14).

        Names only, no input or output: the loop's thread calls it.
        """
        ...

    def publish(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest and seal what lies at the artifact's URI; return it with digest and size.

        Missing content is no error: a task may leave an artifact with metadata only.
        """
        ...

    def identify(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest what lies at the artifact's URI without sealing or moving it; return it with digest and size.

        For importers: the content belongs to somebody else. What cannot be read from here keeps no digest.
        """
        ...

    def exists(self, artifact: ArtifactRecord) -> bool:
        """Whether the content is still there as it was published."""
        ...

    def local_path(self, uri: str) -> Path | None:
        """Return where the content lies on this machine, or ``None`` when it lies elsewhere.

        Names only, no input or output: the loop's thread calls it.
        """
        ...

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        """Return bytes of one object. Raises `NotFoundError`."""
        ...

    def delete(self, uri: str) -> None:
        """Remove an object or everything below a prefix; what is not there is no error."""
        ...
