"""How a run comes into the hands of a loop: as a new one, or from its records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, NotFoundError, SpecError
from penstock.core.ids import AttemptId, ExecutionPath, RunId
from penstock.engine.arguments import check, given_artifacts
from penstock.engine.driver import Driver, Places
from penstock.engine.earlier import EarlierRun
from penstock.engine.events import RunStarted
from penstock.engine.executions import Execution
from penstock.engine.live import LiveRun
from penstock.engine.planning import Plan
from penstock.engine.ports import ArtifactStore, Lease, RunJournal
from penstock.engine.records import AttemptRequest, RunRecord, StoredRun
from penstock.engine.redoing import done_anew
from penstock.engine.reopening import continue_run, find_execution, reopen_run
from penstock.engine.restoring import restore, resume
from penstock.engine.states import ExecutionKind
from penstock.engine.transitions import apply
from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """A run that is to be driven, and the right to do so."""

    live: LiveRun
    lease: Lease
    go: Callable[[], None]
    """Sets it going; called by the loop's thread, once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Registrar:
    """Records new runs and takes over known ones. Safe to share between threads."""

    journal: RunJournal
    artifacts: ArtifactStore
    clock: Clock

    def begin(self, record: RunRecord, document: PipelineDocument | None = None) -> Handover:
        """Check a new run and record it.

        Raises `SpecError`, `ArgumentsError` or `NotFoundError` before anything is recorded, and `ConflictError` if its
        id exists.
        """
        plan = Plan(document or document_of(record))
        plan.check()
        check(plan, record.arguments)
        done_anew(plan, record.options.again)
        record = replace(record, created_at=record.created_at or self.clock.now())
        self.journal.create_run(record)
        lease = self._acquire(record.id)
        live = self._live(plan, record)
        return Handover(live=live, lease=lease, go=lambda: _begin(live, self.clock))

    def take_over(self, run_id: RunId) -> Handover | RunRecord:
        """Take a known run, or return its record when it has ended.

        Raises `NotFoundError`, and `ConflictError` if another process drives it.
        """
        lease = self._acquire(run_id)
        try:
            stored = self.journal.load_run(run_id)
            if stored.run.state.is_final:
                lease.release()
                return stored.run
            live, _ = self.rebuild(stored)
        except BaseException:
            lease.release()
            raise
        return Handover(live=live, lease=lease, go=lambda: _go_on(live, stored, self.clock))

    def reopen(self, run_id: RunId, again: Iterable[ExecutionPath] = ()) -> Handover:
        """Take a run that has ended, to continue it from what succeeded, or from the tasks of `again`.

        Raises `NotFoundError`, and `ConflictError` if it is under way or there is nothing to do.
        """
        lease = self._acquire(run_id)
        try:
            live, known = self.rebuild(self.journal.load_run(run_id))
            reopen_run(live, known, again)
        except BaseException:
            lease.release()
            raise
        return Handover(live=live, lease=lease, go=lambda: continue_run(live))

    def imagine(self, record: RunRecord, document: PipelineDocument) -> LiveRun:
        """Return a new run that is not recorded. Raises what `begin` raises."""
        plan = Plan(document)
        plan.check()
        check(plan, record.arguments)
        return self._live(plan, replace(record, created_at=record.created_at or self.clock.now()))

    def foresee_retry(self, run_id: RunId, again: Iterable[ExecutionPath] = ()) -> Mapping[Execution, bool]:
        """Return the executions of a run that has ended, and whether `reopen` would have each done again.

        Raises what `reopen` raises; nothing is changed.
        """
        live, known = self.rebuild(self.journal.load_run(run_id))
        reopen_run(live, known, again)
        return {execution: not execution.state.is_final for execution in known.values() if execution.parent is not None}

    def request_of(self, run_id: RunId, path: ExecutionPath, attempt_id: AttemptId, places: Places) -> AttemptRequest:
        """Return what a launcher gets to do one task again with its real inputs, at the places given.

        Raises `NotFoundError`, and `ConflictError` for what is no single task or has never got its inputs.
        """
        live, known = self.rebuild(self.journal.load_run(run_id))
        execution = find_execution(known, path)
        if execution.kind is not ExecutionKind.CONTAINER:
            raise ConflictError(f"{path!r} is no single task", hint="name a task inside it")
        missing = execution.missing_inputs
        if missing:
            hint = "what gives them has to succeed first: penstock runs retry"
            raise ConflictError(f"{path!r} has never got its inputs {', '.join(map(repr, missing))}", hint=hint)
        return Driver(live.plan, live.record, places).request_for(execution, attempt_id, execution.attempts + 1)

    def rebuild(self, stored: StoredRun) -> tuple[LiveRun, Mapping[str, Execution]]:
        """Return a run as its records leave it, and its executions by path."""
        plan = Plan(document_of(stored.run))
        live = self._live(plan, stored.run)
        live.at = self.clock.now()
        return live, restore(live, stored)

    def _live(self, plan: Plan, record: RunRecord) -> LiveRun:
        live = LiveRun(plan, record, Driver(plan, record, self.artifacts))
        live.given = given_artifacts(plan, record.arguments, self.artifacts)
        live.findings.earlier = self._earlier(record)
        live.findings.anew = done_anew(plan, record.options.again)
        return live

    def _earlier(self, record: RunRecord) -> EarlierRun | None:
        if not record.options.continues:
            return None
        try:
            stored = self.journal.load_run(RunId(record.options.continues))
        except NotFoundError:
            return None  # deleted since: what it left is found by the cache, or made anew
        return EarlierRun.of(stored, Plan(document_of(stored.run)))

    def _acquire(self, run_id: RunId) -> Lease:
        lease = self.journal.acquire(run_id)
        if lease is None:
            hint = "wait for it, or stop that process first"
            raise ConflictError(f"Run {run_id} is driven by another process", hint=hint)
        return lease


def _begin(live: LiveRun, clock: Clock) -> None:
    apply(live, RunStarted(run_id=live.id), clock.now())


def _go_on(live: LiveRun, stored: StoredRun, clock: Clock) -> None:
    if live.root is None:
        _begin(live, clock)
    else:
        resume(live, stored)


def document_of(record: RunRecord) -> PipelineDocument:
    """Read the document of a run. Raises `SpecError`."""
    pipeline, problems = decode(PipelineSpec, record.spec.get("pipeline", {}), path="")
    platform, more = decode(PlatformSpec, record.spec.get("platform") or {}, path="")
    errors = [problem for problem in (*problems, *more) if problem.severity == "error"]
    if errors:
        raise SpecError(errors, source=record.pipeline_name)
    return PipelineDocument(pipeline=pipeline, platform=platform)
