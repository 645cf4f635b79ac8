"""What a home can do without: a plan with its bytes, then the sweep. What a kept run refers to is never removed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError
from penstock.core.ids import RunId
from penstock.engine.ports import ArtifactStore, RunJournal

IDLE_FOR = timedelta(days=30)
"""How long an environment stays that no task uses, unless the caller says otherwise."""
_NEVER = datetime.min.replace(tzinfo=UTC)
CONTENTS_GRACE = timedelta(days=2)
"""How long a long value that nothing refers to is kept: a transaction that is under way may be about to refer to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptFolder:
    """Where one attempt left its outputs and its log."""

    run_id: RunId
    uri: str
    prefixes: tuple[str, ...]
    """The URI in every form in which artifacts below it may be recorded."""
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleFolder:
    """Something that can be made again, and was not used for a while."""

    kind: str
    """``environment``, ``image``, ``source``, ``shipment``, ``runtime``, ``rerun``."""
    name: str
    used_at: datetime
    size_bytes: int


class IdleFolders(Protocol):
    """Finds and removes what can be made again. Safe under concurrency: what is in use is never removed."""

    def list_idle(self, before: datetime) -> tuple[IdleFolder, ...]:
        """Return what was last used before a moment."""
        ...

    def remove(self, idle: IdleFolder, before: datetime) -> bool:
        """Remove one, unless it is in use or was used after the moment; tell whether.

        Raises `OSError`, or `OperatorError` for what lies elsewhere.
        """
        ...


class GarbageStore(Protocol):
    """Finds and removes records that nothing refers to. Safe to share between threads and between processes."""

    def list_ended(self, before: datetime) -> tuple[RunId, ...]:
        """Return the runs that ended before a moment, oldest first."""
        ...

    def find_known(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Return those of the runs that are stored."""
        ...

    def find_in_use(self, prefixes: Collection[str], *, without: Collection[RunId]) -> frozenset[str]:
        """Return those of the URI prefixes below which an artifact lies that some other run refers to."""
        ...

    def remove_runs(self, run_ids: Sequence[RunId]) -> None:
        """Remove runs with everything that belongs to them alone."""
        ...

    def remove_orphans(self) -> int:
        """Remove the records of artifacts that no run refers to; return how many."""
        ...

    def remove_contents(self, unused_since: datetime) -> int:
        """Remove long values that nothing refers to and nobody wrote since a moment; return their bytes."""
        ...


class AttemptFolders(Protocol):
    """Lists what attempts left in the artifact store."""

    def list_folders(self) -> Iterable[AttemptFolder]:
        """Return the folder of every attempt that left one, with its size."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class GarbagePlan:
    """What a sweep would remove."""

    runs: tuple[RunId, ...]
    folders: tuple[AttemptFolder, ...]
    """Outputs and logs of these runs, and of runs that were deleted before."""
    kept_folders: tuple[AttemptFolder, ...]
    """Folders of such runs that hold an artifact which another run refers to."""
    idle: tuple[IdleFolder, ...] = ()
    """Environments and the like that nobody used for long."""
    idle_before: datetime = _NEVER

    @property
    def size_bytes(self) -> int:
        """What all of it occupies."""
        return sum(folder.size_bytes for folder in self.folders) + sum(folder.size_bytes for folder in self.idle)


@dataclass(frozen=True, kw_only=True, slots=True)
class GarbageReport:
    """What a sweep removed."""

    runs: int
    folders: int
    folder_bytes: int
    artifacts: int
    """Records of artifacts."""
    content_bytes: int
    """Long values in the metadata store."""
    idle: tuple[IdleFolder, ...] = ()
    """What of the idle folders was removed; the others were in use after all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GarbageCollector:
    """The ports that garbage is collected through."""

    garbage: GarbageStore
    folders: AttemptFolders
    artifacts: ArtifactStore
    journal: RunJournal
    clock: Clock
    idle: tuple[IdleFolders, ...] = ()


def plan_garbage(
    collector: GarbageCollector,
    *,
    older_than: timedelta | None = None,
    run_ids: Collection[RunId] = (),
    idle_for: timedelta = IDLE_FOR,
) -> GarbagePlan:
    """Say what can go: runs that ended long ago, the given runs, what deleted runs left, idle environments."""
    aged = collector.garbage.list_ended(collector.clock.now() - older_than) if older_than is not None else ()
    doomed = tuple(dict.fromkeys((*aged, *run_ids)))
    folders = tuple(collector.folders.list_folders())
    kept_runs = collector.garbage.find_known({folder.run_id for folder in folders}) - set(doomed)
    free = [folder for folder in folders if folder.run_id not in kept_runs]
    wanted = {prefix for folder in free for prefix in folder.prefixes}
    in_use = collector.garbage.find_in_use(wanted, without=doomed)
    idle_before = collector.clock.now() - idle_for
    return GarbagePlan(
        runs=doomed,
        folders=tuple(folder for folder in free if in_use.isdisjoint(folder.prefixes)),
        kept_folders=tuple(folder for folder in free if not in_use.isdisjoint(folder.prefixes)),
        idle=tuple(found for folders in collector.idle for found in folders.list_idle(idle_before)),
        idle_before=idle_before,
    )


def plan_removal(run_ids: Collection[RunId], collector: GarbageCollector) -> GarbagePlan:
    """Say what goes with some runs: the outputs and logs of theirs that no other run refers to."""
    plan = plan_garbage(replace(collector, idle=()), run_ids=run_ids)
    wanted = set(run_ids)
    return replace(
        plan,
        folders=tuple(folder for folder in plan.folders if folder.run_id in wanted),
        kept_folders=tuple(folder for folder in plan.kept_folders if folder.run_id in wanted),
    )


def sweep_garbage(plan: GarbagePlan, collector: GarbageCollector) -> GarbageReport:
    """Remove what a plan names, records before bytes, and look again before each folder goes.

    Raises `ConflictError` while a run is being driven: it may be about to take an old result from the cache.
    """
    refuse_while_driven(collector.journal)
    collector.garbage.remove_runs(plan.runs)
    artifacts = collector.garbage.remove_orphans()
    swept = [folder for folder in plan.folders if _sweep(folder, collector)]
    content_bytes = collector.garbage.remove_contents(collector.clock.now() - CONTENTS_GRACE)
    return GarbageReport(
        runs=len(plan.runs),
        folders=len(swept),
        folder_bytes=sum(folder.size_bytes for folder in swept),
        artifacts=artifacts,
        content_bytes=content_bytes,
        idle=tuple(
            found
            for folders in collector.idle
            for found in folders.list_idle(plan.idle_before)
            if found in plan.idle and folders.remove(found, plan.idle_before)
        ),
    )


def refuse_while_driven(journal: RunJournal) -> None:
    """Raise `ConflictError` if any process drives a run of this home."""
    for run_id in journal.list_unfinished():
        lease = journal.acquire(run_id)
        if lease is None:
            raise ConflictError(
                f"Run {run_id!r} is being driven, and may use an old result at any moment",
                hint="collect garbage when no run is under way",
            )
        lease.release()


def _sweep(folder: AttemptFolder, collector: GarbageCollector) -> bool:
    if collector.garbage.find_in_use(folder.prefixes, without=()):
        return False
    collector.artifacts.delete(folder.uri)
    return True
