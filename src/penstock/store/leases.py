"""The right to drive a run, on one machine: an operating-system lock on a file per run, and an epoch (decision A3)."""

from dataclasses import dataclass

from penstock.core.ids import RunId
from penstock.store.file_locks import FileLock
from penstock.store.rows import Memo
from penstock.store.tally import Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class LeasedRun:
    """What every write of a driver needs to know of its run."""

    id: RunId
    key: int
    namespace: str
    first_new: int
    """The first execution number that the store did not have when the lease was taken."""
    tally: Tally
    """How many of its tasks are in each state."""


class SqlLease:
    """The right to drive one run, held until `release` or the end of the process."""

    def __init__(self, run: LeasedRun, epoch: int, lock: FileLock) -> None:
        self.run = run
        self.memo = Memo(first_new=run.first_new)
        """What this holder has written, so that unchanged parts are not written again."""
        self._epoch = epoch
        self._lock = lock

    @property
    def epoch(self) -> int:
        """Grows with every new holder; each write carries it."""
        return self._epoch

    @property
    def is_held(self) -> bool:
        """Whether `release` was not called yet."""
        return self._lock.is_held

    def release(self) -> None:
        """Let another process drive the run."""
        self._lock.release()
