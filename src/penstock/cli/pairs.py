"""`-p NAME=VALUE`, as typed."""

from collections.abc import Sequence

import click


def parse_pairs(pairs: Sequence[str], option: str = "-p") -> dict[str, str]:
    """Return names and texts. Raises `click.UsageError` for what is no pair, and for a name given twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise click.UsageError(f"{option} takes NAME=VALUE, got {pair!r}")
        if name in found:
            raise click.UsageError(f"{option} gives {name!r} twice: {found[name]!r} and {text!r}")
        found[name] = text
    return found
