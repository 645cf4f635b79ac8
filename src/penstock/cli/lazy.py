"""A group whose commands are imported when they are used: `penstock --version` loads none of them."""

import gc
import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import click

from penstock.core.suggest import nearest


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command is defined, and what it does in a line."""

    module: str
    name: str
    summary: str


class LazyGroup(click.Group):
    """Commands by name, imported late."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the list, not of the alphabet."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        lazy = self._lazy.get(cmd_name)
        if lazy is None:
            return None
        command = getattr(_load(lazy.module), lazy.name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the words begin with. Raises `click.UsageError` with the nearest name."""
        if args and args[0] not in self._lazy and not args[0].startswith("-"):
            near = nearest(args[0], self._lazy)
            known = f"did you mean {near!r}?" if near else f"known: {', '.join(self._lazy)}"
            raise click.UsageError(f"There is no command {args[0]!r}; {known}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])


def _load(name: str) -> ModuleType:
    """Import a module without looking for garbage: all that it makes stays, and looking is a fifth of the time."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()
