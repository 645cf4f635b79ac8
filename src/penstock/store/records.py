"""Rows as records: the reading half."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId, AttemptId, Digest, ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import (
    ArtifactRecord,
    AttemptRecord,
    ExecutionRecord,
    Failure,
    RunOptions,
    RunRecord,
    Usage,
    Values,
)
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState
from penstock.store.database import AnyRow, AnySelect
from penstock.store.encoding import Unpacker, decode_time, large_parameters, reference_of
from penstock.store.tables import artifacts, contents, execution_artifacts, run_artifacts

Rows = Sequence[AnyRow]
Slots = Mapping[str, tuple[ArtifactRecord, ...]]
Item = TypeVar("Item")

CHUNK = 500
"""Values in one ``IN (...)``: every SQLite takes as many."""

PACKED = frozenset(
    {
        "cache_note",
        "command",
        "description",
        "environment",
        "failure",
        "fingerprint_parts",
        "metadata",
        "options",
        "provenance",
        "spec",
        "type_schema",
        "value",
    }
)
"""The columns of packed text, in whichever table."""

WITH_PARAMETERS = frozenset({"inputs", "outputs"})
"""The columns whose text holds several values, each by itself or by reference."""


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces that fit into one query."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def unpacker_for(connection: Connection, *groups: Rows) -> Unpacker:
    """Fetch the contents that rows refer to."""
    digests = {digest for rows in groups for digest in references(rows)}
    return Unpacker(fetch_contents(connection, digests)) if digests else Unpacker({})


def fetch_contents(connection: Connection, digests: Iterable[str]) -> dict[str, str]:
    """Return long values by digest."""
    bodies: dict[str, str] = {}
    for chunk in chunks(sorted(digests)):
        query = sa.select(contents.c.digest, contents.c.body).where(contents.c.digest.in_(chunk))
        bodies.update((row.digest, row.body) for row in connection.execute(query))
    return bodies


def references(rows: Rows) -> Iterator[str]:
    """Return the digests of the contents that rows of one query refer to."""
    if not rows:
        return
    names = rows[0]._fields
    packed = [place for place, name in enumerate(names) if name in PACKED]
    mixed = [place for place, name in enumerate(names) if name in WITH_PARAMETERS]
    for row in rows:
        for place in packed:
            if reference := reference_of(row[place]):
                yield reference
        for place in mixed:
            yield from large_parameters(row[place]).values()


def execution_slots() -> AnySelect:
    """Select the artifacts of executions, in the order of their lists."""
    edges = execution_artifacts
    return (
        sa.select(edges.c.number, edges.c.role, edges.c.name.label("slot"), artifacts)
        .join(artifacts, artifacts.c.key == edges.c.artifact_key)
        .order_by(edges.c.number, edges.c.role, edges.c.name, edges.c.position)
    )


def fetch_execution_slots(connection: Connection, run_key: int) -> Rows:
    """Return the artifacts of a run's executions."""
    return connection.execute(execution_slots().where(execution_artifacts.c.run_key == run_key)).all()


def fetch_run_slots(connection: Connection, run_keys: Sequence[int]) -> Rows:
    """Return the artifacts among the outputs of runs, in the order of their lists."""
    edges = run_artifacts
    query = (
        sa.select(edges.c.run_key, edges.c.name.label("slot"), artifacts)
        .join(artifacts, artifacts.c.key == edges.c.artifact_key)
        .where(edges.c.run_key.in_(run_keys))
        .order_by(edges.c.run_key, edges.c.name, edges.c.position)
    )
    return connection.execute(query).all()


class SlotReader:
    """Groups rows of artifacts by the execution (or run) and the slot they are in; equal artifacts become one value."""

    def __init__(self, rows: Rows, owner: Sequence[str], unpacker: Unpacker) -> None:
        lists: dict[tuple[Any, ...], dict[str, list[ArtifactRecord]]] = defaultdict(dict)
        records: dict[int, ArtifactRecord] = {}
        for row in rows:
            columns = row._mapping  # noqa: SLF001 - public in SQLAlchemy, spelled like a namedtuple's
            record = records.get(row.key)
            if record is None:
                record = records[row.key] = artifact_record(row, unpacker)
            lists[tuple(columns[name] for name in owner)].setdefault(row.slot, []).append(record)
        self._slots = {
            key: {name: tuple(artifacts) for name, artifacts in by_name.items()} for key, by_name in lists.items()
        }

    def of(self, *owner: object) -> Slots:
        """Return the artifacts of one execution and role, or of one run, by slot."""
        return self._slots.get(owner, {})


