"""Numbers and times as people read them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from penstock.core.json import JsonValue, dumps

SHORT_ID = 8
"""As many characters of a run's id as are shown where there is little room; they find it again."""


def duration(seconds: float | None) -> str:
    """Render a duration: ``0.4s``, ``12s``, ``3m 05s``, ``2h 10m``; nothing for ``None``."""
    if seconds is None:
        return ""
    if seconds < 9.95:
        return f"{max(seconds, 0):.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}m {rest:02}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02}m" if hours < 48 else f"{hours // 24}d {hours % 24:02}h"


def clock(seconds: float) -> str:
    """Render a duration that grows while it is shown: ``0:07``, ``12:40``, ``1:02:03``."""
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: int | None) -> str:
    """Render a number of bytes: ``812 B``, ``4.2 kB``, ``31 MB``; nothing for ``None``."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} B"
    value, unit = float(count), "B"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 - the last unit is used below
        value /= 1000
        if value < 999.5:
            break
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def moment(at: datetime | None) -> str:
    """Render a time in the zone of this machine; nothing for ``None``."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else ""


def ago(at: datetime | None, now: datetime) -> str:
    """Render how long ago something was: ``now``, ``5m ago``, ``3h ago``, ``12d ago``; nothing for ``None``."""
    if at is None:
        return ""
    seconds = (now - at).total_seconds()
    for length, unit in ((86400.0, "d"), (3600.0, "h"), (60.0, "m")):
        if seconds >= length:
            return f"{int(seconds // length)}{unit} ago"
    return "now" if seconds < 2 else f"{int(seconds)}s ago"


def value(content: JsonValue, room: int = 60) -> str:
    """Render a parameter in one line: text as it is, everything else as JSON, cut to the room that there is."""
    text = content if isinstance(content, str) else dumps_or_repr(content)
    text = " ".join(text.split()) if "\n" in text or "\t" in text else text
    return cut(text, room) if text else '""'


def place(path: Path) -> str:
    """Render a path as it is typed from the working directory, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) and path != here else str(path)


def cut(text: str, room: int) -> str:
    """Shorten a text to the room that there is, with a sign that something is missing."""
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"


def number(content: JsonValue) -> str:
    """Render a metric: four places at most where it is a fraction."""
    if isinstance(content, bool) or not isinstance(content, int | float):
        return value(content, 24)
    if isinstance(content, int) or content.is_integer():
        return f"{content:g}" if abs(content) >= 1e15 else str(int(content))
    return f"{content:.4f}" if 1e-3 <= abs(content) < 1e6 else f"{content:.4g}"


def plural(count: int, noun: str) -> str:
    """Render a count with its noun: ``1 task``, ``3 tasks``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """Join words: ``a``, ``a and b``, ``a, b and c``."""
    known = list(words)
    return " and ".join(filter(None, [", ".join(known[:-1]), *known[-1:]]))


def seconds_since(start: datetime | None, end: datetime) -> float | None:
    """Return how long ago something began."""
    return (end - start) / timedelta(seconds=1) if start else None


def dumps_or_repr(content: JsonValue) -> str:
    """Render JSON, or what Python says of a value that is none."""
    try:
        return dumps(content)
    except (TypeError, ValueError):
        return repr(content)
