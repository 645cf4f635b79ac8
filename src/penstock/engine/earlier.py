"""What an earlier run left that a new one may take over: results of tasks in which nothing changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from penstock.core.ids import Digest, ExecutionPath, RunId
from penstock.engine.caching import MOUNTS, explain, fingerprint_of, parts_of
from penstock.engine.planning import Plan
from penstock.engine.records import CachedExecution, ExecutionRecord, StoredRun
from penstock.engine.states import ExecutionKind, ExecutionState

S = ExecutionState

_ENDS = {S.FAILED: "failed", S.SKIPPED: "was skipped", S.CANCELED: "was cancelled", S.SUCCEEDED: "succeeded"}


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRun:
    """The tasks of an earlier run, by their paths and by what they executed.

    A renamed task is found by its fingerprint, which holds everything but its name.
    """

    id: RunId
    plan: Plan
    tasks: Mapping[ExecutionPath, ExecutionRecord]
    results: Mapping[Digest, CachedExecution]

    @staticmethod
    def of(stored: StoredRun, plan: Plan) -> "EarlierRun":
        """Collect what a run, planned again, left."""
        tasks = {record.path: record for record in stored.executions if record.kind is ExecutionKind.CONTAINER}
        results = {
            fingerprint_of(_parts(record, plan)): CachedExecution(
                run_id=record.run_id, path=record.path, outputs=record.outputs, ended_at=record.ended_at
            )
            for record in tasks.values()
            if record.state is S.SUCCEEDED and record.ended_at is not None
        }
        return EarlierRun(id=stored.run.id, plan=plan, tasks=tasks, results=results)

    def find(self, parts: Mapping[str, str]) -> CachedExecution | None:
        """Return the result of the task that executed the same with the same inputs, or ``None``."""
        return self.results.get(fingerprint_of(parts))

    def explain(self, path: ExecutionPath, parts: Mapping[str, str]) -> str:
        """Say why there is no result for a task."""
        record = self.tasks.get(path)
        if record is None:
            return f"It is new: run {self.id} has no such task"
        if record.state is not S.SUCCEEDED:
            return f"It {_ENDS.get(record.state, 'did not end')} in run {self.id}"
        return f"Since run {self.id} {explain(parts, _parts(record, self.plan))}"


def _parts(record: ExecutionRecord, plan: Plan) -> dict[str, str]:
    # Worked out anew, not read: a task that was not cached has no fingerprint in its record.
    static = plan.component(record.component_name).fingerprint_parts
    parts = parts_of(static, record.inputs, component=record.component_name, cache_key="")
    if MOUNTS in parts:  # what was mounted follows from the run, too
        parts[MOUNTS] = record.fingerprint_parts.get(MOUNTS, parts[MOUNTS])
    return parts
