"""How components run when they are called: runners, and the settings of `init`. Names and signatures are KFP's."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MANAGED = frozenset({"image", "command", "volumes"})


@dataclass
class SubprocessRunner:
    """Runs each task as a process of its own, with exactly the packages that it asks for.

    The arguments are accepted for KFP: environments are always separate, built once and never at the same time twice.
    """

    use_venv: bool = True
    serialize_pip_installs: bool = True
    max_concurrent_pip_installs: int = 1


class DockerRunner:
    """Runs each task as a container of its image, with the Docker or Podman of this machine.

    `container_run_args`, arguments of ``docker run``, are refused when something is called: Penstock gives them itself.
    """

    def __init__(self, max_concurrent_pip_installs: int = 1, **container_run_args: Any) -> None:
        managed = sorted(_MANAGED & container_run_args.keys())
        if managed:
            raise ValueError(f"The following docker run arguments should not be specified: {', '.join(managed)}")
        self.max_concurrent_pip_installs = max_concurrent_pip_installs
        self.container_run_args = container_run_args


LocalRunner = SubprocessRunner | DockerRunner
"""Whatever `init` takes as its runner."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalSettings:
    """What `init` was given."""

    runner: LocalRunner
    pipeline_root: Path | None
    """Where artifacts lie; in the home if nothing is said."""
    raise_on_error: bool
    enable_caching: bool
