"""The contract of `RunJournal`: every adapter's tests derive from this class."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import timedelta

from penstock.core.errors import ConflictError, LeaseLostError, NotFoundError
from penstock.core.ids import Digest, RunId
from penstock.core.json import digest
from penstock.engine.ports import Lease, RunJournal
from penstock.engine.records import Changes, ExecutionRecord, Failure, RunRecord, StoredRun, Usage, Values
from penstock.engine.states import AttemptState, ExecutionState, RunState
from penstock.testing.errors import refused
from penstock.testing.records import NOON, a_run, an_artifact, an_attempt, an_execution

FINGERPRINT = digest("what a task was made from")


def driven(journal: RunJournal, run: RunRecord) -> Lease:
    """Create a run and take its lease."""
    journal.create_run(run)
    lease = journal.acquire(run.id)
    assert lease is not None
    return lease


def a_success(run: RunRecord, **changes: object) -> ExecutionRecord:
    """Return a finished execution that may be reused."""
    outputs = Values(parameters={"rows": 3}, artifacts={"data": (an_artifact(),)})
    fields = {"state": ExecutionState.SUCCEEDED, "fingerprint": FINGERPRINT, "outputs": outputs, "ended_at": NOON}
    return an_execution(run, 1, **{**fields, **changes})


class RunJournalContract(ABC):
    """What every journal does."""

    @abstractmethod
    def journal(self) -> RunJournal:
        """Return an empty journal, the same during one test."""

    def test_gives_back_a_run_as_it_was_created(self) -> None:
        """Everything of a new run is kept."""
        run = a_run(
            arguments={
                "rate": 0.5,
                "rows": 3,
                "text": "x" * 5000,
                "nothing": None,
                "nested": {"large": {"a": [1, {}]}},
            },
            provenance={
                "git": {"commit": "abc", "dirty": True},
                "packages": {f"package-{i}": "1.0" for i in range(200)},
            },
            description="for a test\n" * 200,
            tags={"team": "vision", "": "odd"},
            spec={"pipeline": {"b": 1, "a": [1.0, 1, "\ud800 half", "zero\x00byte"]}, "platform": None},
        )
        self.journal().create_run(run)
        assert self.journal().load_run(run.id) == StoredRun(run=run, executions=(), attempts=())

    def test_refuses_a_second_run_of_the_same_id(self) -> None:
        """Ids are unique, and the first run stays as it was."""
        run = a_run()
        self.journal().create_run(run)
        with refused(ConflictError):
            self.journal().create_run(replace(run, display_name="other"))
        assert self.journal().load_run(run.id).run.display_name == run.display_name

    def test_names_a_run_that_is_not_there(self) -> None:
        """An unknown id is an error of the caller."""
        with refused(NotFoundError):
            self.journal().load_run(RunId("nobody"))

    def test_gives_back_what_was_committed_last(self) -> None:
        """Records replace each other, by number and by attempt id; inputs and outputs may change."""
        journal, run = self.journal(), a_run()
        lease = driven(journal, run)
        inputs = Values(parameters={"x": 1, "long": "y" * 3000}, artifacts={"models": (an_artifact(1), an_artifact(2))})
        first = an_execution(run, 1, inputs=inputs, fingerprint=FINGERPRINT, fingerprint_parts={"image": "python"})
        attempt = an_attempt(first, command=("sh", "-c", "z" * 2000), environment={"python": "3.11"})
        journal.commit(run.id, Changes(executions=(an_execution(run), first), attempts=(attempt,), seq=1), lease)
        usage = Usage(peak_memory_bytes=1 << 40, cpu_seconds=0.25)
        ended = replace(attempt, state=AttemptState.FAILED, exit_code=1, ended_at=NOON, usage=usage)
        second = replace(
            first,
            state=ExecutionState.FAILED,
            inputs=Values(artifacts={"models": (an_artifact(2),), "none": ()}),
            outputs=Values(parameters={"n": float("inf")}, artifacts={"report": (an_artifact(3, digest=FINGERPRINT),)}),
            failure=Failure(reason="ExitCode", message="it ended with 1\n" * 100, hint="look at the log"),
            attempts=1,
        )
        journal.commit(run.id, Changes(executions=(second,), attempts=(ended,), seq=2), lease)
        stored = journal.load_run(run.id)
        assert stored.executions == (an_execution(run), second)
        assert stored.attempts == (ended,)
        assert stored.run == replace(run, seq=2)

    def test_gives_back_the_end_of_a_run(self) -> None:
        """State, times, outputs and failure of a run change by a commit."""
        journal, run = self.journal(), a_run()
        lease = driven(journal, run)
        outputs = Values(parameters={"best": "svm", "all": "v" * 2000}, artifacts={"model": (an_artifact(),)})
        failure = Failure(reason="TaskFailed", message="train failed")
        ended = replace(
            run, state=RunState.FAILED, outputs=outputs, failure=failure, started_at=NOON, ended_at=NOON, seq=7
        )
        journal.commit(run.id, Changes(run=ended, seq=7), lease)
        assert journal.load_run(run.id).run == ended

    def test_lets_one_driver_hold_a_run(self) -> None:
        """A lease is given once, and again after its release, with a higher epoch."""
        journal, run = self.journal(), a_run()
        first = driven(journal, run)
        assert journal.acquire(run.id) is None
        first.release()
        second = journal.acquire(run.id)
        assert second is not None
        assert second.epoch > first.epoch

    def test_refuses_a_stale_write(self) -> None:
        """Who lost the lease cannot write any more."""
        journal, run = self.journal(), a_run()
        first = driven(journal, run)
        first.release()
        second = journal.acquire(run.id)
        assert second is not None
        with refused(LeaseLostError):
            journal.commit(run.id, Changes(executions=(an_execution(run),), seq=1), first)
        assert journal.load_run(run.id).executions == ()

    def test_takes_over_where_another_driver_stopped(self) -> None:
        """A new holder replaces what the old one wrote, artifacts included."""
        journal, run = self.journal(), a_run()
        first = driven(journal, run)
        before = an_execution(run, 1, outputs=Values(artifacts={"data": (an_artifact(1), an_artifact(2))}))
        journal.commit(run.id, Changes(executions=(before,), seq=1), first)
        first.release()
        second = journal.acquire(run.id)
        assert second is not None
        after = replace(before, outputs=Values(artifacts={"data": (an_artifact(2),)}))
        journal.commit(run.id, Changes(executions=(after,), seq=2), second)
        assert journal.load_run(run.id).executions == (after,)

    def test_finds_the_newest_success_with_a_fingerprint(self) -> None:
        """The later of two successes is reused, with its outputs."""
        journal, earlier, later = self.journal(), a_run(1), a_run(2)
        for run, minutes in ((earlier, 1), (later, 2)):
            success = a_success(run, ended_at=NOON + timedelta(minutes=minutes))
            journal.commit(run.id, Changes(executions=(success,), seq=1), driven(journal, run))
        found = journal.find_cached("default", FINGERPRINT)
        assert found is not None
        assert (found.run_id, found.outputs) == (later.id, a_success(later).outputs)
        assert found.ended_at == NOON + timedelta(minutes=2)

    def test_prefers_what_ran_to_what_was_served_from_cache(self) -> None:
        """The age of a hit is the age of the outputs."""
        journal, original, copy = self.journal(), a_run(1), a_run(2)
        success = a_success(original)
        served = a_success(copy, cached_from=(original.id, success.path), ended_at=NOON + timedelta(hours=1))
        journal.commit(original.id, Changes(executions=(success,), seq=1), driven(journal, original))
        journal.commit(copy.id, Changes(executions=(served,), seq=1), driven(journal, copy))
        found = journal.find_cached("default", FINGERPRINT)
        assert found is not None
        assert found.run_id == original.id

    def test_never_serves_what_is_unlike_unfinished_or_in_another_namespace(self) -> None:
        """Only a success with the same fingerprint, in the same namespace, is found."""
        journal, run, elsewhere = self.journal(), a_run(1), a_run(2, namespace="other")
        failed = a_success(run, state=ExecutionState.FAILED)
        journal.commit(run.id, Changes(executions=(failed,), seq=1), driven(journal, run))
        lease = driven(journal, elsewhere)
        journal.commit(elsewhere.id, Changes(executions=(a_success(elsewhere),), seq=1), lease)
        assert journal.find_cached("default", FINGERPRINT) is None
        assert journal.find_cached("other", Digest("sha256:" + "0" * 64)) is None
        assert journal.find_cached("other", FINGERPRINT) is not None

    def test_lists_what_is_unfinished_oldest_first(self) -> None:
        """A run that has ended is not to be driven."""
        journal = self.journal()
        for number in (2, 1, 3):
            journal.create_run(a_run(number))
        lease = journal.acquire(a_run(1).id)
        assert lease is not None
        ended = replace(a_run(1), state=RunState.SUCCEEDED, ended_at=NOON)
        journal.commit(ended.id, Changes(run=ended, seq=1), lease)
        assert journal.list_unfinished() == (a_run(2).id, a_run(3).id)

    def test_lets_one_make_a_result(self) -> None:
        """A claim can be had again once it is released, which may be said twice."""
        journal = self.journal()
        claim = journal.claim("default", FINGERPRINT)
        assert claim is not None
        claim.release()
        claim.release()
        again = journal.claim("default", FINGERPRINT)
        assert again is not None
        again.release()

    def test_lets_unlike_results_be_made_at_once(self) -> None:
        """Claims of other fingerprints and other namespaces do not meet."""
        journal = self.journal()
        others = [("other", FINGERPRINT), ("default", Digest("sha256:" + "0" * 64))]
        claims = [journal.claim(*place) for place in [("default", FINGERPRINT), *others]]
        assert None not in claims
        for claim in claims:
            assert claim is not None
            claim.release()
