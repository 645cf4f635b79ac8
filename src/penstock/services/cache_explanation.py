"""Why a task was or was not served from cache, by comparing what its fingerprint was made from."""

from dataclasses import dataclass

from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.records import ExecutionRecord
from penstock.services.ports import RunHistory


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One part of a fingerprint that differs."""

    part: str
    before: str | None
    """``None`` where the earlier execution had no such part."""
    now: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheExplanation:
    """The decision for one execution, and how it differs from the nearest earlier one."""

    note: str
    served_from: tuple[RunId, ExecutionPath] | None = None
    compared_with: tuple[RunId, ExecutionPath] | None = None
    differences: tuple[Difference, ...] = ()


def explain_cache(execution: ExecutionRecord, *, history: RunHistory) -> CacheExplanation:
    """Say why an execution was or was not served from cache."""
    note = execution.cache_note
    if execution.cached_from is not None or execution.fingerprint is None:
        return CacheExplanation(note=note, served_from=execution.cached_from)
    earlier = history.find_earlier(execution)
    if earlier is None:
        return CacheExplanation(note=note or "no earlier execution of this component")
    before, now = earlier.fingerprint_parts, execution.fingerprint_parts
    differences = tuple(
        Difference(part=part, before=before.get(part), now=now.get(part))
        for part in dict.fromkeys([*now, *before])
        if before.get(part) != now.get(part)
    )
    return CacheExplanation(note=note, compared_with=(earlier.run_id, earlier.path), differences=differences)
