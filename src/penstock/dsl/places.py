"""Where in the user's code something was written, for messages."""

import os.path
import sys
import warnings
from types import FrameType

from penstock.dsl.definition import SourceLocation

_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep


def caller() -> SourceLocation | None:
    """Return the nearest place on the stack that is not in this package."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way; inspect.stack() reads every source file on the way
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return None if frame is None else SourceLocation(file=frame.f_code.co_filename, line=frame.f_lineno)


def warn(message: str) -> None:
    """Warn the author, at the line of their code that runs now."""
    location = caller()
    warnings.warn_explicit(
        message, UserWarning, location.file if location else "<unknown>", location.line if location else 0
    )
