"""What tasks that have not ended have measured so far, from the files that they write to as they go."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId
from penstock.core.json import JsonObject
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import ArtifactRecord, AttemptRecord
from penstock.runtime.live_metrics import LIVE_METRICS, MOST_BYTES
from penstock.runtime.metrics import SERIES_KEY
from penstock.services.logs import log_size
from penstock.services.measurements import MeasuredArtifact


def live_size(attempts: Iterable[AttemptRecord], *, artifacts: ArtifactStore) -> int:
    """Return how many bytes attempts have measured so far: a number that grows with each of their metrics."""
    return sum(log_size(_place(attempt), artifacts=artifacts) or 0 for attempt in attempts)


def measured_so_far(attempts: Iterable[AttemptRecord], *, artifacts: ArtifactStore) -> Iterator[MeasuredArtifact]:
    """Yield what attempts under way have measured, as if it were what they leave in the end."""
    for attempt in attempts:
        for output, metadata in _read(attempt, artifacts).items():
            artifact = ArtifactRecord(
                id=ArtifactId(""), name=output, type_title="system.Metrics", type_version="", uri="", metadata=metadata
            )
            name = attempt.path.rpartition("/")[2]
            yield MeasuredArtifact(path=attempt.path, task_name=name, output=output, artifact=artifact, is_live=True)


def _place(attempt: AttemptRecord) -> str:
    folder, slash, _ = attempt.log_uri.rpartition("/")
    return f"{folder}{slash}{LIVE_METRICS}" if slash else ""


def _read(attempt: AttemptRecord, artifacts: ArtifactStore) -> dict[str, JsonObject]:
    """Return the metadata of each output, as far as whole lines were written."""
    place = _place(attempt)
    try:
        data = artifacts.read(place, 0, MOST_BYTES) if place else b""
    except NotFoundError:
        return {}
    found: dict[str, JsonObject] = defaultdict(dict)
    for line in data.splitlines(keepends=True):
        point = _point(line)
        if point is not None:
            _add(found[point["output"]], point)
    return dict(found)


def _point(line: bytes) -> dict[str, Any] | None:
    """Read a line; what a task of bad manners wrote there is passed over."""
    try:
        point = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(point, dict) or "value" not in point:
        return None
    return point if isinstance(point.get("output"), str) and isinstance(point.get("metric"), str) else None


def _add(metadata: JsonObject, point: dict[str, Any]) -> None:
    if "step" not in point:
        metadata[point["metric"]] = point["value"]
        return
    curve = metadata.setdefault(SERIES_KEY, {}).setdefault(point["metric"], {"steps": [], "values": []})
    curve["steps"].append(point["step"])
    curve["values"].append(point["value"])
