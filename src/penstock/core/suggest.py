"""The nearest right name, for messages that help."""

from typing import Iterable

_LONGEST = 200
_MOST = 2000


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like the given one, or an empty string when none is near.

    Very long names, and very many of them, are not compared: a suggestion may not cost seconds.
    """
    names = [known_name for known_name in known if len(known_name) <= _LONGEST]
    if len(name) > _LONGEST or len(names) > _MOST:
        return ""
    import difflib  # noqa: PLC0415 - costs more than what imports this module, and nothing is wrong yet

    matches = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
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
