"""Writes to terminals and files that do not take every character."""

import codecs
import io
from importlib import import_module

_ERRORS = "penstock-plain"


def write_anything(stream: io.TextIOWrapper) -> None:
    """Let a stream stand whatever is written to it.

    Our own signs become those of an old terminal; everything else, half a surrogate pair from a task for one, is
    written as in a literal of Python.
    """
    codecs.register_error(_ERRORS, _written_plainly)
    stream.reconfigure(errors=_ERRORS)


def _written_plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    # Most terminals never come here, and commands start without what the signs come with.
    plain: dict[str, str] = import_module("penstock.cli.progress.marks").PLAIN_SIGNS
    text = error.object[error.start : error.end]
    return "".join(plain.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in text), error.end
