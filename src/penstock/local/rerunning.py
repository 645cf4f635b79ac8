"""Does one task of a run again, here and now, with its real inputs; nothing of it is kept in the run."""

import queue
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from penstock.artifact_store.reruns import RERUNS
from penstock.artifact_store.uris import path_of, uri_of
from penstock.core.ids import AttemptId, ExecutionPath, RunId
from penstock.engine.events import (
    AttemptCanceled,
    AttemptEvent,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
    AttemptWaiting,
)
from penstock.engine.handover import Registrar
from penstock.engine.ports import Launcher
from penstock.engine.records import AttemptRequest, Failure, Values
from penstock.launchers.claims import Cupboard
from penstock.launchers.failures import End, explain
from penstock.launchers.files import files_of
from penstock.launchers.outputs import OutputCollector, OutputError
from penstock.launchers.pods import Pods
from penstock.launchers.process.debugging import debug
from penstock.local.wiring import Records, open_launcher_of, process_parts

_LOOK_SECONDS = 0.1
"""How often the log of the task is looked at."""
_PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Rerun:
    """How a task that was done again ended."""

    folder: Path
    """Where its outputs and its log lie, apart from those of the run."""
    outputs: Values = field(default_factory=Values)
    failure: Failure | None = None


class _Apart:
    """Places of a run's tasks, but a folder of its own for one attempt."""

    def __init__(self, records: Records, attempt: AttemptId, folder: Path) -> None:
        self._store = records.artifacts
        self._attempt = attempt
        self._folder = folder

    def prefix_for(self, run_id: RunId, attempt_id: AttemptId) -> str:
        if attempt_id == self._attempt:
            return uri_of(self._folder)
        return self._store.prefix_for(run_id, attempt_id)

    def local_path(self, uri: str) -> Path | None:
        return path_of(uri)


def request_again(run_id: RunId, path: ExecutionPath, records: Records) -> AttemptRequest:
    """Return what a launcher is given to do a task of a run again, with outputs in a new folder of the home.

    Raises `NotFoundError`, and `ConflictError` for what is no single task, or has never got its inputs.
    """
    attempt = AttemptId(f"again-{uuid.uuid4().hex[:12]}")
    name = path.rsplit("/", 1)[-1].replace("[", "-").replace("]", "")
    folder = records.home.path / RERUNS / f"{run_id[:8]}-{name}-{attempt[-6:]}"
    registrar = Registrar(journal=records.journal, artifacts=records.artifacts, clock=records.clock)
    return registrar.request_of(run_id, path, attempt, _Apart(records, attempt, folder))


def rerun(request: AttemptRequest, launcher: str, records: Records, *, write: Callable[[bytes], None]) -> Rerun:
    """Do a task again as a run does it, and pass on what it writes; Ctrl-C stops it.

    Raises `LaunchError` when it cannot start.
    """
    events: queue.SimpleQueue[AttemptEvent] = queue.SimpleQueue()
    made = open_launcher_of(launcher, records, events.put)
    try:
        made.launch(request)
        return _to_its_end(request, made, events, write)
    finally:
        made.close()


def rerun_in_debugger(request: AttemptRequest, records: Records) -> Rerun:
    """Do a task again at this terminal, with a debugger where its function raises.

    Raises `LaunchError` when it cannot start, or is no Python function.
    """
    parts = process_parts(records)
    request = Pods(Cupboard(records.home.path)).fitted(request)
    folder = Path(request.output_prefix)
    with _interrupts_left_to_the_task():
        code = debug(request, parts)
    if code:
        return Rerun(folder=folder, failure=explain(End(exit_code=code), request))
    try:
        outputs = OutputCollector(records.artifacts).collect(request, files_of(request).work)
    except OutputError as error:
        return Rerun(folder=folder, failure=error.failure)
    return Rerun(folder=folder, outputs=outputs)


def _to_its_end(
    request: AttemptRequest,
    launcher: Launcher,
    events: "queue.SimpleQueue[AttemptEvent]",
    write: Callable[[bytes], None],
) -> Rerun:
    folder = Path(request.output_prefix)
    log = _Log(files_of(request).log)
    while True:
        try:
            event = events.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            log.copy(write)
            continue
        except KeyboardInterrupt:
            launcher.cancel(request.id)
            continue
        log.copy(write)
        if isinstance(event, AttemptWaiting):
            write(f"{event.why.message}\n".encode())
        elif not isinstance(event, AttemptStarted):
            return _ended(event, folder)


def _ended(event: AttemptSucceeded | AttemptFailed | AttemptCanceled | AttemptLost, folder: Path) -> Rerun:
    match event:
        case AttemptSucceeded():
            return Rerun(folder=folder, outputs=event.outputs)
        case AttemptFailed():
            return Rerun(folder=folder, failure=event.failure)
        case AttemptLost():
            return Rerun(folder=folder, failure=event.why)
        case _:
            return Rerun(folder=folder, failure=Failure(reason="Canceled", message="The task was stopped"))


class _Log:
    """A log file, read on as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = 0

    def copy(self, write: Callable[[bytes], None]) -> None:
        for piece in self._pieces():
            write(piece)

    def _pieces(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as file:
                file.seek(self._position)
                while piece := file.read(_PIECE):
                    self._position += len(piece)
                    yield piece
        except FileNotFoundError:
            return


@contextmanager
def _interrupts_left_to_the_task() -> Iterator[None]:
    # A handler, not SIG_IGN: a program that is started inherits what is ignored.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
