"""Finds what tasks will miss on this machine before the first of them starts."""

from collections.abc import Iterator
from pathlib import Path

from penstock.core.errors import Problem
from penstock.launchers.claims import Cupboard
from penstock.launchers.pods import Pods
from penstock.spec.platform import PlatformSpec


def absences(platform: PlatformSpec, home: Path) -> Iterator[Problem]:
    """Yield a warning for each secret and config map that tasks name and a home does not have.

    No error: the task may lie in a branch that the run does not take, and the secret may be made in time.
    """
    settings = platform.platforms.get("kubernetes")
    executors = settings.deployment_spec.executors if settings and settings.deployment_spec else {}
    pods = Pods(Cupboard(home))
    for label, asked in executors.items():
        for error in pods.lacking(asked, label.removeprefix("exec-")) if isinstance(asked, dict) else ():
            yield Problem("missing-value", "", error.message, error.hint, "warning")
