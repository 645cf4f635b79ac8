"""Runs side by side: parameters, metrics, tasks and artifacts."""

from collections.abc import Iterable, Mapping, Sequence

from penstock.core.ids import ExecutionPath, RunId
from penstock.core.json import JsonValue
from penstock.server.rendering.artifacts import artifact_row
from penstock.server.rendering.graphs import GraphReader
from penstock.server.rendering.outcomes import NodeOutcome
from penstock.server.rendering.tasks import node_of
from penstock.server.schemas.artifacts import ArtifactRow
from penstock.server.schemas.compare import (
    ComparedArtifact,
    ComparedColumn,
    ComparedMetric,
    ComparedOutcome,
    ComparedTask,
)
from penstock.services.compare import Column, MetricColumn
from penstock.services.iteration_items import item_of
from penstock.services.lines import ArtifactLine


def compared_columns(columns: Iterable[Column]) -> list[ComparedColumn]:
    """Render parameters or metrics."""
    return [
        ComparedColumn(
            name=column.name,
            values={str(run_id): value for run_id, value in column.values.items()},
            differs=column.differs,
        )
        for column in columns
    ]


def compared_metrics(
    columns: Iterable[MetricColumn],
    names: Mapping[str, str],
    items: Mapping[RunId, Mapping[ExecutionPath, JsonValue]],
) -> list[ComparedMetric]:
    """Render metrics, given how people call the nodes of the graphs and what iterations were given."""
    return [
        ComparedMetric(
            name=column.name,
            values={str(run_id): value for run_id, value in column.values.items()},
            differs=column.differs,
            metric=column.metric,
            path=column.path,
            task=names.get(node_of(column.path), column.task_name),
            item=_common([item_of(column.path, items[run_id]) for run_id in column.values]),
        )
        for column in columns
    ]


def compared_tasks(
    outcomes: Mapping[RunId, Mapping[str, NodeOutcome]], readers: Mapping[RunId, GraphReader]
) -> list[ComparedTask]:
    """Render the nodes of all runs, those of the first run first."""
    names = {node: found.name for by_node in outcomes.values() for node, found in by_node.items()}
    return [
        _task(
            node,
            name,
            {
                str(run_id): _outcome(by_node[node], readers[run_id])
                for run_id, by_node in outcomes.items()
                if node in by_node
            },
        )
        for node, name in names.items()
    ]


def compared_artifacts(artifacts: Mapping[RunId, Sequence[ArtifactLine]]) -> list[ComparedArtifact]:
    """Render what tasks gave, output by output; of a loop, the first iteration."""
    found: dict[str, dict[str, ArtifactRow]] = {}
    for run_id, lines in artifacts.items():
        for line in reversed(lines):
            if line.maker is not None:
                slot = f"{node_of(line.maker.path).removeprefix('root/')}.{line.maker.slot}"
                found.setdefault(slot, {}).setdefault(run_id, artifact_row(line))
    return [
        ComparedArtifact(
            name=slot,
            type=next(iter(rows.values())).type,
            values=rows,
            differs=len({row.digest or row.id for row in rows.values()}) > 1,
        )
        for slot, rows in found.items()
    ]


def _task(node: str, name: str, values: Mapping[str, ComparedOutcome]) -> ComparedTask:
    told = {(value.state, value.image, value.code_digest) for value in values.values()}
    return ComparedTask(node=node, name=name, values=dict(values), differs=len(told) > 1)


def _outcome(found: NodeOutcome, reader: GraphReader) -> ComparedOutcome:
    image, code_digest = reader.program(found.node)
    return ComparedOutcome(
        state=found.state,
        seconds=found.seconds,
        cached=found.is_cached,
        image=image,
        code_digest=code_digest,
    )


def _common(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""
