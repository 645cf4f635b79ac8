"""An artifact with the tasks around it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from penstock.core.ids import ArtifactId, RunId
from penstock.core.json import JsonObject
from penstock.engine.records import ArtifactRecord
from penstock.server.rendering.artifacts import artifact_row
from penstock.server.schemas.artifacts import (
    ArtifactDetail,
    ArtifactLineage,
    ArtifactNode,
    LineageEdge,
    MadeBy,
    PreviewKind,
    TaskNode,
    UsedBy,
)
from penstock.server.schemas.body import Ref
from penstock.services.contents import Found, FoundKind
from penstock.services.lineage import Lineage
from penstock.services.ports import ArtifactInventory
from penstock.services.previews import is_shallow
from penstock.services.records import ArtifactUse, ExecutionReference

MOST_USES = 200
"""Tasks on either side of an artifact that its page names."""
MOST_EDGES = 5000


def artifact_detail(
    artifact: ArtifactRecord,
    kind: str,
    found: Found,
    uses: Mapping[str, Sequence[ArtifactUse]],
    *,
    inventory: ArtifactInventory,
) -> ArtifactDetail:
    """Render an artifact with the newest tasks that made (``output``) and used (``input``) it."""
    made, used = uses["output"][-MOST_USES:], uses["input"][-MOST_USES:]
    refs = _runs([*made, *used], inventory)
    metadata: JsonObject = artifact.metadata if is_shallow(artifact.metadata) else {}
    return ArtifactDetail(
        **dict(artifact_row(inventory.lines([artifact.id])[artifact.id])),
        metadata=metadata,
        type_schema=artifact.type_schema,
        made_by=[
            MadeBy(
                run=refs[use.execution.run_id],
                path=use.execution.path,
                name=use.execution.task_name,
                output=use.slot,
                state=use.execution.state,
            )
            for use in reversed(made)
        ],
        used_by=[
            UsedBy(
                run=refs[use.execution.run_id],
                path=use.execution.path,
                name=use.execution.task_name,
                input=use.slot,
                state=use.execution.state,
            )
            for use in reversed(used)
        ],
        exists=found.kind in {FoundKind.FILE, FoundKind.FOLDER},
        kind=cast("PreviewKind", kind),
    )


def artifact_lineage(center: ArtifactId, found: Sequence[Lineage], *, inventory: ArtifactInventory) -> ArtifactLineage:
    """Render the graph of one or both directions."""
    made = [use for lineage in found for use in lineage.made][:MOST_EDGES]
    used = [use for lineage in found for use in lineage.used][:MOST_EDGES]
    refs = _runs([*made, *used], inventory)
    tasks = {_task_id(use.execution): use.execution for use in (*made, *used)}
    ids = dict.fromkeys([center, *(use.artifact.id for use in (*made, *used))])
    lines = inventory.lines(list(ids))
    nodes: list[ArtifactNode | TaskNode] = [
        ArtifactNode(id=f"artifact:{key}", kind="artifact", artifact=artifact_row(lines[key]))
        for key in ids
        if key in lines
    ]
    nodes += [_task_node(task_id, task, refs[task.run_id]) for task_id, task in tasks.items()]
    edges = [(_task_id(use.execution), f"artifact:{use.artifact.id}", use.slot) for use in made]
    edges += [(f"artifact:{use.artifact.id}", _task_id(use.execution), use.slot) for use in used]
    is_whole = all(len(lineage.made) + len(lineage.used) <= MOST_EDGES for lineage in found)
    return ArtifactLineage(
        center=f"artifact:{center}",
        nodes=nodes,
        edges=[LineageEdge(source=source, target=target, slot=slot) for source, target, slot in dict.fromkeys(edges)],
        is_cut=not is_whole or any(lineage.is_cut for lineage in found),
    )


def _task_node(task_id: str, task: ExecutionReference, run: Ref) -> TaskNode:
    return TaskNode(
        id=task_id,
        kind="task",
        run=run,
        path=task.path,
        name=task.task_name,
        state=task.state,
        cached=task.cached_from is not None,
    )


def _task_id(task: ExecutionReference) -> str:
    return f"task:{task.run_id}:{task.path}"


def _runs(uses: Iterable[ArtifactUse], inventory: ArtifactInventory) -> dict[RunId, Ref]:
    ids = list(dict.fromkeys(use.execution.run_id for use in uses))
    names = inventory.run_names(ids)
    return {run_id: Ref(id=run_id, name=names.get(run_id, run_id)) for run_id in ids}
