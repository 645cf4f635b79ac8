"""Identities as types, so that a run's id is never taken for a task's name."""

from typing import NewType

RunId = NewType("RunId", str)
"""A UUID in its canonical text form."""

ExperimentId = NewType("ExperimentId", str)
"""A UUID in its canonical text form."""

ExecutionPath = NewType("ExecutionPath", str)
"""Where an execution stands in its run, for example ``root/for-loop-1[3]/train``."""

AttemptId = NewType("AttemptId", str)
"""``<run id>-<execution number>-<attempt number>``: letters, digits, ``-``: fit to name files, pods."""

ArtifactId = NewType("ArtifactId", str)
"""A UUID in its canonical text form."""

Digest = NewType("Digest", str)
"""``sha256:`` and 64 hexadecimal digits."""


def attempt_id(run_id: RunId, number: int, attempt: int) -> AttemptId:
    """Name one try of one execution; the same three values always give the same name."""
    return AttemptId(f"{run_id}-{number}-{attempt}")
