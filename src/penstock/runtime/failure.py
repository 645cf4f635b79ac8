"""How a failure of user code is told: the user's traceback to people, and a small file to the launcher."""

import json
import os
import sys
import types
from contextlib import suppress
from typing import Any, Dict, List, Optional, Set

from penstock.runtime.whole_files import write_whole

ERROR_FILE = "executor_error.json"
"""Lies beside the executor output of a failed task: see `describe`."""

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_PYTHON = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_LONGEST_MESSAGE = 8_000


def show(error: BaseException) -> None:
    """Print the traceback of an error, and of those that led to it, without frames of this package.

    User code may have closed or broken what it is printed to; that is no second error.
    """
    _strip(error, set())
    with suppress(Exception):
        sys.stdout.flush()
    with suppress(Exception):
        sys.excepthook(type(error), error, error.__traceback__)
    with suppress(Exception):
        sys.stderr.flush()


def describe(error: BaseException) -> Dict[str, Any]:
    """Return what a launcher needs to say why a task failed: `type`, `message`, and where the user's code was.

    ``file``, ``line`` and ``function`` name the last frame of the user's own code, when there is one; ``module`` the
    module that could not be found, for a `ModuleNotFoundError`.
    """
    facts: Dict[str, Any] = {"type": _type_name(error), "message": _message(error)}
    frame = _last_user_frame(error.__traceback__)
    if frame is not None:
        code = frame.tb_frame.f_code
        facts.update(file=code.co_filename, line=frame.tb_lineno, function=code.co_name)
    if isinstance(error, ModuleNotFoundError) and error.name:
        facts["module"] = error.name.partition(".")[0]
    return facts


def record(error: BaseException, folder: str) -> None:
    """Leave the description of an error in a folder; a full or missing disk is not worth a second error."""
    try:
        write_whole(os.path.join(folder, ERROR_FILE), json.dumps(describe(error)))
    except OSError as problem:
        with suppress(Exception):  # nor may be what it is printed to
            sys.stderr.write(f"The reason of the failure could not be recorded: {problem}\n")


def _strip(error: Optional[BaseException], seen: Set[int]) -> None:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    error.__traceback__ = _user_frames(error.__traceback__)
    _strip(error.__cause__, seen)
    _strip(error.__context__, seen)
    for member in getattr(error, "exceptions", ()):
        _strip(member, seen)


def _user_frames(traceback: Optional[types.TracebackType]) -> Optional[types.TracebackType]:
    kept: List[types.TracebackType] = []
    while traceback is not None:
        if not _is_ours(traceback):
            kept.append(traceback)
        traceback = traceback.tb_next
    chain: Optional[types.TracebackType] = None
    for link in reversed(kept):
        chain = types.TracebackType(chain, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return chain


def _last_user_frame(traceback: Optional[types.TracebackType]) -> Optional[types.TracebackType]:
    """Return the last frame of the user's own code, else the last one of a library that it called."""
    last, own = None, None
    while traceback is not None:
        if not _is_ours(traceback):
            last = traceback
            own = own if _is_library(traceback.tb_frame.f_code.co_filename) else traceback
        traceback = traceback.tb_next
    return own or last


def _is_library(name: str) -> bool:
    """Tell whether a file belongs to an installed package or to Python; compiled ones name files that are not here."""
    is_installed = f"{os.sep}site-packages{os.sep}" in name or f"{os.sep}dist-packages{os.sep}" in name
    return is_installed or name.startswith(_PYTHON) or not os.path.isabs(name)


def _is_ours(traceback: types.TracebackType) -> bool:
    name = traceback.tb_frame.f_code.co_filename
    return name.startswith((_OURS, "<frozen importlib", "<frozen runpy"))


def _type_name(error: BaseException) -> str:
    cls = type(error)
    return cls.__qualname__ if cls.__module__ in ("builtins", "__main__") else f"{cls.__module__}.{cls.__qualname__}"


def _message(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception as problem:  # noqa: BLE001  # the user's __str__ may raise anything
        text = f"(its text could not be rendered: {problem!r})"
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " ..."
