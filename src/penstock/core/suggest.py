"""The nearest right name, for messages that help."""

import difflib
from typing import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like the given one, or an empty string when none is near."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?``, or the list of known names when it is short, or an empty string."""
    names = list(known)
    near = nearest(name, names)
    if near:
        return f"; did you mean {near!r}?"
    if names and len(names) <= 8:
        return "; known: " + ", ".join(repr(known_name) for known_name in names)
    return ""
