"""The states of executions, runs and attempts, and the moves between them."""

import enum


class ExecutionState(enum.Enum):
    """Where an execution, or a whole run, stands; the spelling is KFP's ``RuntimeState``."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    CANCELING = "CANCELING"
    CANCELED = "CANCELED"
    PAUSED = "PAUSED"

    # States are looked up in tables all the time; an enum's own hash is a call into Python.
    __hash__ = object.__hash__

    @property
    def is_final(self) -> bool:
        """Whether no move leads out of this state."""
        return not NEXT[self]


RunState = ExecutionState
"""A run's state is the state of its root execution."""

_S = ExecutionState

NEXT: dict[ExecutionState, frozenset[ExecutionState]] = {
    _S.PENDING: frozenset({_S.RUNNING, _S.SUCCEEDED, _S.SKIPPED, _S.FAILED, _S.CANCELED, _S.PAUSED}),
    _S.RUNNING: frozenset({_S.PENDING, _S.SUCCEEDED, _S.FAILED, _S.SKIPPED, _S.CANCELING, _S.CANCELED, _S.PAUSED}),
    _S.PAUSED: frozenset({_S.PENDING, _S.RUNNING, _S.FAILED, _S.CANCELING, _S.CANCELED}),
    _S.CANCELING: frozenset({_S.CANCELED, _S.SUCCEEDED, _S.FAILED}),
    _S.SUCCEEDED: frozenset(),
    _S.SKIPPED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELED: frozenset(),
}
"""RUNNING goes back to PENDING between two attempts. PENDING goes to SUCCEEDED on a cache hit."""

REOPENABLE: frozenset[ExecutionState] = frozenset({_S.SUCCEEDED, _S.FAILED, _S.SKIPPED, _S.CANCELED})
"""States from which an execution goes back to PENDING when it, or a graph around it, is tried again on purpose."""


class AttemptState(enum.Enum):
    """Where one try of an execution stands."""

    LAUNCHING = "LAUNCHING"
    """The intent is recorded; the launcher may or may not have started it."""
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    LOST = "LOST"
    """It vanished with its machine or its driver; repeated without spending a retry."""


class ExecutionKind(enum.Enum):
    """What an execution stands for."""

    CONTAINER = "container"
    """A task with a container executor: the only kind that has attempts."""
    IMPORTER = "importer"
    DAG = "dag"
    """The root, a sub-pipeline, a condition, an exit handler's body."""
    LOOP = "loop"
    """A task with an iterator; its children are iterations."""
    ITERATION = "iteration"
