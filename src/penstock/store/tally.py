"""How many tasks of a run are in each state: kept with the run by whoever drives it, so that no list counts them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from penstock.engine.records import ExecutionRecord
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.records import TaskCounts

CACHED = "cached"
"""The key of the tasks that were served from cache, which are among the succeeded, too."""

TASKS = (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)
"""What is counted: the groups around them are not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """What a tally is to become once the changes are written."""

    states: Mapping[int, tuple[str, ...]]
    """The executions that changed, and the keys that each is counted under now."""
    counts: Mapping[str, int]

    @property
    def text(self) -> str:
        """The counts as they are stored."""
        return json.dumps({name: count for name, count in self.counts.items() if count})


class Tally:
    """What the tasks of one run are counted under. Used by the driver of the run."""

    def __init__(self, states: Mapping[int, tuple[str, ...]]) -> None:
        self._states = dict(states)
        self._counts: Mapping[str, int] = Counter(key for keys in self._states.values() for key in keys)

    def after(self, executions: Iterable[ExecutionRecord]) -> Count:
        """Count anew with executions that changed; nothing is kept yet."""
        changed, counts = {}, dict(self._counts)
        for execution in executions:
            if execution.kind in TASKS:
                keys = keys_of(execution.state.value, is_cached=execution.cached_from is not None)
                for key in self._states.get(execution.number, ()):
                    counts[key] -= 1
                for key in keys:
                    counts[key] = counts.get(key, 0) + 1
                changed[execution.number] = keys
        return Count(states=changed, counts=counts)

    def keep(self, count: Count) -> None:
        """Take a count over, once it is written."""
        self._states.update(count.states)
        self._counts = count.counts


def keys_of(state: str, *, is_cached: bool) -> tuple[str, ...]:
    """Return what a task is counted under."""
    return (state, CACHED) if is_cached and state == ExecutionState.SUCCEEDED.value else (state,)


def task_counts(text: str) -> TaskCounts:
    """Decode the counts of a run."""
    counts: dict[str, int] = json.loads(text)
    cached = counts.pop(CACHED, 0)
    return TaskCounts(by_state={ExecutionState(state): count for state, count in counts.items()}, cached=cached)
