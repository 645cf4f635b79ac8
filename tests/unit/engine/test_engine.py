"""The engine with its own thread and real workers."""

import threading

import pytest

from penstock.core.clock import SystemClock
from penstock.core.errors import ConflictError
from penstock.core.ids import RunId, attempt_id
from penstock.engine.engine import Engine
from penstock.engine.events import AttemptSucceeded
from penstock.engine.records import RunOptions
from penstock.engine.workers import Inbox, ThreadWorkers
from penstock.spec.codec import encode
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.journal import MemoryJournal
from penstock.testing.launcher import HOLD, ScriptedLauncher, succeed
from penstock.testing.pipelines import Document
from penstock.testing.records import a_run


class Process:
    """One process with an engine; a second one on the same journal takes over."""

    def __init__(self, script=succeed, before: "Process | None" = None) -> None:
        self.inbox = Inbox()
        clock = SystemClock()
        self.journal = before.journal if before else MemoryJournal()
        self.launcher = ScriptedLauncher(self.inbox.push, clock, script)
        if before:
            self.launcher.running = before.launcher.running
        self.engine = Engine(
            journal=self.journal,
            artifacts=MemoryArtifactStore(),
            launchers={"process": self.launcher},
            clock=clock,
            inbox=self.inbox,
        )


def a_record(number=1, **options):
    document = Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})
    document.root.task("a").task("b", inputs={"x": ("a", "y")}).gives("out", ("b", "y"))
    return a_run(number, spec={"pipeline": encode(document.build().pipeline)}, options=RunOptions(**options))


@pytest.fixture
def process():
    process = Process()
    yield process
    process.engine.close()


def test_drives_a_run_to_its_end(process):
    run_id = process.engine.start(a_record())
    record = process.engine.wait(run_id, 240)
    assert record.state.value == "SUCCEEDED"
    assert record.outputs.parameters == {"out": "b(a())"}
    assert record.started_at <= record.ended_at
    assert process.journal.load_run(run_id).run.state.value == "SUCCEEDED"


def test_drives_many_runs_at_once(process):
    run_ids = [process.engine.start(a_record(number)) for number in range(20)]
    assert {process.engine.wait(run_id, 240).state.value for run_id in run_ids} == {"SUCCEEDED"}


def test_tells_observers_what_was_kept(process):
    seen = []
    ended = threading.Event()

    def observe(run_id, changes):
        seen.extend((run_id, record.path, record.state.value) for record in changes.executions)
        if changes.run and changes.run.state.is_final:
            ended.set()

    stop = process.engine.subscribe(observe)
    run_id = process.engine.start(a_record())
    assert ended.wait(240)
    assert seen[-1] == (run_id, "root", "SUCCEEDED")
    stop()
    process.engine.wait(process.engine.start(a_record(2)), 240)
    assert {entry[0] for entry in seen} == {run_id}


def test_an_observer_that_fails_holds_no_run_up(process):
    def observe(run_id, changes):
        raise KeyError(run_id)

    process.engine.subscribe(observe)
    run_id = process.engine.start(a_record())
    assert process.engine.wait(run_id, 240).state.value == "SUCCEEDED"


def test_cancels_a_run():
    process = Process(lambda request: HOLD)
    run_id = process.engine.start(a_record())
    process.engine.cancel(run_id)
    assert process.engine.wait(run_id, 240).state.value == "CANCELED"
    process.engine.close()


def test_waits_no_longer_than_asked():
    process = Process(lambda request: HOLD)
    run_id = process.engine.start(a_record())
    assert process.engine.wait(run_id, 0.01) is None
    assert process.engine.wait(RunId("nobody"), 0) is None
    process.engine.close()


def test_another_process_takes_over_what_one_left():
    first = Process(lambda request: HOLD)
    run_id = first.engine.start(a_record())
    with pytest.raises(ConflictError):
        Process(before=first).engine.resume(run_id)
    first.engine.close()
    second = Process(before=first)
    assert second.engine.resume_all() == (run_id,)
    for attempt, request in list(second.launcher.running.items()):
        second.launcher.finish(attempt, succeed(request))
    assert second.engine.wait(run_id, 240).state.value == "SUCCEEDED"
    second.engine.close()


def test_resuming_a_run_that_has_ended_changes_nothing(process):
    run_id = process.engine.start(a_record())
    ended = process.engine.wait(run_id, 240)
    second = Process(before=process)
    second.engine.resume(run_id)
    assert second.engine.wait(run_id, 0) == process.journal.load_run(run_id).run
    assert ended.state.value == "SUCCEEDED"
    second.engine.close()


def test_a_launcher_that_is_not_there_fails_the_task_with_words(process):
    run_id = process.engine.start(a_record(launcher="cloud"))
    record = process.engine.wait(run_id, 240)
    assert record.failure.reason == "UnknownLauncher"
    assert "'cloud'; there are: 'process'" in record.failure.message


def test_a_launcher_that_breaks_fails_the_task_only(process):
    def broken(request):
        raise RuntimeError("out of ideas")

    process.launcher._script = broken
    record = process.engine.wait(process.engine.start(a_record()), 240)
    assert record.failure.reason == "LaunchFailed"
    process.launcher._script = succeed
    assert process.engine.wait(process.engine.start(a_record(2)), 240).state.value == "SUCCEEDED"


def test_a_run_that_breaks_the_core_ends_and_says_who_is_to_blame(process, caplog):
    process.launcher._script = lambda request: HOLD
    run_id = process.engine.start(a_record())
    launched = threading.Event()
    process.engine.subscribe(lambda _, changes: launched.set() if changes.attempts else None)
    assert launched.wait(240)
    attempt = attempt_id(run_id, 1, 1)
    process.inbox.push(AttemptSucceeded(attempt_id=attempt, at=SystemClock().now(), outputs=None))
    record = process.engine.wait(run_id, 240)
    assert record.failure.reason == "EngineError"
    assert "AttributeError" in record.failure.message
    process.launcher._script = succeed
    assert process.engine.wait(process.engine.start(a_record(2)), 240).state.value == "SUCCEEDED"


def test_workers_drop_what_waits_when_they_close():
    workers = ThreadWorkers(most=1)
    began, gate, ran = threading.Event(), threading.Event(), []
    workers.submit(lambda: (began.set(), gate.wait(240)))
    assert began.wait(240)
    workers.submit(lambda: ran.append("late"))
    gate.set()
    closing = threading.Thread(target=workers.close)
    closing.start()
    closing.join(240)
    assert not closing.is_alive()


def test_a_job_that_breaks_does_not_take_its_worker_along():
    workers, done = ThreadWorkers(most=1), threading.Event()
    workers.submit(lambda: 1 / 0)
    workers.submit(done.set)
    assert done.wait(240)
    workers.close()
