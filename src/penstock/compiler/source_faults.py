"""Says why a Python file could not be loaded: the place in the user's file, the reason, and what to do."""

import importlib.util
import traceback
from pathlib import Path

from penstock.core.errors import SourceError, SpecError
from penstock.documents.text import binary_kind, line_and_column

_BINARY = "name the Python file that defines the pipeline"


def check_readable(path: Path) -> None:
    """Raise `SourceError` when a file is not Python text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}", hint="check who owns it") from error
    kind, _ = binary_kind(data)
    if kind:
        raise SourceError(f"{path} is {kind}, not a Python file", hint=_BINARY)
    if b"\0" in data:
        raise SourceError(f"{path} holds null bytes: it is a binary file, not Python", hint=_BINARY)
    try:
        importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        raise _undecodable(path, data, error) from error
    except SyntaxError as error:
        # Python looks for a coding in the first two lines, and says nothing better of one that is not UTF-8.
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as undecodable:
            raise _undecodable(path, data, undecodable) from undecodable
        raise SourceError(f"{path}:1: {error.msg}", hint="correct the coding in the first lines") from error


def syntax_fault(error: SyntaxError, path: Path) -> SourceError:
    """Return what is to be said of a text that is not Python."""
    line = f"\n{error.text.rstrip()}" if error.text and error.text.strip() else ""
    return SourceError(f"{error.filename or path}:{error.lineno}: {error.msg}{line}")


def running_fault(error: BaseException, path: Path) -> SourceError:
    """Return what is to be said of a file that raised or ended while it was loaded."""
    told = str(error)
    return SourceError(f"{_place(error, path)}: {type(error).__name__}{f': {told}' if told else ''}", hint=_hint(error))


def document_fault(error: SpecError, path: Path) -> SpecError:
    """Return what is to be said of a file that loads a document which has problems."""
    return SpecError(error.problems, source=f"{_place(error, path)}: {error.source or 'the document'}")


def _place(error: BaseException, path: Path) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path}:{lines[-1]}" if lines else str(path)


def _undecodable(path: Path, data: bytes, error: UnicodeDecodeError) -> SourceError:
    line, column = line_and_column(data, error.start)
    found = f"byte 0x{data[error.start]:02x}, column {column}"
    return SourceError(
        f"{path}:{line}: the file is not {error.encoding.upper()} text ({found})",
        hint="save it as UTF-8, or say what it is in its first line: `# -*- coding: latin-1 -*-`",
    )


def _hint(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"install the package of {package!r} beside Penstock, or import it inside the component that needs it"
    if isinstance(error, SystemExit):
        return "a pipeline file is loaded, not run as a program: move this below `if __name__ == '__main__':`"
    return ""
