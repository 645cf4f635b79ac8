"""The fakes keep the contracts that the real adapters keep."""

from penstock.core.ids import AttemptId, ExecutionPath, RunId
from penstock.engine.ports import ArtifactStore, EventSink, Launcher, RunJournal
from penstock.engine.records import AttemptRequest, Failure, OutputSlot, Values
from penstock.testing.artifact_store import ArtifactStoreContract
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.clock import FakeClock
from penstock.testing.journal import MemoryJournal
from penstock.testing.launcher import HOLD, ScriptedLauncher
from penstock.testing.launchers import LauncherContract
from penstock.testing.run_journal import RunJournalContract

RUN = RunId("00000000-0000-4000-8000-000000000001")


class TestMemoryJournal(RunJournalContract):
    def setup_method(self):
        self._journal = MemoryJournal()

    def journal(self) -> RunJournal:
        return self._journal


class TestMemoryArtifactStore(ArtifactStoreContract):
    def setup_method(self):
        self._store = MemoryArtifactStore()

    def store(self) -> ArtifactStore:
        return self._store

    def write(self, uri: str, content: bytes) -> None:
        self._store.write(uri, content)


class TestScriptedLauncher(LauncherContract):
    def setup_method(self):
        self._first: ScriptedLauncher | None = None

    def launcher(self, sink: EventSink) -> Launcher:
        launcher = ScriptedLauncher(sink, FakeClock(), _follow)
        if self._first is not None:
            launcher.running = self._first.running
        self._first = launcher
        return launcher

    def succeeding(self, attempt: int = 1) -> AttemptRequest:
        return a_request("succeed", attempt)

    def failing(self, attempt: int = 1) -> AttemptRequest:
        return a_request("fail", attempt)

    def lasting(self, attempt: int = 1) -> AttemptRequest:
        return a_request("last", attempt)


def _follow(request: AttemptRequest):
    fates = {
        "succeed": Values(parameters={"word": "done"}),
        "fail": Failure(reason="ExitCode", message="it ended with 1"),
        "last": HOLD,
    }
    return fates[request.command[0]]


def a_request(command: str, attempt: int) -> AttemptRequest:
    return AttemptRequest(
        id=AttemptId(f"{RUN}-1-{attempt}"),
        run_id=RUN,
        path=ExecutionPath("root/task"),
        number=attempt,
        image="",
        command=(command,),
        args=(),
        env={},
        executor_input={"inputs": {}, "outputs": {}},
        output_types={"word": OutputSlot(kind="parameter", type="STRING")},
        output_prefix=f"memory/{attempt}",
    )
