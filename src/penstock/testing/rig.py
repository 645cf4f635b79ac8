"""The engine's loop in one thread, with everything around it in memory: each step is chosen, none is left to chance."""

from collections.abc import Callable, Mapping
from typing import Any

from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.events import CancelRequested
from penstock.engine.handover import Handover, Registrar
from penstock.engine.loop import Loop
from penstock.engine.ports import Launcher
from penstock.engine.records import AttemptRecord, ExecutionRecord, RunOptions, RunRecord, StoredRun
from penstock.engine.states import ExecutionState
from penstock.engine.workers import Job, Message
from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.clock import FakeClock
from penstock.testing.journal import MemoryJournal
from penstock.testing.launcher import Script, ScriptedLauncher, succeed
from penstock.testing.records import a_run

Choose = Callable[[int], int]
"""Picks one of so many things that could happen next."""


def first(_count: int) -> int:
    """Pick what came first."""
    return 0


class HeldWorkers:
    """Workers whose jobs run when they are told to."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        """Keep a job."""
        self.jobs.append(job)

    def close(self) -> None:
        """Drop the jobs."""
        self.jobs.clear()


class World:
    """A driver process that can be stepped, killed and started again; a subclass says what launches."""

    def __init__(self, journal: MemoryJournal, choose: Choose = first) -> None:
        self.clock = FakeClock()
        self.journal = journal
        self.artifacts = MemoryArtifactStore()
        self.messages: list[Message] = []
        self.launchers: dict[str, Launcher] = {}
        self._choose = choose
        self._count = 0
        self._started()

    def _started(self) -> None:
        self.workers = HeldWorkers()
        self.loop = Loop(
            journal=self.journal,
            artifacts=self.artifacts,
            launchers=self.launchers,
            clock=self.clock,
            workers=self.workers,
            post=self._push,
        )
        self._registrar = Registrar(journal=self.journal, artifacts=self.artifacts, clock=self.clock)

    def _push(self, message: Message) -> None:
        self.messages.append(message)

    def start(
        self,
        document: PipelineDocument,
        arguments: Mapping[str, Any] | None = None,
        options: RunOptions | None = None,
    ) -> RunId:
        """Record a run and drive it."""
        self._count += 1
        record = a_run(
            self._count,
            spec={"pipeline": encode(document.pipeline), "platform": encode(document.platform)},
            arguments=dict(arguments or {}),
            options=options or RunOptions(),
            created_at=self.clock.now(),
        )
        self._hand_over(self._registrar.begin(record, document))
        return record.id

    def cancel(self, run_id: RunId) -> None:
        """Ask for the end of a run."""
        self._push(CancelRequested(run_id=run_id))

    def settle(self) -> None:
        """Go on until nothing more happens by itself; time passes as timers want it."""
        while self.step():
            pass

    def step(self) -> bool:
        """Let one thing happen; tell whether there was any."""
        ready = len(self.workers.jobs) + bool(self.messages)
        if ready:
            index = self._choose(ready)
            if index < len(self.workers.jobs):
                self.workers.jobs.pop(index)()
            else:
                self._deliver()
            return True
        seconds = self.loop.seconds_to_wait()
        if seconds is None:
            return False
        self.clock.advance(seconds)
        self.loop.step([])
        return True

    def _deliver(self) -> None:
        count = 1 + self._choose(len(self.messages))
        taken, self.messages[:] = self.messages[:count], self.messages[count:]
        self.loop.step(taken)

    def crash(self) -> None:
        """Kill the driver: everything in its memory is gone; attempts and records stay."""
        self.messages.clear()
        self.journal.drop_leases()
        self._started()

    def resume(self) -> None:
        """Start a driver that goes on with every unfinished run."""
        for run_id in self.journal.list_unfinished():
            taken = self._registrar.take_over(run_id)
            if isinstance(taken, Handover):
                self._hand_over(taken)

    def reopen(self, run_id: RunId, *again: str) -> None:
        """Continue a run that has ended."""
        self._hand_over(self._registrar.reopen(run_id, map(ExecutionPath, again)))

    def retry(self, run_id: RunId, *again: str) -> "Result":
        """Continue a run that has ended, and drive it to where nothing more happens."""
        self.reopen(run_id, *again)
        self.settle()
        return self.result(run_id)

    def result(self, run_id: RunId) -> "Result":
        """Return what is kept of a run."""
        return Result(self.journal.load_run(run_id))

    def _hand_over(self, handover: Handover) -> None:
        self._push(lambda: self.loop.take(handover))


class Rig(World):
    """A world with a launcher that follows a script."""

    def __init__(self, script: Script = succeed, choose: Choose = first) -> None:
        super().__init__(MemoryJournal(), choose)
        self.launcher = ScriptedLauncher(self._push, self.clock, script)
        self.launchers[self.launcher.name] = self.launcher

    def run(
        self,
        document: PipelineDocument,
        arguments: Mapping[str, Any] | None = None,
        options: RunOptions | None = None,
    ) -> "Result":
        """Drive a run to where nothing more happens, and return what came of it."""
        run_id = self.start(document, arguments, options)
        self.settle()
        return self.result(run_id)


class Result:
    """What came of a run, in words that tests are made of."""

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored
        self.record: RunRecord = stored.run
        self.executions: dict[ExecutionPath, ExecutionRecord] = {record.path: record for record in stored.executions}

    @property
    def state(self) -> ExecutionState:
        """The state of the run."""
        return self.record.state

    @property
    def states(self) -> dict[str, str]:
        """The state of every execution but the root, by its path without ``root/``."""
        return {
            path.removeprefix("root/"): record.state.value
            for path, record in self.executions.items()
            if record.parent is not None
        }

    def __getitem__(self, path: str) -> ExecutionRecord:
        """Return an execution by its path without ``root/``."""
        return self.executions[ExecutionPath(f"root/{path}")]

    def inputs(self, path: str) -> dict[str, Any]:
        """Return the parameters that an execution was given."""
        return dict(self[path].inputs.parameters)

    def attempts(self, path: str) -> list[AttemptRecord]:
        """Return the attempts of an execution, in order."""
        found = [attempt for attempt in self.stored.attempts if attempt.path == f"root/{path}"]
        return sorted(found, key=lambda attempt: attempt.number)

    def outcome(self) -> dict[str, Any]:
        """Return what must be the same however things went on the way: states, reasons and values."""
        return {
            path: (
                record.state.value,
                record.failure.reason if record.failure else "",
                dict(record.inputs.parameters),
                dict(record.outputs.parameters),
            )
            for path, record in sorted(self.executions.items())
        }
