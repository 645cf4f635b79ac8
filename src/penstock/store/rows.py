"""Records as rows: the pure half of every write. Everything is encoded before a transaction begins."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from penstock.core.json import JsonValue
from penstock.engine.records import (
    ArtifactLists,
    ArtifactRecord,
    AttemptRecord,
    Changes,
    ExecutionRecord,
    Failure,
    RunRecord,
    Values,
)
from penstock.engine.states import ExecutionState
from penstock.store.encoding import Packer, encode_time

Row = dict[str, Any]


class Memo:
    """What the driver of a run has written already, so that unchanged parts are neither encoded nor written again.

    Parts are known by identity: a copy of a record with a new state shares its inputs with the record before.
    """

    def __init__(self, first_new: int = 0) -> None:
        self._first_new = first_new
        self._packed: dict[tuple[str, str], tuple[object, str]] = {}
        self._values: dict[tuple[int, str], tuple[Values, str]] = {}
        self._artifacts: set[str] = set()
        self._executions: set[int] = set()
        self._run_outputs: Values | None = None

    def forget(self) -> None:
        """Know nothing any more, after a transaction that was undone."""
        self._packed.clear()
        self._values.clear()
        self._artifacts.clear()
        self._run_outputs = None

    def has_run_outputs(self, outputs: Values) -> bool:
        """Whether these outputs of the whole run were written last; remembers them."""
        known, self._run_outputs = self._run_outputs, outputs
        return known is outputs

    def pack(self, slot: tuple[str, str], value: JsonValue, packer: Packer) -> str:
        """Return the packed text of a value, from memory if it is the one that this slot had before."""
        known = self._packed.get(slot)
        if known is not None and known[0] is value:
            return known[1]
        text = packer.pack(value)
        self._packed[slot] = (value, text)
        return text

    def values_of(self, number: int, role: str) -> tuple[Values, str] | None:
        """Return inputs or outputs of an execution as they were last written, and their text."""
        return self._values.get((number, role))

    def set_values(self, number: int, role: str, values: Values, text: str) -> None:
        """Remember inputs or outputs as written."""
        self._values[number, role] = (values, text)

    def is_new(self, number: int) -> bool:
        """Whether the store has no row of this execution; asked once for each record that is written."""
        is_new = number >= self._first_new and number not in self._executions
        self._executions.add(number)
        return is_new

    def has_artifact(self, artifact: ArtifactRecord) -> bool:
        """Whether this artifact was written before."""
        return artifact.id in self._artifacts

    def add_artifact(self, artifact: ArtifactRecord) -> None:
        """Remember an artifact as written."""
        self._artifacts.add(artifact.id)

    def drop_execution(self, record: ExecutionRecord) -> None:
        """Forget the parts of an execution that will not change again."""
        if record.state.is_final:
            self._values.pop((record.number, "input"), None)
            self._values.pop((record.number, "output"), None)

    def drop_attempt(self, record: AttemptRecord) -> None:
        """Forget the parts of an attempt that will not change again."""
        if record.ended_at is not None:
            self._packed.pop((record.id, "command"), None)
            self._packed.pop((record.id, "environment"), None)


@dataclass(kw_only=True, slots=True)
class Batch:
    """The rows of one transaction, by table."""

    executions: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    stale: list[Row] = field(default_factory=list)
    """Executions and roles whose edges are to be replaced."""
    artifacts: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    metrics: list[Row] = field(default_factory=list)
    packer: Packer = field(default_factory=Packer)


def contents_rows(packer: Packer, used_at: int) -> list[Row]:
    """Return the rows of long values that were packed."""
    return [
        {"digest": digest, "body": body, "size_bytes": len(body), "used_at": used_at}
        for digest, body in packer.bodies.items()
    ]


def batch_of(changes: Changes, *, run_key: int, namespace: str, memo: Memo) -> Batch:
    """Encode one step of the loop."""
    encoder = _Encoder(run_key=run_key, namespace=namespace, seq=changes.seq, memo=memo)
    for execution in changes.executions:
        encoder.add_execution(execution)
    for attempt in changes.attempts:
        encoder.add_attempt(attempt)
    return encoder.batch


def run_row(run: RunRecord, packer: Packer) -> Row:
    """Encode a new run."""
    return {
        "id": run.id,
        "namespace": run.namespace,
        "display_name": run.display_name,
        "experiment_id": run.experiment_id,
        "pipeline_name": run.pipeline_name,
        "created_at": encode_time(run.created_at),
        "options": packer.pack(asdict(run.options)),
        "description": packer.pack(run.description),
        "provenance": packer.pack(run.provenance),
        "spec": packer.pack(run.spec),
        "epoch": 0,
        "seq": run.seq,
        "storage_state": "AVAILABLE",
        "pipeline_id": run.pipeline_id,
        "pipeline_version_id": run.pipeline_version_id,
        "task_counts": "{}",
        **run_state_row(run, packer),
    }


def run_state_row(run: RunRecord, packer: Packer) -> Row:
    """Encode what changes while a run is driven."""
    return {
        "state": run.state.value,
        "started_at": encode_time(run.started_at),
        "ended_at": encode_time(run.ended_at),
        "failure": _failure(run.failure, packer),
        "outputs": values_text(run.outputs, packer),
    }


def parameter_rows(run_key: int, parameters: Mapping[str, JsonValue], packer: Packer) -> list[Row]:
    """Encode the arguments of a run."""
    return [
        {"run_key": run_key, "name": name, "value": packer.pack(value), "number": _number(value)}
        for name, value in parameters.items()
    ]


def _number(value: JsonValue) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return _as_float(value)


def tag_rows(run_key: int, tags: Mapping[str, str]) -> list[Row]:
    """Encode the tags of a run."""
    return [{"run_key": run_key, "name": name, "value": value} for name, value in tags.items()]


def artifact_row(artifact: ArtifactRecord, namespace: str, packer: Packer) -> Row:
    """Encode an artifact."""
    return {
        "id": artifact.id,
        "namespace": namespace,
        "name": artifact.name,
        "type_title": artifact.type_title,
        "type_version": artifact.type_version,
        "uri": artifact.uri,
        "digest": artifact.digest,
        "size_bytes": artifact.size_bytes,
        "created_at": encode_time(artifact.created_at),
        "type_schema": packer.pack(artifact.type_schema),
        "metadata": packer.pack(artifact.metadata),
    }


def listed(artifacts: ArtifactLists) -> Iterator[tuple[str, int, ArtifactRecord]]:
    """Walk over all artifacts with the name of the slot and the place in its list."""
    for name, records in artifacts.items():
        for position, record in enumerate(records):
            yield name, position, record


def scalar_metrics(artifact: ArtifactRecord) -> Iterator[tuple[str, float]]:
    """Return the numbers among the metadata of an artifact that holds metrics; others have none."""
    if not artifact.type_title.endswith("Metrics"):
        return
    for name, value in artifact.metadata.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name, _as_float(value)


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


class _Encoder:
    """Encodes the records of one run into a batch."""

    def __init__(self, *, run_key: int, namespace: str, seq: int, memo: Memo) -> None:
        self.batch = Batch()
        self._packer = self.batch.packer
        self._run_key = run_key
        self._namespace = namespace
        self._seq = seq
        self._memo = memo

    def add_execution(self, record: ExecutionRecord) -> None:
        """Encode an execution with its edges, artifacts and metrics."""
        cached_run, cached_path = record.cached_from or (None, None)
        replaces = not self._memo.is_new(record.number)
        self.batch.executions.append(
            {
                "run_key": self._run_key,
                "number": record.number,
                "namespace": self._namespace,
                "path": record.path,
                "parent": record.parent,
                "kind": record.kind.value,
                "task_name": record.task_name,
                "display_name": record.display_name,
                "component_name": record.component_name,
                "iteration": record.iteration,
                "state": record.state.value,
                "attempts": record.attempts,
                "created_at": encode_time(record.created_at),
                "started_at": encode_time(record.started_at),
                "ended_at": encode_time(record.ended_at),
                "seq": self._seq,
                "fingerprint": record.fingerprint,
                "cached_from_run": cached_run,
                "cached_from_path": cached_path,
                "cache_note": self._packer.pack(record.cache_note),
                "fingerprint_parts": self._packer.pack(record.fingerprint_parts),
                "failure": _failure(record.failure, self._packer),
                "inputs": self._slots(record.number, "input", record.inputs, replaces=replaces),
                "outputs": self._slots(record.number, "output", record.outputs, replaces=replaces),
            }
        )
        self._memo.drop_execution(record)

    def add_attempt(self, record: AttemptRecord) -> None:
        """Encode an attempt."""
        pack = self._memo.pack
        self.batch.attempts.append(
            {
                "run_key": self._run_key,
                "id": record.id,
                "path": record.path,
                "number": record.number,
                "state": record.state.value,
                "launcher": record.launcher,
                "image": record.image,
                "exit_code": record.exit_code,
                "log_uri": record.log_uri,
                "created_at": encode_time(record.created_at),
                "started_at": encode_time(record.started_at),
                "ended_at": encode_time(record.ended_at),
                "seq": self._seq,
                "failure": _failure(record.failure, self._packer),
                "command": pack((record.id, "command"), record.command, self._packer),
                "environment": pack((record.id, "environment"), record.environment, self._packer),
                "peak_memory_bytes": record.usage.peak_memory_bytes,
                "cpu_seconds": record.usage.cpu_seconds,
            }
        )
        self._memo.drop_attempt(record)

    def _slots(self, number: int, role: str, values: Values, *, replaces: bool) -> str:
        known = self._memo.values_of(number, role)
        if known is not None and known[0] is values:
            return known[1]
        place: Row = {"run_key": self._run_key, "number": number}
        if replaces and (known is None or known[0].artifacts):
            self.batch.stale.append({**place, "role": role})
        for name, position, artifact in listed(values.artifacts):
            slot = {**place, "name": name, "position": position}
            self.batch.edges.append({**slot, "role": role, "artifact_id": artifact.id})
            self._add_artifact(artifact, role)
            if role == "output":
                self.batch.metrics.extend(metric_rows(slot, artifact))
        text = values_text(values, self._packer)
        self._memo.set_values(number, role, values, text)
        return text

    def _add_artifact(self, artifact: ArtifactRecord, role: str) -> None:
        if role == "input" and self._memo.has_artifact(artifact):
            return
        self._memo.add_artifact(artifact)
        self.batch.artifacts.append(artifact_row(artifact, self._namespace, self._packer))


def metric_rows(slot: Row, artifact: ArtifactRecord) -> Iterator[Row]:
    """Encode the scalars of an artifact in an output slot."""
    place = {key: slot[key] for key in ("run_key", "number", "position")}
    for name, value in scalar_metrics(artifact):
        yield {**place, "output": slot["name"], "name": name, "value": None if math.isnan(value) else value}


def _failure(failure: Failure | None, packer: Packer) -> str | None:
    return None if failure is None else packer.pack([failure.reason, failure.message, failure.hint])


def values_text(values: Values, packer: Packer) -> str:
    """Encode parameters and the names of empty lists; artifacts are edges."""
    empty = [name for name, artifacts in values.artifacts.items() if not artifacts]
    if not values.parameters and not empty:
        return "{}"
    return packer.pack_parameters(values.parameters, empty)


def ends_something(changes: Changes) -> bool:
    """Whether the changes hold a result that must stand after a power cut."""
    if changes.run is not None and changes.run.state.is_final:
        return True
    return any(execution.state is ExecutionState.SUCCEEDED for execution in changes.executions)
