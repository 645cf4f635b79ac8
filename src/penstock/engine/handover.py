"""How a run comes into the hands of a loop: as a new one, or from its records."""

from dataclasses import dataclass, replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, SpecError
from penstock.core.ids import RunId
from penstock.engine.arguments import check, given_artifacts
from penstock.engine.driver import Driver
from penstock.engine.live import LiveRun
from penstock.engine.planning import Plan
from penstock.engine.ports import ArtifactStore, Lease, RunJournal
from penstock.engine.records import RunRecord, StoredRun
from penstock.engine.restoring import restore
from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """A run that is to be driven, and the right to do so."""

    live: LiveRun
    lease: Lease
    stored: StoredRun | None = None
    """What was kept of it; nothing for a new run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Registrar:
    """Records new runs and takes over known ones. Safe to share between threads."""

    journal: RunJournal
    artifacts: ArtifactStore
    clock: Clock

    def begin(self, record: RunRecord, document: PipelineDocument | None = None) -> Handover:
        """Check a new run and record it.

        Raises `SpecError` or `ArgumentsError` before anything is recorded, and `ConflictError` if its id exists.
        """
        plan = Plan(document or document_of(record))
        plan.check()
        check(plan, record.arguments)
        record = replace(record, created_at=record.created_at or self.clock.now())
        self.journal.create_run(record)
        lease = self._acquire(record.id)
        return Handover(live=self._live(plan, record), lease=lease)

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
            live = self.rebuild(stored)
        except BaseException:
            lease.release()
            raise
        return Handover(live=live, lease=lease, stored=stored)

    def rebuild(self, stored: StoredRun) -> LiveRun:
        """Return a run as its records leave it."""
        plan = Plan(document_of(stored.run))
        live = self._live(plan, stored.run)
        live.at = self.clock.now()
        restore(live, stored)
        return live

    def _live(self, plan: Plan, record: RunRecord) -> LiveRun:
        live = LiveRun(plan, record, Driver(plan, record, self.artifacts))
        live.given = given_artifacts(plan, record.arguments, self.artifacts)
        return live

    def _acquire(self, run_id: RunId) -> Lease:
        lease = self.journal.acquire(run_id)
        if lease is None:
            hint = "wait for it, or stop that process first"
            raise ConflictError(f"Run {run_id} is driven by another process", hint=hint)
        return lease


def document_of(record: RunRecord) -> PipelineDocument:
    """Read the document of a run. Raises `SpecError`."""
    pipeline, problems = decode(PipelineSpec, record.spec.get("pipeline", {}), path="")
    platform, more = decode(PlatformSpec, record.spec.get("platform") or {}, path="")
    errors = [problem for problem in (*problems, *more) if problem.severity == "error"]
    if errors:
        raise SpecError(errors, source=record.pipeline_name)
    return PipelineDocument(pipeline=pipeline, platform=platform)
