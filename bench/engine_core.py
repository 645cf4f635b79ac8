"""The pure core alone: cost of a task in chains of growing length; it must not grow with the run."""

import resource
import sys
import time
from collections import deque

from penstock.engine.commands import Launch, LookUpCache
from penstock.engine.driver import Driver
from penstock.engine.events import AttemptStarted, AttemptSucceeded, CacheAnswered, Event, RunStarted
from penstock.engine.live import LiveRun
from penstock.engine.planning import Plan
from penstock.engine.records import Values
from penstock.engine.states import RunState
from penstock.engine.transitions import apply
from penstock.spec.pipeline import PipelineDocument
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.clock import START
from penstock.testing.pipelines import Document
from penstock.testing.records import a_run

SIZES = (1_000, 10_000, 100_000)


def a_chain(length: int) -> PipelineDocument:
    """Return tasks of which each takes the output of the one before."""
    document = Document().component("work", takes={"x": str}, optional=["x"], gives={"y": str})
    for index in range(length):
        inputs = {"x": (f"t{index - 1}", "y")} if index else {}
        document.root.task(f"t{index}", inputs=inputs, cached=True)
    return document.build()


def drive(document: PipelineDocument) -> None:
    """Answer every command at once until the run ends."""
    plan, record = Plan(document), a_run()
    plan.check()
    run = LiveRun(plan, record, Driver(plan, record, MemoryArtifactStore()))
    events: deque[Event] = deque([RunStarted(run_id=record.id)])
    values = Values(parameters={"y": "value"})
    while events:
        apply(run, events.popleft(), START)
        for command in run.take_commands():
            if isinstance(command, LookUpCache):
                path, fingerprint = command.path, command.fingerprint
                events.append(CacheAnswered(run_id=record.id, path=path, fingerprint=fingerprint, hit=None))
            elif isinstance(command, Launch):
                events.append(AttemptStarted(attempt_id=command.request.id, at=START))
                events.append(AttemptSucceeded(attempt_id=command.request.id, at=START, outputs=values))
                run.take_changes()
    assert run.record.state is RunState.SUCCEEDED


def main() -> None:
    """Print one line for each size, and the ratio to the size before."""
    before = 0.0
    for size in SIZES:
        document = a_chain(size)
        began = time.process_time()
        drive(document)
        seconds = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ratio = f", {seconds / before:.1f} times the time of a tenth" if before else ""
        sys.stdout.write(
            f"{size:>7} tasks: {seconds:7.2f} s, {seconds / size * 1e6:4.0f} us a task, {memory} MB{ratio}\n"
        )
        before = seconds


if __name__ == "__main__":
    main()
