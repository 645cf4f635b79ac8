"""Says in advance what a run would take from the cache, by driving it in memory until something has to be run.

It is the core that decides here as it does in a run: conditions, loops, inputs, fingerprints and the look-ups in the
cache are the real ones. Only nothing is recorded, and nothing is launched: what follows a task that would have to run
stays unknown.
"""

import enum
import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from penstock.core.clock import Clock
from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.commands import CheckEarlierResult, IdentifyProgram, ImportArtifact, LookUpCache
from penstock.engine.events import RunStarted
from penstock.engine.executions import Execution
from penstock.engine.joining import CacheDesk
from penstock.engine.live import LiveRun
from penstock.engine.performing import Performer
from penstock.engine.ports import ArtifactStore, Launcher, RunJournal
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.engine.transitions import apply
from penstock.engine.workers import Job, Message, Workers

S = ExecutionState
MOST_TASKS = 10_000
"""Tasks that are looked at; a loop over more items is not foreseen to its end."""
LEAVES = (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)


class Foreseen(enum.Enum):
    """What would become of a task."""

    REUSED = "reused"
    RUNS = "runs"
    SKIPPED = "skipped"
    FAILS = "fails"
    """Before anything of it runs: its inputs cannot be had, for instance."""
    UNKNOWN = "unknown"
    """It follows from what other tasks will make."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeseenTask:
    """A task or a group of tasks, and what would become of it."""

    path: ExecutionPath
    name: str
    is_group: bool
    foreseen: Foreseen
    why: str = ""
    source: tuple[RunId, ExecutionPath] | None = None
    """The task that it would be served by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What would become of the tasks of a run."""

    tasks: tuple[ForeseenTask, ...]
    is_whole: bool
    """Whether everything was looked at that can be known: the time was enough, and the tasks were not too many."""


class Foresight:
    """Drives one run in memory. Used once, by one thread."""

    def __init__(self, live: LiveRun, world: "World") -> None:
        self._live = live
        self._world = world
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._jobs = 0
        """Answers that are still to come."""
        self._performer = Performer(
            journal=world.journal,
            artifacts=world.artifacts,
            launchers=world.launchers,
            clock=world.clock,
            submit=self._submit,
            post=self._messages.put,
        )
        self._desk = CacheDesk(
            journal=world.journal,
            artifacts=world.artifacts,
            clock=world.clock,
            submit=self._submit,
            post=self._messages.put,
            is_waiting=lambda _run_id, _path: True,
        )

    def forecast(self, seconds: float) -> Forecast:
        """Return what is known within so many seconds."""
        live, clock = self._live, self._world.clock
        deadline = clock.monotonic() + seconds
        live.options = replace(live.options, parallelism=0)  # no slot gets free here
        apply(live, RunStarted(run_id=live.id), clock.now())
        self._perform()
        while self._jobs or not self._messages.empty():
            try:
                message = self._messages.get(timeout=max(0.0, deadline - clock.monotonic()))
            except queue.Empty:
                break
            if callable(message):
                message()
            elif not live.is_final:
                apply(live, message, clock.now())
            self._perform()
            if live.count > MOST_TASKS:
                break
        is_whole = not self._jobs and self._messages.empty()
        return Forecast(tasks=tuple(_inside(live.root, live)) if live.root else (), is_whole=is_whole)

    def _submit(self, job: Job) -> None:
        self._jobs += 1

        def work() -> None:
            try:
                job()
            finally:
                self._messages.put(self._came)  # after what the job has put

        self._world.workers.submit(work)

    def _came(self) -> None:
        self._jobs -= 1

    def _perform(self) -> None:
        """Ask what can be asked without doing anything; what is to be launched stays where it is."""
        for command in self._live.take_commands():
            match command:
                case IdentifyProgram():
                    self._performer.identify(command)
                case ImportArtifact():
                    self._performer.import_artifact(command)
                case LookUpCache():
                    self._desk.look_up(command)
                case CheckEarlierResult():
                    self._desk.check_earlier(command)
                case _:
                    pass
        self._live.take_changes()


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What a forecast looks at."""

    journal: RunJournal
    artifacts: ArtifactStore
    launchers: Mapping[str, Launcher]
    clock: Clock
    workers: Workers


def _inside(parent: Execution, live: LiveRun) -> Iterator[ForeseenTask]:
    """Yield what is known of all that is inside an execution, also of tasks that were not reached."""
    if parent.loop is None and parent.scope is not None:
        for task, child in zip(parent.scope.graph.tasks, parent.scope.children, strict=True):
            if child is None:
                path = ExecutionPath(f"{parent.path}/{task.name}")
                is_group = task.iterator is not None or live.plan.component(task.component).kind not in LEAVES
                name = task.display_name or task.name
                yield ForeseenTask(path=path, name=name, is_group=is_group, foreseen=Foreseen.UNKNOWN)
    for child in parent.children:
        yield _foreseen(child)
        yield from _inside(child, live)


def _foreseen(execution: Execution) -> ForeseenTask:
    foreseen = _decision(execution)
    failure = execution.failure.message if execution.failure else ""
    return ForeseenTask(
        path=execution.path,
        name=execution.display_name or execution.task_name,
        is_group=execution.kind not in LEAVES,
        foreseen=foreseen,
        why=execution.cache_note or failure,
        source=execution.cached_from,
    )


def _decision(execution: Execution) -> Foreseen:
    ended = {S.SUCCEEDED: Foreseen.REUSED, S.SKIPPED: Foreseen.SKIPPED, S.FAILED: Foreseen.FAILS}
    if execution.state in ended:
        return ended[execution.state]
    if execution.attempt is not None:
        return Foreseen.RUNS
    joins = execution.waits_for == "cache" and execution.failure is not None
    return Foreseen.REUSED if joins else Foreseen.UNKNOWN
