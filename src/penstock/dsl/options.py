"""How a function becomes a Python component: what is installed, what travels, which image runs it."""

import os
from collections.abc import Callable
from typing import Any

from penstock.dsl.task_config import TaskConfigField, TaskConfigPassthrough
from penstock.spec.values import field, frozen


@frozen
class Installation:
    """What is installed before the function runs, and from where."""

    packages: tuple[str, ...] = ()
    index_urls: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] | None = None
    """None trusts every index; an empty tuple trusts none."""
    with_kfp: bool = True
    kfp_package: str | None = None
    """Where KFP comes from, if not from the index."""
    in_virtual_environment: bool = False

    @property
    def injects_kfp(self) -> bool:
        """Whether KFP is installed besides what the user names."""
        return self.with_kfp and not any(package.startswith("kfp") for package in self.packages)


@frozen
class ProgramOptions:
    """What travels besides the function."""

    additional_functions: tuple[Callable[..., Any], ...] = ()
    embedded_path: str | os.PathLike[str] | None = None
    preparation: Callable[[str], str] | None = None
    """Writes the code that unpacks `embedded_path`; None for the usual one."""
    ship: str | os.PathLike[str] | None = None


@frozen
class PythonOptions:
    """How a function becomes a component."""

    base_image: str | None = None
    target_image: str | None = None
    installation: Installation = field(default_factory=Installation)
    program: ProgramOptions = field(default_factory=ProgramOptions)
    passthroughs: tuple[TaskConfigPassthrough | TaskConfigField, ...] = ()
