"""From what the caller has (text, bytes, a file) to text, within limits and with a clear word when it is none."""

from pathlib import Path
from typing import NoReturn, TypeAlias

from penstock.core.errors import Problem, SourceError, SpecError
from penstock.spec.values import frozen

Source: TypeAlias = str | bytes | Path
"""Text, its bytes, or the file that holds it. A plain `str` is always text, never a path."""


@frozen
class Limits:
    """What a document may cost at most."""

    size_bytes: int = 32 * 1024 * 1024
    depth: int = 100
    """Levels of lists and mappings inside each other."""
    nodes: int = 2_000_000
    """Values in all, where 256 characters of a long text count as one."""
    alias_nodes: int = 200_000
    """Values that aliases add when they are written out."""


DEFAULT_LIMITS = Limits()

_SIGNATURES = {
    b"\x89PNG": ("a PNG image", ""),
    b"\xff\xd8\xff": ("a JPEG image", ""),
    b"GIF8": ("a GIF image", ""),
    b"%PDF": ("a PDF", ""),
    b"PK\x03\x04": ("a ZIP archive", "unpack it and give the file inside"),
    b"PK\x05\x06": ("an empty ZIP archive", ""),
    b"\x1f\x8b": ("a gzip archive", "unpack it and give the file inside"),
    b"\x7fELF": ("a program", ""),
    b"SQLite format 3": ("an SQLite database", ""),
}
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the text of a source.

    Raises `SpecError` when it is too large, binary or not UTF-8, and `SourceError` when the file cannot be read.
    """
    if isinstance(source, str):
        _check_size(len(source), name, limits)
        return source
    data = source if isinstance(source, bytes) else _read_file(source, limits)
    _check_size(len(data), name, limits)
    return _decode(data, name)


def source_name(source: Source) -> str:
    """Name a source for messages: its path, or nothing."""
    return str(source) if isinstance(source, Path) else ""


def refuse(problem: Problem, name: str) -> NoReturn:
    """Raise the `SpecError` with that one problem."""
    raise SpecError([problem], source=name)


def place(line: int, column: int) -> str:
    """Name a place of a text; both numbers count from one."""
    return f"line {line}, column {column}"


def binary_kind(data: bytes) -> tuple[str, str]:
    """Return which known kind of binary file begins like this, and what to do; two empty texts for any other."""
    return next((known for signature, known in _SIGNATURES.items() if data.startswith(signature)), ("", ""))


def line_and_column(data: bytes, position: int) -> tuple[int, int]:
    """Return the place of a byte; both numbers count from one."""
    return data.count(b"\n", 0, position) + 1, position - data.rfind(b"\n", 0, position)


def _read_file(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.size_bytes + 1)
    except FileNotFoundError:
        raise SourceError(f"There is no file {str(path)!r}", hint="check the path and the working directory") from None
    except IsADirectoryError:
        raise SourceError(f"{str(path)!r} is a folder, not a file", hint="name the YAML file inside it") from None
    except OSError as error:
        raise SourceError(f"The file {str(path)!r} cannot be read: {error.strerror}") from None


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.size_bytes:
        message = f"the file is larger than {limits.size_bytes / 2**20:g} MiB"
        refuse(Problem("too-large", "", message, "a pipeline file holds no data; pass data as artifacts"), name)


def _decode(data: bytes, name: str) -> str:
    what, hint = binary_kind(data)
    if what:
        refuse(Problem("not-text", "", f"the file is {what}, not YAML or JSON text", hint), name)
    encoding = next((known for mark, known in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = line_and_column(data, error.start)
        message = f"the file is not {error.encoding.upper()} text: {error.reason} (byte 0x{data[error.start]:02x})"
        refuse(Problem("invalid-encoding", place(line, column), message, "save the file as UTF-8"), name)