def values(packed: str, slots: Slots, unpacker: Unpacker) -> Values:
    """Decode inputs or outputs."""
    parameters, empty = unpacker.unpack_parameters(packed)
    if empty:
        slots = {**slots, **dict.fromkeys(empty, ())}
    return Values(parameters=parameters, artifacts=slots)


def artifact_record(row: AnyRow, unpacker: Unpacker) -> ArtifactRecord:
    """Decode an artifact."""
    return ArtifactRecord(
        id=ArtifactId(row.id),
        name=row.name,
        type_title=row.type_title,
        type_version=row.type_version,
        uri=row.uri,
        metadata=unpacker.unpack(row.metadata),
        digest=row.digest,
        size_bytes=row.size_bytes,
        created_at=decode_time(row.created_at),
        type_schema=unpacker.unpack(row.type_schema),
    )


def run_record(
    row: AnyRow, *, arguments: Mapping[str, JsonValue], tags: Mapping[str, str], slots: Slots, unpacker: Unpacker
) -> RunRecord:
    """Decode a run."""
    return RunRecord(
        id=RunId(row.id),
        display_name=row.display_name,
        experiment_id=ExperimentId(row.experiment_id),
        pipeline_name=row.pipeline_name,
        spec=unpacker.unpack(row.spec),
        arguments=arguments,
        options=_options(unpacker.unpack(row.options)),
        state=ExecutionState(row.state),
        provenance=unpacker.unpack(row.provenance),
        outputs=values(row.outputs, slots, unpacker),
        failure=failure(row.failure, unpacker),
        created_at=decode_time(row.created_at),
        started_at=decode_time(row.started_at),
        ended_at=decode_time(row.ended_at),
        namespace=row.namespace,
        description=unpacker.unpack(row.description),
        tags=tags,
        pipeline_id=row.pipeline_id,
        pipeline_version_id=row.pipeline_version_id,
        seq=row.seq,
    )


def execution_record(row: AnyRow, run_id: RunId, slots: SlotReader, unpacker: Unpacker) -> ExecutionRecord:
    """Decode an execution."""
    cached_from = (RunId(row.cached_from_run), ExecutionPath(row.cached_from_path)) if row.cached_from_run else None
    return ExecutionRecord(
        run_id=run_id,
        path=ExecutionPath(row.path),
        number=row.number,
        parent=None if row.parent is None else ExecutionPath(row.parent),
        kind=ExecutionKind(row.kind),
        task_name=row.task_name,
        display_name=row.display_name,
        component_name=row.component_name,
        state=ExecutionState(row.state),
        iteration=row.iteration,
        inputs=values(row.inputs, slots.of(row.number, "input"), unpacker),
        outputs=values(row.outputs, slots.of(row.number, "output"), unpacker),
        failure=failure(row.failure, unpacker),
        fingerprint=None if row.fingerprint is None else Digest(row.fingerprint),
        fingerprint_parts=unpacker.unpack(row.fingerprint_parts),
        cached_from=cached_from,
        cache_note=unpacker.unpack(row.cache_note),
        attempts=row.attempts,
        created_at=decode_time(row.created_at),
        started_at=decode_time(row.started_at),
        ended_at=decode_time(row.ended_at),
    )


def attempt_record(row: AnyRow, run_id: RunId, unpacker: Unpacker) -> AttemptRecord:
    """Decode an attempt."""
    return AttemptRecord(
        id=AttemptId(row.id),
        run_id=run_id,
        path=ExecutionPath(row.path),
        number=row.number,
        state=AttemptState(row.state),
        launcher=row.launcher,
        image=row.image,
        command=tuple(unpacker.unpack_shared(row.command)),
        environment=unpacker.unpack_shared(row.environment),
        exit_code=row.exit_code,
        failure=failure(row.failure, unpacker),
        log_uri=row.log_uri,
        created_at=decode_time(row.created_at),
        started_at=decode_time(row.started_at),
        ended_at=decode_time(row.ended_at),
        usage=Usage(peak_memory_bytes=row.peak_memory_bytes, cpu_seconds=row.cpu_seconds),
    )


def no_run(run_id: str) -> NotFoundError:
    """Return the error for an id that no run has."""
    return NotFoundError(f"There is no run with the id {run_id!r}", hint="`penstock runs list` shows the runs")


def failure(packed: str | None, unpacker: Unpacker) -> Failure | None:
    """Decode why something waits or failed."""
    if packed is None:
        return None
    reason, message, hint = unpacker.unpack(packed)
    return Failure(reason=reason, message=message, hint=hint)


def _options(stored: JsonObject) -> RunOptions:
    known = {option.name for option in fields(RunOptions)}
    options = RunOptions(**{name: value for name, value in stored.items() if name in known})
    return replace(options, again=tuple(options.again))
