"""Where an artifact comes from, and what became of it, across runs."""

from collections.abc import Iterable
from dataclasses import dataclass

from penstock.core.ids import ArtifactId, ExecutionPath, RunId
from penstock.engine.records import ArtifactRecord
from penstock.engine.states import ExecutionKind
from penstock.services.measurements import MeasuredArtifact
from penstock.services.ports import ArtifactCatalogue
from penstock.services.records import ArtifactUse, ExecutionReference

MAXIMUM_DEPTH = 100
"""Tasks in a row; deeper histories are cut there and say so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lineage:
    """The graph around an artifact: artifacts, tasks, and the edges between them."""

    subject: ArtifactRecord
    made: tuple[ArtifactUse, ...]
    """Outputs of tasks."""
    used: tuple[ArtifactUse, ...]
    """Inputs of tasks."""
    is_cut: bool = False
    """Whether there is more than the depth that was asked for."""


def upstream(artifact_id: ArtifactId, *, catalogue: ArtifactCatalogue, depth: int = MAXIMUM_DEPTH) -> Lineage:
    """Return the tasks and data that an artifact was made from, back to the first. Raises `NotFoundError`."""
    made: dict[tuple[str, RunId, int, str], ArtifactUse] = {}
    used: dict[tuple[str, RunId, int, str], ArtifactUse] = {}
    known, wanted = {artifact_id}, {artifact_id}
    for _ in range(depth):
        if not wanted:
            break
        makers = _first_makers(catalogue.uses(wanted, "output"))
        made.update((_identity(use), use) for use in makers)
        inputs = catalogue.slots({_execution(use.execution) for use in makers}, "input")
        used.update((_identity(use), use) for use in inputs)
        wanted = {use.artifact.id for use in inputs} - known
        known |= wanted
    return Lineage(
        subject=catalogue.get(artifact_id), made=tuple(made.values()), used=tuple(used.values()), is_cut=bool(wanted)
    )


def downstream(artifact_id: ArtifactId, *, catalogue: ArtifactCatalogue, depth: int = MAXIMUM_DEPTH) -> Lineage:
    """Return the tasks that used an artifact, what they made of it, and so on. Raises `NotFoundError`."""
    made: dict[tuple[str, RunId, int, str], ArtifactUse] = {}
    used: dict[tuple[str, RunId, int, str], ArtifactUse] = {}
    known, wanted = {artifact_id}, {artifact_id}
    for _ in range(depth):
        if not wanted:
            break
        uses = catalogue.uses(wanted, "input")
        used.update((_identity(use), use) for use in uses)
        outputs = catalogue.slots({_execution(use.execution) for use in uses}, "output")
        made.update((_identity(use), use) for use in outputs)
        wanted = {use.artifact.id for use in outputs} - known
        known |= wanted
    return Lineage(
        subject=catalogue.get(artifact_id), made=tuple(made.values()), used=tuple(used.values()), is_cut=bool(wanted)
    )


def producers(
    artifact_ids: Iterable[ArtifactId], *, catalogue: ArtifactCatalogue
) -> dict[ArtifactId, ExecutionReference]:
    """Return the task that made each artifact; what was imported by hand, or is gone, has none."""
    uses = catalogue.uses(set(artifact_ids), "output")
    tasks = [use for use in uses if use.execution.kind in (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)]
    return {use.artifact.id: use.execution for use in _first_makers(tasks)}


def measured_by(artifact: ArtifactRecord, *, catalogue: ArtifactCatalogue) -> MeasuredArtifact:
    """Return an artifact with the output that it came from; without a task where its run is gone."""
    use = next(iter(_first_makers(catalogue.uses([artifact.id], "output"))), None)
    if use is None:
        return MeasuredArtifact(path=ExecutionPath(""), task_name="", output="", artifact=artifact)
    return MeasuredArtifact(
        path=use.execution.path, task_name=use.execution.task_name, output=use.slot, artifact=artifact
    )


def _first_makers(uses: Iterable[ArtifactUse]) -> list[ArtifactUse]:
    """Keep the task that ran for each artifact; one that was served from cache only where the one that ran is gone."""
    makers: dict[ArtifactId, ArtifactUse] = {}
    for use in uses:
        known = makers.get(use.artifact.id)
        if known is None or (known.execution.cached_from is not None and use.execution.cached_from is None):
            makers[use.artifact.id] = use
    return list(makers.values())


def _identity(use: ArtifactUse) -> tuple[str, RunId, int, str]:
    return (use.artifact.id, use.execution.run_id, use.execution.number, use.slot)


def _execution(execution: ExecutionReference) -> tuple[RunId, int]:
    return (execution.run_id, execution.number)
