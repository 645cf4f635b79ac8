"""Ages, as typed."""

import re
from datetime import timedelta

import click

_AGE = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def parse_age(_context: click.Context, _option: click.Parameter, text: str | None) -> timedelta | None:
    """Return what the text of an option means. Raises `click.BadParameter` when it means nothing."""
    if text is None:
        return None
    match = _AGE.fullmatch(text.strip().lower())
    if match is None or not int(match[1]):
        raise click.BadParameter(f"takes a number with m, h, d or w, such as 30d; got {text!r}")
    return int(match[1]) * _UNITS[match[2]]
