"""The pure core alone: cost of a task in chains of growing length; it must not grow with the run."""

import json
import statistics
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab, Row
from penstock.core.collector import expect_many_objects
from penstock.engine.commands import IdentifyProgram, Launch, LookUpCache
from penstock.engine.driver import Driver
from penstock.engine.events import AttemptStarted, AttemptSucceeded, CacheAnswered, Event, ProgramIdentified, RunStarted
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
MOST_TIMES = 11
_PROGRAM = "import os, sys; sys.path.insert(0, os.getcwd()); from bench.engine_core import main; main(int(sys.argv[1]))"


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
            if isinstance(command, IdentifyProgram):
                events.append(ProgramIdentified(run_id=record.id, component=command.component, parts={"image": "one"}))
            elif isinstance(command, LookUpCache):
                path, fingerprint = command.path, command.fingerprint
                events.append(CacheAnswered(run_id=record.id, path=path, fingerprint=fingerprint, hit=None))
            elif isinstance(command, Launch):
                events.append(AttemptStarted(attempt_id=command.request.id, at=START))
                events.append(AttemptSucceeded(attempt_id=command.request.id, at=START, outputs=values))
                run.take_changes()
    assert run.record.state is RunState.SUCCEEDED


def measure(lab: Lab) -> Iterator[Row]:
    """Drive chains in processes of their own; ten times the tasks may take eleven times the time and memory."""
    rounds = min(lab.rounds, 3)
    before: tuple[float, float] | None = None
    for size in SIZES:
        taken = [json.loads(lab.output(lab.python, _PROGRAM, str(size))) for _ in range(rounds)]
        seconds = statistics.median(taken_seconds for taken_seconds, _ in taken)
        megabytes = statistics.median(taken_megabytes for _, taken_megabytes in taken)
        yield _grown(f"{size:,} tasks: time per task", seconds, before and before[0], unit="µs", each=1e6 / size)
        yield _grown(f"{size:,} tasks: memory", megabytes, before and before[1], unit="MB")
        before = seconds, megabytes


def _grown(what: str, ours: float, tenth: float | None, *, unit: str, each: float = 1) -> Row:
    if tenth is None:
        return Row(what=what, ours=ours * each, unit=unit)
    met = ours <= MOST_TIMES * tenth
    return Row(what=what, ours=ours * each, unit=unit, target=f"{ours / tenth:.1f} of 11 times a tenth's", is_met=met)


def main(size: int) -> None:
    """Drive a chain; print seconds, and the megabytes that the document and its run added, as JSON."""
    expect_many_objects()  # as every process that drives runs
    idle = _peak_megabytes()
    document = a_chain(size)
    began = time.process_time()
    drive(document)
    seconds = time.process_time() - began
    sys.stdout.write(json.dumps([seconds, _peak_megabytes() - idle]))


def _peak_megabytes() -> float:
    """Return the most memory that this process has had; what `getrusage` tells begins with that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
