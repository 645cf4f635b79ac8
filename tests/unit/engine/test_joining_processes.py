"""Two processes on one home: an equal execution that runs in the other one is waited for, not doubled."""

import pytest

from penstock.core.errors import StoreError
from penstock.engine.records import Failure
from penstock.testing.journal import MemoryJournal
from penstock.testing.launcher import HOLD, ScriptedLauncher, succeed
from penstock.testing.pipelines import Document
from penstock.testing.rig import World


class Process(World):
    """One of several processes that share a journal."""

    def __init__(self, journal, number):
        super().__init__(journal)
        self._count = 100 * number
        self.artifacts = self.loop._performer.artifacts
        self.launcher = ScriptedLauncher(self._push, self.clock, lambda request: HOLD)
        self.launchers["process"] = self.launcher

    def busy(self, seconds=1.0):
        """Do what there is to do within some seconds."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end and self.step():
            pass

    def finish(self, outcome=succeed):
        (attempt,) = self.launcher.running.values()
        made = outcome(attempt) if callable(outcome) else outcome
        self.launcher.finish(attempt.id, made)
        self.settle()


@pytest.fixture
def journal():
    return MemoryJournal()


@pytest.fixture
def two(journal):
    return Process(journal, 1), Process(journal, 2)


def a_document():
    document = Document().component("work", gives={"y": str}, command=["work"])
    document.root.task("a", "work", cached=True)
    return document.build()


def test_an_execution_in_another_process_is_joined(two):
    here, there = two
    here.start(a_document())
    here.settle()
    waiting = there.start(a_document())
    there.busy()
    assert there.launcher.launched == []
    assert there.result(waiting)["a"].failure.reason == "EqualExecutionUnderWay"
    here.finish()
    there.settle()
    assert there.launcher.launched == []
    assert there.result(waiting)["a"].cached_from is not None
    assert there.result(waiting).state.value == "SUCCEEDED"


def test_a_failure_in_another_process_lets_this_one_try(two):
    here, there = two
    here.start(a_document())
    here.settle()
    there.start(a_document())
    there.busy()
    here.finish(Failure(reason="ExitCode", message="1"))
    there.busy()
    assert len(there.launcher.launched) == 1


def test_the_end_of_another_process_lets_this_one_try(two, journal):
    here, there = two
    here.start(a_document())
    here.settle()
    there.start(a_document())
    there.busy()
    assert there.launcher.launched == []
    journal._claimed.clear()  # what the system does when a process dies
    there.busy()
    assert len(there.launcher.launched) == 1


def test_whoever_waits_for_another_process_and_is_cancelled_holds_nobody_up(two):
    here, there = two
    here.start(a_document())
    here.settle()
    first, second = there.start(a_document()), there.start(a_document())
    there.busy()
    there.cancel(first)
    there.busy()
    assert there.result(first).state.value == "CANCELED"
    here.finish()
    there.settle()
    assert there.result(second).state.value == "SUCCEEDED"
    assert there.launcher.launched == []


def test_a_right_is_let_go_with_the_result(two, journal):
    here, _ = two
    here.start(a_document())
    here.settle()
    here.finish()
    assert journal._claimed == set()


def test_a_right_that_cannot_be_had_keeps_nobody_from_working(two, journal):
    def broken(namespace, fingerprint):
        raise StoreError("no locks here")

    journal.claim = broken
    here, there = two
    for process in two:
        process.start(a_document())
        process.settle()
    assert (len(here.launcher.launched), len(there.launcher.launched)) == (1, 1)
